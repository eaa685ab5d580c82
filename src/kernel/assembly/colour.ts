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
// Relative to `work`, in bytes:
//
//        0  real parts       16384 x f32    the first segment
//    65536  imaginary parts  16384 x f32    the second segment
//   131072  response / N     16384 x f32    for j a multiple of 4, child m of nodes j .. j + 3 at 16 j + 16 m
//   196608  powers of w     1024 x 6 v128   for j a multiple of 4, nodes j .. j + 3 at 24 j: w, w², w³, real, imaginary

const IMAGINARY: usize = 65536;
const RESPONSE: usize = 131072;
const ROOTS: usize = 196608;

/** Where the powers of node j's w are: six floats, a vector apart. */
// @ts-ignore: decorator
@inline
function rootsOf(work: usize, node: usize): usize {
  return work + ROOTS + 96 * (node >> 2) + 4 * (node & 3);
}

/** Splits a remainder in place: four quarters, of `quarter` bytes each, from `at` on. */
function split(at: usize, quarter: usize, roots: usize): void {
  const w1r = v128.load32_splat(roots);
  const w1i = v128.load32_splat(roots, 16);
  const w2r = v128.load32_splat(roots, 32);
  const w2i = v128.load32_splat(roots, 48);
  const w3r = v128.load32_splat(roots, 64);
  const w3i = v128.load32_splat(roots, 80);
  for (const end = at + quarter; at < end; at += 16) {
    const atB = at + quarter;
    const atC = atB + quarter;
    const atD = atC + quarter;
    let xr = v128.load(atB);
    let xi = v128.load(atB, IMAGINARY);
    const br = f32x4.sub(f32x4.mul(xr, w1r), f32x4.mul(xi, w1i));
    const bi = f32x4.add(f32x4.mul(xr, w1i), f32x4.mul(xi, w1r));
    xr = v128.load(atC);
    xi = v128.load(atC, IMAGINARY);
    const cr = f32x4.sub(f32x4.mul(xr, w2r), f32x4.mul(xi, w2i));
    const ci = f32x4.add(f32x4.mul(xr, w2i), f32x4.mul(xi, w2r));
    xr = v128.load(atD);
    xi = v128.load(atD, IMAGINARY);
    const dr = f32x4.sub(f32x4.mul(xr, w3r), f32x4.mul(xi, w3i));
    const di = f32x4.add(f32x4.mul(xr, w3i), f32x4.mul(xi, w3r));
    const ar = v128.load(at);
    const ai = v128.load(at, IMAGINARY);
    let acr = f32x4.add(ar, cr);
    let aci = f32x4.add(ai, ci);
    let bdr = f32x4.add(br, dr);
    let bdi = f32x4.add(bi, di);
    v128.store(at, f32x4.add(acr, bdr));
    v128.store(at, f32x4.add(aci, bdi), IMAGINARY);
    v128.store(atC, f32x4.sub(acr, bdr));
    v128.store(atC, f32x4.sub(aci, bdi), IMAGINARY);
    acr = f32x4.sub(ar, cr);
    aci = f32x4.sub(ai, ci);
    bdr = f32x4.sub(br, dr);
    bdi = f32x4.sub(bi, di);
    v128.store(atB, f32x4.sub(acr, bdi));
    v128.store(atB, f32x4.add(aci, bdr), IMAGINARY);
    v128.store(atD, f32x4.add(acr, bdi));
    v128.store(atD, f32x4.sub(aci, bdr), IMAGINARY);
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
  for (const end = at + quarter; at < end; at += 16) {
    const atB = at + quarter;
    const atC = atB + quarter;
    const atD = atC + quarter;
    const ar = v128.load(at);
    const ai = v128.load(at, IMAGINARY);
    const br = v128.load(atB);
    const bi = v128.load(atB, IMAGINARY);
    const cr = v128.load(atC);
    const ci = v128.load(atC, IMAGINARY);
    const dr = v128.load(atD);
    const di = v128.load(atD, IMAGINARY);
    let acr = f32x4.add(ar, cr);
    let aci = f32x4.add(ai, ci);
    let bdr = f32x4.add(br, dr);
    let bdi = f32x4.add(bi, di);
    v128.store(at, f32x4.add(acr, bdr));
    v128.store(at, f32x4.add(aci, bdi), IMAGINARY);
    let xr = f32x4.sub(acr, bdr);
    let xi = f32x4.sub(aci, bdi);
    v128.store(atC, f32x4.add(f32x4.mul(xr, w2r), f32x4.mul(xi, w2i)));
    v128.store(atC, f32x4.sub(f32x4.mul(xi, w2r), f32x4.mul(xr, w2i)), IMAGINARY);
    acr = f32x4.sub(ar, cr);
    aci = f32x4.sub(ai, ci);
    bdr = f32x4.sub(br, dr);
    bdi = f32x4.sub(bi, di);
    xr = f32x4.add(acr, bdi);
    xi = f32x4.sub(aci, bdr);
    v128.store(atB, f32x4.add(f32x4.mul(xr, w1r), f32x4.mul(xi, w1i)));
    v128.store(atB, f32x4.sub(f32x4.mul(xi, w1r), f32x4.mul(xr, w1i)), IMAGINARY);
    xr = f32x4.sub(acr, bdi);
    xi = f32x4.add(aci, bdr);
    v128.store(atD, f32x4.add(f32x4.mul(xr, w3r), f32x4.mul(xi, w3i)));
    v128.store(atD, f32x4.sub(f32x4.mul(xi, w3r), f32x4.mul(xr, w3i)), IMAGINARY);
  }
}

/**
 * The last split, the product with the response, and the first merge, of four nodes with four coefficients each.
 *
 * The same arithmetic as in `split` and `merge`, with S = 1: what is next to each other belongs together, so the 4 x 4
 * coefficients are transposed before and after. All of it stays in registers.
 */
function multiplyValues(at: usize, roots: usize, response: usize): void {
  let p = v128.load(at);
  let q = v128.load(at, 16);
  let r = v128.load(at, 32);
  let s = v128.load(at, 48);
  let pq = v128.shuffle<u32>(p, q, 0, 4, 1, 5);
  let rs = v128.shuffle<u32>(r, s, 0, 4, 1, 5);
  let ar = v128.shuffle<u64>(pq, rs, 0, 2);
  let br = v128.shuffle<u64>(pq, rs, 1, 3);
  pq = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
  rs = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
  let cr = v128.shuffle<u64>(pq, rs, 0, 2);
  let dr = v128.shuffle<u64>(pq, rs, 1, 3);
  p = v128.load(at, IMAGINARY);
  q = v128.load(at, IMAGINARY + 16);
  r = v128.load(at, IMAGINARY + 32);
  s = v128.load(at, IMAGINARY + 48);
  pq = v128.shuffle<u32>(p, q, 0, 4, 1, 5);
  rs = v128.shuffle<u32>(r, s, 0, 4, 1, 5);
  let ai = v128.shuffle<u64>(pq, rs, 0, 2);
  let bi = v128.shuffle<u64>(pq, rs, 1, 3);
  pq = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
  rs = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
  let ci = v128.shuffle<u64>(pq, rs, 0, 2);
  let di = v128.shuffle<u64>(pq, rs, 1, 3);

  const w1r = v128.load(roots);
  const w1i = v128.load(roots, 16);
  const w2r = v128.load(roots, 32);
  const w2i = v128.load(roots, 48);
  const w3r = v128.load(roots, 64);
  const w3i = v128.load(roots, 80);
  let x = br;
  br = f32x4.sub(f32x4.mul(x, w1r), f32x4.mul(bi, w1i));
  bi = f32x4.add(f32x4.mul(x, w1i), f32x4.mul(bi, w1r));
  x = cr;
  cr = f32x4.sub(f32x4.mul(x, w2r), f32x4.mul(ci, w2i));
  ci = f32x4.add(f32x4.mul(x, w2i), f32x4.mul(ci, w2r));
  x = dr;
  dr = f32x4.sub(f32x4.mul(x, w3r), f32x4.mul(di, w3i));
  di = f32x4.add(f32x4.mul(x, w3i), f32x4.mul(di, w3r));
  let acr = f32x4.add(ar, cr);
  let aci = f32x4.add(ai, ci);
  let bdr = f32x4.add(br, dr);
  let bdi = f32x4.add(bi, di);
  let amcr = f32x4.sub(ar, cr);
  let amci = f32x4.sub(ai, ci);
  let bmdr = f32x4.sub(br, dr);
  let bmdi = f32x4.sub(bi, di);
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
  let xr = f32x4.add(amcr, bmdi);
  let xi = f32x4.sub(amci, bmdr);
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
  v128.store(at, v128.shuffle<u64>(pq, rs, 0, 2));
  v128.store(at, v128.shuffle<u64>(pq, rs, 1, 3), 16);
  pq = v128.shuffle<u32>(ar, br, 2, 6, 3, 7);
  rs = v128.shuffle<u32>(cr, dr, 2, 6, 3, 7);
  v128.store(at, v128.shuffle<u64>(pq, rs, 0, 2), 32);
  v128.store(at, v128.shuffle<u64>(pq, rs, 1, 3), 48);
  pq = v128.shuffle<u32>(ai, bi, 0, 4, 1, 5);
  rs = v128.shuffle<u32>(ci, di, 0, 4, 1, 5);
  v128.store(at, v128.shuffle<u64>(pq, rs, 0, 2), IMAGINARY);
  v128.store(at, v128.shuffle<u64>(pq, rs, 1, 3), IMAGINARY + 16);
  pq = v128.shuffle<u32>(ai, bi, 2, 6, 3, 7);
  rs = v128.shuffle<u32>(ci, di, 2, 6, 3, 7);
  v128.store(at, v128.shuffle<u64>(pq, rs, 0, 2), IMAGINARY + 32);
  v128.store(at, v128.shuffle<u64>(pq, rs, 1, 3), IMAGINARY + 48);
}

/**
 * Filters both segments in place, each as if it were periodic.
 *
 * After the first split each quarter is taken all the way down and up again: 32 KiB, which the first-level cache holds.
 */
export function filterSegments(work: usize): void {
  split(work, 16384, work + ROOTS);
  for (let child: usize = 0; child < 4; child++) {
    for (let nodes: usize = 1, quarter: usize = 4096; quarter >= 16; nodes <<= 2, quarter >>= 2) {
      for (let node = child * nodes, end = node + nodes; node < end; node++) {
        split(work + 4 * node * quarter, quarter, rootsOf(work, node));
      }
    }
    for (let group = 256 * child, end = group + 256; group < end; group++) {
      multiplyValues(work + 64 * group, rootsOf(work, 4 * group), work + RESPONSE + 64 * group);
    }
    for (let nodes: usize = 256, quarter: usize = 16; quarter <= 4096; nodes >>= 2, quarter <<= 2) {
      for (let node = child * nodes, end = node + nodes; node < end; node++) {
        merge(work + 4 * node * quarter, quarter, rootsOf(work, node));
      }
    }
  }
  merge(work, 16384, work + ROOTS);
}
