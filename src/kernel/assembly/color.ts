// Colored noise: two segments of white normals through one long symmetric filter, by fast convolution.
//
// The segments, N = 16384 samples each, are the real and the imaginary parts of one complex sequence z; the filter is
// real, so they stay apart. Read as a polynomial, Z(x) = Σ z[n] x^n, the sequence is taken modulo x^N - 1, the product of
// all x - r with r^N = 1. By quarters it is split into the remainders modulo ever smaller factors of that:
//
//   modulo  x^4S - w^4   ->   modulo  x^S - w,  x^S - iw,  x^S + w,  x^S + iw          S = 4096, 1024, ... 4, 1
//
//     | a | b | c | d |   ->   | (a + c') + (b' + d') | (a - c') + i (b' - d') | (a + c') - (b' + d') | (a - c') - i (b' - d') |
//
//   where a, b, c, d are the quarters of the remainder, S coefficients each, and b' = w b, c' = w² c, d' = w³ d.
//
// Counted breadth first, node j has the children 4 j + m, and node j's w is the same at every depth: its angle is
// t / N turns, t being j's seven base-4 digits reversed and divided by 4. Seven splits give the values Z(r); each is
// multiplied by the filter's response at r, and all is merged again. Nothing is ever reordered.
//
// The first split's four remainders stand side by side, one in each lane of the vectors: below it, four nodes are split at a time
// by the same operations, and what belongs together is never within one vector.
//
// Relative to `plan`, in bytes:
//
//        0  coefficients     4096 x 2 v128   real parts, imaginary parts
//   131072  response / N     4096 v128      child m of nodes n, 1024 + n, 2048 + n, 3072 + n, the last split's, at 64 n + 16 m
//   196608  powers of w     1365 x 6 v128   nodes n, 4^d + n, 2 4^d + n, 3 4^d + n, split d + 2, at 96 ((4^d - 1) / 3 + n): w,
//                                          w², w³, real, imaginary

import { merge, multiplyValues, split } from './color-splits';

const RESPONSE: usize = 131072;
const ROOTS: usize = 196608;

/** Bytes of a quarter of a segment, 4096 floats. */
const QUARTER: usize = 16384;
/** Bytes of half of that: the reach of the filter. */
const REACH: usize = 8192;
/** Bytes of the samples of a segment that are of use. */
const USEFUL: usize = 49152;

/** The first split, whose w is 1: of the segments, into the lanes of the coefficients at `to`. */
function splitSegments(first: usize, second: usize, to: usize): void {
  for (const end = first + QUARTER; first < end; first += 16) {
    const ar = v128.load(first);
    const br = v128.load(first, QUARTER);
    const cr = v128.load(first, 2 * QUARTER);
    const dr = v128.load(first, 3 * QUARTER);
    const ai = v128.load(second);
    const bi = v128.load(second, QUARTER);
    const ci = v128.load(second, 2 * QUARTER);
    const di = v128.load(second, 3 * QUARTER);
    const acr = f32x4.add(ar, cr);
    const bdr = f32x4.add(br, dr);
    const amcr = f32x4.sub(ar, cr);
    const bmdi = f32x4.sub(bi, di);
    let p = f32x4.add(acr, bdr);
    let q = f32x4.sub(amcr, bmdi);
    let r = f32x4.sub(acr, bdr);
    let s = f32x4.add(amcr, bmdi);
    let pq = v128.shuffle<u32>(p, q, 0, 4, 1, 5);
    let rs = v128.shuffle<u32>(r, s, 0, 4, 1, 5);
    v128.store(to, v128.shuffle<u64>(pq, rs, 0, 2));
    v128.store(to, v128.shuffle<u64>(pq, rs, 1, 3), 32);
    pq = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
    rs = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<u64>(pq, rs, 0, 2), 64);
    v128.store(to, v128.shuffle<u64>(pq, rs, 1, 3), 96);
    const aci = f32x4.add(ai, ci);
    const bdi = f32x4.add(bi, di);
    const amci = f32x4.sub(ai, ci);
    const bmdr = f32x4.sub(br, dr);
    p = f32x4.add(aci, bdi);
    q = f32x4.add(amci, bmdr);
    r = f32x4.sub(aci, bdi);
    s = f32x4.sub(amci, bmdr);
    pq = v128.shuffle<u32>(p, q, 0, 4, 1, 5);
    rs = v128.shuffle<u32>(r, s, 0, 4, 1, 5);
    v128.store(to, v128.shuffle<u64>(pq, rs, 0, 2), 16);
    v128.store(to, v128.shuffle<u64>(pq, rs, 1, 3), 48);
    pq = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
    rs = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<u64>(pq, rs, 0, 2), 80);
    v128.store(to, v128.shuffle<u64>(pq, rs, 1, 3), 112);
    second += 16;
    to += 128;
  }
}

/**
 * The last merge, whose w is 1, of the coefficients at `at`: the samples of use of both segments, one after the other, to `to`.
 *
 * Of the first quarter these are the second half, of the last quarter the first half.
 */
function mergeSegments(at: usize, to: usize): void {
  const half = to + REACH;
  for (const end = to + QUARTER; to < end; to += 16) {
    let p = v128.load(at);
    let q = v128.load(at, 32);
    let r = v128.load(at, 64);
    let s = v128.load(at, 96);
    let pq = v128.shuffle<u32>(p, q, 0, 4, 1, 5);
    let rs = v128.shuffle<u32>(r, s, 0, 4, 1, 5);
    const ar = v128.shuffle<u64>(pq, rs, 0, 2);
    const br = v128.shuffle<u64>(pq, rs, 1, 3);
    pq = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
    rs = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
    const cr = v128.shuffle<u64>(pq, rs, 0, 2);
    const dr = v128.shuffle<u64>(pq, rs, 1, 3);
    p = v128.load(at, 16);
    q = v128.load(at, 48);
    r = v128.load(at, 80);
    s = v128.load(at, 112);
    pq = v128.shuffle<u32>(p, q, 0, 4, 1, 5);
    rs = v128.shuffle<u32>(r, s, 0, 4, 1, 5);
    const ai = v128.shuffle<u64>(pq, rs, 0, 2);
    const bi = v128.shuffle<u64>(pq, rs, 1, 3);
    pq = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
    rs = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
    const ci = v128.shuffle<u64>(pq, rs, 0, 2);
    const di = v128.shuffle<u64>(pq, rs, 1, 3);
    const acr = f32x4.add(ar, cr);
    const aci = f32x4.add(ai, ci);
    const bdr = f32x4.add(br, dr);
    const bdi = f32x4.add(bi, di);
    const amcr = f32x4.sub(ar, cr);
    const amci = f32x4.sub(ai, ci);
    const bmdr = f32x4.sub(br, dr);
    const bmdi = f32x4.sub(bi, di);
    v128.store(to, f32x4.add(amcr, bmdi), QUARTER - REACH);
    v128.store(to, f32x4.sub(amci, bmdr), USEFUL + QUARTER - REACH);
    v128.store(to, f32x4.sub(acr, bdr), 2 * QUARTER - REACH);
    v128.store(to, f32x4.sub(aci, bdi), USEFUL + 2 * QUARTER - REACH);
    if (to < half) {
      v128.store(to, f32x4.sub(amcr, bmdi), 3 * QUARTER - REACH);
      v128.store(to, f32x4.add(amci, bmdr), USEFUL + 3 * QUARTER - REACH);
    } else {
      v128.store(to - REACH, f32x4.add(acr, bdr));
      v128.store(to - REACH, f32x4.add(aci, bdi), USEFUL);
    }
    at += 128;
  }
}

/**
 * Filters both segments, 16384 samples each, as if they were periodic.
 *
 * What stands in 32 KiB, and within that what stands in 8 KiB, is taken all the way down and up again before the next: the
 * first-level cache holds it.
 *
 * @param to where samples 2048 .. 14335 of the first segment go, and after them those of the second.
 */
export function filterSegments(first: usize, second: usize, plan: usize, to: usize): void {
  const roots = plan + ROOTS;
  splitSegments(first, second, plan);
  split(plan, 32768, roots);
  for (let outer: usize = 0; outer < 4; outer++) {
    split(plan + 32768 * outer, 8192, roots + 96 * (1 + outer));
    for (let inner: usize = 4 * outer, innerEnd = inner + 4; inner < innerEnd; inner++) {
      const at = plan + 8192 * inner;
      split(at, 2048, roots + 96 * (5 + inner));
      for (let n: usize = 0; n < 4; n++) split(at + 2048 * n, 512, roots + 96 * (21 + 4 * inner + n));
      for (let n: usize = 0; n < 16; n++) split(at + 512 * n, 128, roots + 96 * (85 + 16 * inner + n));
      for (let n: usize = 64 * inner, end = n + 64; n < end; n++) {
        multiplyValues(plan + 128 * n, roots + 96 * (341 + n), plan + RESPONSE + 64 * n);
      }
      for (let n: usize = 0; n < 16; n++) merge(at + 512 * n, 128, roots + 96 * (85 + 16 * inner + n));
      for (let n: usize = 0; n < 4; n++) merge(at + 2048 * n, 512, roots + 96 * (21 + 4 * inner + n));
      merge(at, 2048, roots + 96 * (5 + inner));
    }
    merge(plan + 32768 * outer, 8192, roots + 96 * (1 + outer));
  }
  merge(plan, 32768, roots);
  mergeSegments(plan, to);
}
