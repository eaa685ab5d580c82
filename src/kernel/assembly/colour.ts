// Coloured noise: two segments of white normals through one long symmetric filter, by fast convolution.
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
// Relative to `plan`, in bytes:
//
//        0  coefficients     4096 x 2 v128   four real parts, then the four imaginary parts: one stream to read, not two
//   131072  response / N     16384 x f32    for j a multiple of 4, child m of nodes j .. j + 3 at 16 j + 16 m
//   196608  powers of w     1024 x 6 v128   for j a multiple of 4, nodes j .. j + 3 at 24 j: w, w², w³, real, imaginary

const RESPONSE: usize = 131072;
const ROOTS: usize = 196608;

/** Bytes of a quarter of a segment, 4096 floats. */
const SEGMENT_QUARTER: usize = 16384;
/** Bytes of a quarter of the coefficients. */
const COEFFICIENTS_QUARTER: usize = 32768;
/** Bytes of half a quarter of a segment: the reach of the filter. */
const REACH: usize = 8192;
/** Bytes of the samples of a segment that are of use. */
const USEFUL: usize = 49152;

/** Where the powers of node j's w are: six floats, a vector apart. */
// @ts-ignore: decorator
@inline
function rootsOf(plan: usize, node: usize): usize {
  return plan + ROOTS + 96 * (node >> 2) + 4 * (node & 3);
}

/** Splits a remainder in place: four quarters, of `quarter` bytes each, from `at` on. */
function split(at: usize, quarter: usize, roots: usize): void {
  const w1r = v128.load32_splat(roots);
  const w1i = v128.load32_splat(roots, 16);
  const w2r = v128.load32_splat(roots, 32);
  const w2i = v128.load32_splat(roots, 48);
  const w3r = v128.load32_splat(roots, 64);
  const w3i = v128.load32_splat(roots, 80);
  for (const end = at + quarter; at < end; at += 32) {
    const atB = at + quarter;
    const atC = atB + quarter;
    const atD = atC + quarter;
    let xr = v128.load(atB);
    let xi = v128.load(atB, 16);
    const br = f32x4.sub(f32x4.mul(xr, w1r), f32x4.mul(xi, w1i));
    const bi = f32x4.add(f32x4.mul(xr, w1i), f32x4.mul(xi, w1r));
    xr = v128.load(atC);
    xi = v128.load(atC, 16);
    const cr = f32x4.sub(f32x4.mul(xr, w2r), f32x4.mul(xi, w2i));
    const ci = f32x4.add(f32x4.mul(xr, w2i), f32x4.mul(xi, w2r));
    xr = v128.load(atD);
    xi = v128.load(atD, 16);
    const dr = f32x4.sub(f32x4.mul(xr, w3r), f32x4.mul(xi, w3i));
    const di = f32x4.add(f32x4.mul(xr, w3i), f32x4.mul(xi, w3r));
    const ar = v128.load(at);
    const ai = v128.load(at, 16);
    let acr = f32x4.add(ar, cr);
    let aci = f32x4.add(ai, ci);
    let bdr = f32x4.add(br, dr);
    let bdi = f32x4.add(bi, di);
    v128.store(at, f32x4.add(acr, bdr));
    v128.store(at, f32x4.add(aci, bdi), 16);
    v128.store(atC, f32x4.sub(acr, bdr));
    v128.store(atC, f32x4.sub(aci, bdi), 16);
    acr = f32x4.sub(ar, cr);
    aci = f32x4.sub(ai, ci);
    bdr = f32x4.sub(br, dr);
    bdi = f32x4.sub(bi, di);
    v128.store(atB, f32x4.sub(acr, bdi));
    v128.store(atB, f32x4.add(aci, bdr), 16);
    v128.store(atD, f32x4.add(acr, bdi));
    v128.store(atD, f32x4.sub(aci, bdr), 16);
  }
}

/** Undoes `split`, but for a factor of 4. */
function merge(at: usize, quarter: usize, roots: usize): void {
  const w1r = v128.load32_splat(roots);
  const w1i = v128.load32_splat(roots, 16);
  const w2r = v128.load32_splat(roots, 32);
  const w2i = v128.load32_splat(roots, 48);
  const w3r = v128.load32_splat(roots, 64);
  const w3i = v128.load32_splat(roots, 80);
  for (const end = at + quarter; at < end; at += 32) {
    const atB = at + quarter;
    const atC = atB + quarter;
    const atD = atC + quarter;
    const ar = v128.load(at);
    const ai = v128.load(at, 16);
    const br = v128.load(atB);
    const bi = v128.load(atB, 16);
    const cr = v128.load(atC);
    const ci = v128.load(atC, 16);
    const dr = v128.load(atD);
    const di = v128.load(atD, 16);
    let acr = f32x4.add(ar, cr);
    let aci = f32x4.add(ai, ci);
    let bdr = f32x4.add(br, dr);
    let bdi = f32x4.add(bi, di);
    v128.store(at, f32x4.add(acr, bdr));
    v128.store(at, f32x4.add(aci, bdi), 16);
    let xr = f32x4.sub(acr, bdr);
    let xi = f32x4.sub(aci, bdi);
    v128.store(atC, f32x4.add(f32x4.mul(xr, w2r), f32x4.mul(xi, w2i)));
    v128.store(atC, f32x4.sub(f32x4.mul(xi, w2r), f32x4.mul(xr, w2i)), 16);
    acr = f32x4.sub(ar, cr);
    aci = f32x4.sub(ai, ci);
    bdr = f32x4.sub(br, dr);
    bdi = f32x4.sub(bi, di);
    xr = f32x4.add(acr, bdi);
    xi = f32x4.sub(aci, bdr);
    v128.store(atB, f32x4.add(f32x4.mul(xr, w1r), f32x4.mul(xi, w1i)));
    v128.store(atB, f32x4.sub(f32x4.mul(xi, w1r), f32x4.mul(xr, w1i)), 16);
    xr = f32x4.sub(acr, bdi);
    xi = f32x4.add(aci, bdr);
    v128.store(atD, f32x4.add(f32x4.mul(xr, w3r), f32x4.mul(xi, w3i)));
    v128.store(atD, f32x4.sub(f32x4.mul(xi, w3r), f32x4.mul(xr, w3i)), 16);
  }
}

/** The first split, whose w is 1: of the segments, into the coefficients at `to`. */
function splitSegments(first: usize, second: usize, to: usize): void {
  for (const end = to + COEFFICIENTS_QUARTER; to < end; to += 32) {
    const ar = v128.load(first);
    const br = v128.load(first, SEGMENT_QUARTER);
    const cr = v128.load(first, 2 * SEGMENT_QUARTER);
    const dr = v128.load(first, 3 * SEGMENT_QUARTER);
    const ai = v128.load(second);
    const bi = v128.load(second, SEGMENT_QUARTER);
    const ci = v128.load(second, 2 * SEGMENT_QUARTER);
    const di = v128.load(second, 3 * SEGMENT_QUARTER);
    let acr = f32x4.add(ar, cr);
    let aci = f32x4.add(ai, ci);
    let bdr = f32x4.add(br, dr);
    let bdi = f32x4.add(bi, di);
    v128.store(to, f32x4.add(acr, bdr));
    v128.store(to, f32x4.add(aci, bdi), 16);
    v128.store(to, f32x4.sub(acr, bdr), 2 * COEFFICIENTS_QUARTER);
    v128.store(to, f32x4.sub(aci, bdi), 2 * COEFFICIENTS_QUARTER + 16);
    acr = f32x4.sub(ar, cr);
    aci = f32x4.sub(ai, ci);
    bdr = f32x4.sub(br, dr);
    bdi = f32x4.sub(bi, di);
    v128.store(to, f32x4.sub(acr, bdi), COEFFICIENTS_QUARTER);
    v128.store(to, f32x4.add(aci, bdr), COEFFICIENTS_QUARTER + 16);
    v128.store(to, f32x4.add(acr, bdi), 3 * COEFFICIENTS_QUARTER);
    v128.store(to, f32x4.sub(aci, bdr), 3 * COEFFICIENTS_QUARTER + 16);
    first += 16;
    second += 16;
  }
}

/**
 * The last merge, whose w is 1, of the coefficients at `at`: the samples of use of both segments, one after the other, to `to`.
 *
 * Of the first quarter these are the second half, of the last quarter the first half.
 */
function mergeSegments(at: usize, to: usize): void {
  const half = at + COEFFICIENTS_QUARTER / 2;
  for (; at < half; at += 32) {
    const ar = v128.load(at);
    const ai = v128.load(at, 16);
    const br = v128.load(at, COEFFICIENTS_QUARTER);
    const bi = v128.load(at, COEFFICIENTS_QUARTER + 16);
    const cr = v128.load(at, 2 * COEFFICIENTS_QUARTER);
    const ci = v128.load(at, 2 * COEFFICIENTS_QUARTER + 16);
    const dr = v128.load(at, 3 * COEFFICIENTS_QUARTER);
    const di = v128.load(at, 3 * COEFFICIENTS_QUARTER + 16);
    v128.store(to, f32x4.sub(f32x4.add(ar, cr), f32x4.add(br, dr)), 2 * SEGMENT_QUARTER - REACH);
    v128.store(to, f32x4.sub(f32x4.add(ai, ci), f32x4.add(bi, di)), USEFUL + 2 * SEGMENT_QUARTER - REACH);
    const acr = f32x4.sub(ar, cr);
    const aci = f32x4.sub(ai, ci);
    const bdr = f32x4.sub(br, dr);
    const bdi = f32x4.sub(bi, di);
    v128.store(to, f32x4.add(acr, bdi), SEGMENT_QUARTER - REACH);
    v128.store(to, f32x4.sub(aci, bdr), USEFUL + SEGMENT_QUARTER - REACH);
    v128.store(to, f32x4.sub(acr, bdi), 3 * SEGMENT_QUARTER - REACH);
    v128.store(to, f32x4.add(aci, bdr), USEFUL + 3 * SEGMENT_QUARTER - REACH);
    to += 16;
  }
  to -= REACH;
  for (const end = half + COEFFICIENTS_QUARTER / 2; at < end; at += 32) {
    const ar = v128.load(at);
    const ai = v128.load(at, 16);
    const br = v128.load(at, COEFFICIENTS_QUARTER);
    const bi = v128.load(at, COEFFICIENTS_QUARTER + 16);
    const cr = v128.load(at, 2 * COEFFICIENTS_QUARTER);
    const ci = v128.load(at, 2 * COEFFICIENTS_QUARTER + 16);
    const dr = v128.load(at, 3 * COEFFICIENTS_QUARTER);
    const di = v128.load(at, 3 * COEFFICIENTS_QUARTER + 16);
    const acr = f32x4.add(ar, cr);
    const aci = f32x4.add(ai, ci);
    const bdr = f32x4.add(br, dr);
    const bdi = f32x4.add(bi, di);
    v128.store(to, f32x4.add(acr, bdr));
    v128.store(to, f32x4.add(aci, bdi), USEFUL);
    v128.store(to, f32x4.sub(acr, bdr), 2 * SEGMENT_QUARTER);
    v128.store(to, f32x4.sub(aci, bdi), USEFUL + 2 * SEGMENT_QUARTER);
    v128.store(to, f32x4.add(f32x4.sub(ar, cr), f32x4.sub(bi, di)), SEGMENT_QUARTER);
    v128.store(to, f32x4.sub(f32x4.sub(ai, ci), f32x4.sub(br, dr)), USEFUL + SEGMENT_QUARTER);
    to += 16;
  }
}

/**
 * The last two splits, the product with the response, and the first two merges: of the node with S = 4, and the four nodes below
 * it, four coefficients each.
 *
 * The same arithmetic as in `split` and `merge`. With S = 1 what is next to each other belongs together, so the 4 x 4
 * coefficients are transposed before and after. Nothing is left in memory in between.
 */
function multiplyValues(at: usize, upperRoots: usize, roots: usize, response: usize): void {
  let w1r = v128.load32_splat(upperRoots);
  let w1i = v128.load32_splat(upperRoots, 16);
  let w2r = v128.load32_splat(upperRoots, 32);
  let w2i = v128.load32_splat(upperRoots, 48);
  let w3r = v128.load32_splat(upperRoots, 64);
  let w3i = v128.load32_splat(upperRoots, 80);
  let xr = v128.load(at, 32);
  let xi = v128.load(at, 48);
  let br = f32x4.sub(f32x4.mul(xr, w1r), f32x4.mul(xi, w1i));
  let bi = f32x4.add(f32x4.mul(xr, w1i), f32x4.mul(xi, w1r));
  xr = v128.load(at, 64);
  xi = v128.load(at, 80);
  let cr = f32x4.sub(f32x4.mul(xr, w2r), f32x4.mul(xi, w2i));
  let ci = f32x4.add(f32x4.mul(xr, w2i), f32x4.mul(xi, w2r));
  xr = v128.load(at, 96);
  xi = v128.load(at, 112);
  let dr = f32x4.sub(f32x4.mul(xr, w3r), f32x4.mul(xi, w3i));
  let di = f32x4.add(f32x4.mul(xr, w3i), f32x4.mul(xi, w3r));
  let ar = v128.load(at);
  let ai = v128.load(at, 16);
  let acr = f32x4.add(ar, cr);
  let aci = f32x4.add(ai, ci);
  let bdr = f32x4.add(br, dr);
  let bdi = f32x4.add(bi, di);
  let amcr = f32x4.sub(ar, cr);
  let amci = f32x4.sub(ai, ci);
  let bmdr = f32x4.sub(br, dr);
  let bmdi = f32x4.sub(bi, di);
  let p = f32x4.add(acr, bdr);
  let q = f32x4.sub(amcr, bmdi);
  let r = f32x4.sub(acr, bdr);
  let s = f32x4.add(amcr, bmdi);
  let pq = v128.shuffle<u32>(p, q, 0, 4, 1, 5);
  let rs = v128.shuffle<u32>(r, s, 0, 4, 1, 5);
  ar = v128.shuffle<u64>(pq, rs, 0, 2);
  br = v128.shuffle<u64>(pq, rs, 1, 3);
  pq = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
  rs = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
  cr = v128.shuffle<u64>(pq, rs, 0, 2);
  dr = v128.shuffle<u64>(pq, rs, 1, 3);
  p = f32x4.add(aci, bdi);
  q = f32x4.add(amci, bmdr);
  r = f32x4.sub(aci, bdi);
  s = f32x4.sub(amci, bmdr);
  pq = v128.shuffle<u32>(p, q, 0, 4, 1, 5);
  rs = v128.shuffle<u32>(r, s, 0, 4, 1, 5);
  ai = v128.shuffle<u64>(pq, rs, 0, 2);
  bi = v128.shuffle<u64>(pq, rs, 1, 3);
  pq = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
  rs = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
  ci = v128.shuffle<u64>(pq, rs, 0, 2);
  di = v128.shuffle<u64>(pq, rs, 1, 3);

  w1r = v128.load(roots);
  w1i = v128.load(roots, 16);
  w2r = v128.load(roots, 32);
  w2i = v128.load(roots, 48);
  w3r = v128.load(roots, 64);
  w3i = v128.load(roots, 80);
  xr = br;
  br = f32x4.sub(f32x4.mul(xr, w1r), f32x4.mul(bi, w1i));
  bi = f32x4.add(f32x4.mul(xr, w1i), f32x4.mul(bi, w1r));
  xr = cr;
  cr = f32x4.sub(f32x4.mul(xr, w2r), f32x4.mul(ci, w2i));
  ci = f32x4.add(f32x4.mul(xr, w2i), f32x4.mul(ci, w2r));
  xr = dr;
  dr = f32x4.sub(f32x4.mul(xr, w3r), f32x4.mul(di, w3i));
  di = f32x4.add(f32x4.mul(xr, w3i), f32x4.mul(di, w3r));
  acr = f32x4.add(ar, cr);
  aci = f32x4.add(ai, ci);
  bdr = f32x4.add(br, dr);
  bdi = f32x4.add(bi, di);
  amcr = f32x4.sub(ar, cr);
  amci = f32x4.sub(ai, ci);
  bmdr = f32x4.sub(br, dr);
  bmdi = f32x4.sub(bi, di);
  let h = v128.load(response);
  ar = f32x4.mul(f32x4.add(acr, bdr), h);
  ai = f32x4.mul(f32x4.add(aci, bdi), h);
  h = v128.load(response, 16);
  br = f32x4.mul(f32x4.sub(amcr, bmdi), h);
  bi = f32x4.mul(f32x4.add(amci, bmdr), h);
  h = v128.load(response, 32);
  cr = f32x4.mul(f32x4.sub(acr, bdr), h);
  ci = f32x4.mul(f32x4.sub(aci, bdi), h);
  h = v128.load(response, 48);
  dr = f32x4.mul(f32x4.add(amcr, bmdi), h);
  di = f32x4.mul(f32x4.sub(amci, bmdr), h);

  acr = f32x4.add(ar, cr);
  aci = f32x4.add(ai, ci);
  bdr = f32x4.add(br, dr);
  bdi = f32x4.add(bi, di);
  amcr = f32x4.sub(ar, cr);
  amci = f32x4.sub(ai, ci);
  bmdr = f32x4.sub(br, dr);
  bmdi = f32x4.sub(bi, di);
  ar = f32x4.add(acr, bdr);
  ai = f32x4.add(aci, bdi);
  xr = f32x4.add(amcr, bmdi);
  xi = f32x4.sub(amci, bmdr);
  br = f32x4.add(f32x4.mul(xr, w1r), f32x4.mul(xi, w1i));
  bi = f32x4.sub(f32x4.mul(xi, w1r), f32x4.mul(xr, w1i));
  xr = f32x4.sub(acr, bdr);
  xi = f32x4.sub(aci, bdi);
  cr = f32x4.add(f32x4.mul(xr, w2r), f32x4.mul(xi, w2i));
  ci = f32x4.sub(f32x4.mul(xi, w2r), f32x4.mul(xr, w2i));
  xr = f32x4.sub(amcr, bmdi);
  xi = f32x4.add(amci, bmdr);
  dr = f32x4.add(f32x4.mul(xr, w3r), f32x4.mul(xi, w3i));
  di = f32x4.sub(f32x4.mul(xi, w3r), f32x4.mul(xr, w3i));

  pq = v128.shuffle<u32>(ar, br, 0, 4, 1, 5);
  rs = v128.shuffle<u32>(cr, dr, 0, 4, 1, 5);
  p = v128.shuffle<u64>(pq, rs, 0, 2);
  q = v128.shuffle<u64>(pq, rs, 1, 3);
  pq = v128.shuffle<u32>(ar, br, 2, 6, 3, 7);
  rs = v128.shuffle<u32>(cr, dr, 2, 6, 3, 7);
  r = v128.shuffle<u64>(pq, rs, 0, 2);
  s = v128.shuffle<u64>(pq, rs, 1, 3);
  acr = f32x4.add(p, r);
  bdr = f32x4.add(q, s);
  amcr = f32x4.sub(p, r);
  bmdr = f32x4.sub(q, s);
  pq = v128.shuffle<u32>(ai, bi, 0, 4, 1, 5);
  rs = v128.shuffle<u32>(ci, di, 0, 4, 1, 5);
  p = v128.shuffle<u64>(pq, rs, 0, 2);
  q = v128.shuffle<u64>(pq, rs, 1, 3);
  pq = v128.shuffle<u32>(ai, bi, 2, 6, 3, 7);
  rs = v128.shuffle<u32>(ci, di, 2, 6, 3, 7);
  r = v128.shuffle<u64>(pq, rs, 0, 2);
  s = v128.shuffle<u64>(pq, rs, 1, 3);
  aci = f32x4.add(p, r);
  bdi = f32x4.add(q, s);
  amci = f32x4.sub(p, r);
  bmdi = f32x4.sub(q, s);
  w1r = v128.load32_splat(upperRoots);
  w1i = v128.load32_splat(upperRoots, 16);
  w2r = v128.load32_splat(upperRoots, 32);
  w2i = v128.load32_splat(upperRoots, 48);
  w3r = v128.load32_splat(upperRoots, 64);
  w3i = v128.load32_splat(upperRoots, 80);
  v128.store(at, f32x4.add(acr, bdr));
  v128.store(at, f32x4.add(aci, bdi), 16);
  xr = f32x4.add(amcr, bmdi);
  xi = f32x4.sub(amci, bmdr);
  v128.store(at, f32x4.add(f32x4.mul(xr, w1r), f32x4.mul(xi, w1i)), 32);
  v128.store(at, f32x4.sub(f32x4.mul(xi, w1r), f32x4.mul(xr, w1i)), 48);
  xr = f32x4.sub(acr, bdr);
  xi = f32x4.sub(aci, bdi);
  v128.store(at, f32x4.add(f32x4.mul(xr, w2r), f32x4.mul(xi, w2i)), 64);
  v128.store(at, f32x4.sub(f32x4.mul(xi, w2r), f32x4.mul(xr, w2i)), 80);
  xr = f32x4.sub(amcr, bmdi);
  xi = f32x4.add(amci, bmdr);
  v128.store(at, f32x4.add(f32x4.mul(xr, w3r), f32x4.mul(xi, w3i)), 96);
  v128.store(at, f32x4.sub(f32x4.mul(xi, w3r), f32x4.mul(xr, w3i)), 112);
}

/**
 * Filters both segments, 16384 samples each, as if they were periodic.
 *
 * Each node is taken all the way down and up again before the next one, so that the first-level cache holds what is worked on.
 *
 * @param to where samples 2048 .. 14335 of the first segment go, and after them those of the second.
 */
export function filterSegments(first: usize, second: usize, plan: usize, to: usize): void {
  splitSegments(first, second, plan);
  for (let child: usize = 0; child < 4; child++) {
    split(plan + child * COEFFICIENTS_QUARTER, 8192, rootsOf(plan, child));
    for (let node = 4 * child, nodeEnd = node + 4; node < nodeEnd; node++) {
      for (let nodes: usize = 1, quarter: usize = 2048; quarter >= 128; nodes <<= 2, quarter >>= 2) {
        for (let n = node * nodes, end = n + nodes; n < end; n++) {
          split(plan + 4 * n * quarter, quarter, rootsOf(plan, n));
        }
      }
      for (let n = 64 * node, end = n + 64; n < end; n++) {
        multiplyValues(plan + 128 * n, rootsOf(plan, n), plan + ROOTS + 96 * n, plan + RESPONSE + 64 * n);
      }
      for (let nodes: usize = 16, quarter: usize = 128; quarter <= 2048; nodes >>= 2, quarter <<= 2) {
        for (let n = node * nodes, end = n + nodes; n < end; n++) {
          merge(plan + 4 * n * quarter, quarter, rootsOf(plan, n));
        }
      }
    }
    merge(plan + child * COEFFICIENTS_QUARTER, 8192, rootsOf(plan, child));
  }
  mergeSegments(plan, to);
}
