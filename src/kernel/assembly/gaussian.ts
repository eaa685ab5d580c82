// Box-Muller: radius sqrt(-2 ln u) and a point of the unit circle give two independent normals.

import { ANGLES, BLOCK_FRAMES, NORMALS, RADII, STATE } from './layout';
import { fillWords, rotateLeft, seedGenerator } from './generator';

// A word w gives u = (floor(w / 2) + 1/2) / 2^31 in (0, 1]. Split u = 2^e m with m in [sqrt(1/2), sqrt(2)); then
//   -2 ln u = -e ln 4 - 2 ln m,   ln m = 2 artanh(s),   s = (m - 1) / (m + 1),   |s| <= 0.1716.
// The coefficients are a minimax fit of -4 artanh(s) / s, relative error 1.2e-7.

/** Bits of sqrt(1/2). */
const SQRT_HALF_BITS: i32 = 0x3f3504f3;
/** Bits of sqrt(1/2) * 2^31, so that the shifted difference is e itself. */
const EXPONENT_OFFSET: i32 = SQRT_HALF_BITS + (31 << 23);
const LN4: f32 = 1.3862943611198906;
const ARTANH: usize = memory.data<f32>([-4.000000476837158, -1.3330445289611816, -0.8259262442588806, LN4, 0.5, 2147483648]);

// An angle word a, signed, gives t = a / 2^31 in [-1, 1]. With S = sqrt(2) sin(t pi/4), C = sqrt(2) cos(t pi/4):
//   sin(t pi/2) = S C,   cos(t pi/2) = 1 - S^2,
// half of the circle; the lowest bit of a, which the conversion to float does not see, mirrors it.
// Minimax fits, absolute error of S 8e-7 and of C 4e-8.
const SINE: usize = memory.data<f32>([1.1107151508331299, -0.11414682865142822, 0.0034324463922530413]);
const COSINE: usize = memory.data<f32>([
  1.4142135381698608, -0.4361777603626251, 0.0224151648581028, -0.00045096539543010294,
]);
const SCALE: usize = memory.data<f32>([4.656612873077393e-10]);

// The constants are loaded from memory once a loop: V8 keeps such values in registers or on the stack, where an
// operation reads them for nothing, but makes those written into the code anew at every use, three instructions each.

/**
 * Turns the radius words of a block into radii, in place.
 *
 * Sixteen words at a time and step by step: one vector's operations wait for each other for some 60 cycles, which
 * no processor's scheduler hides by itself.
 */
function computeRadii(): void {
  const offset = i32x4.splat(EXPONENT_OFFSET);
  const l0 = v128.load32_splat(ARTANH);
  const l1 = v128.load32_splat(ARTANH, 4);
  const l2 = v128.load32_splat(ARTANH, 8);
  const ln4 = v128.load32_splat(ARTANH, 12);
  const half = v128.load32_splat(ARTANH, 16);
  const unit = v128.load32_splat(ARTANH, 20);
  for (let at: usize = RADII; at < ANGLES; at += 64) {
    let uA = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(at, 0), 1));
    let uB = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(at, 16), 1));
    let uC = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(at, 32), 1));
    let uD = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(at, 48), 1));
    uA = f32x4.add(uA, half);
    uB = f32x4.add(uB, half);
    uC = f32x4.add(uC, half);
    uD = f32x4.add(uD, half);
    let eA = i32x4.shr_s(i32x4.sub(uA, offset), 23);
    let eB = i32x4.shr_s(i32x4.sub(uB, offset), 23);
    let eC = i32x4.shr_s(i32x4.sub(uC, offset), 23);
    let eD = i32x4.shr_s(i32x4.sub(uD, offset), 23);
    uA = i32x4.sub(uA, i32x4.shl(eA, 23));
    uB = i32x4.sub(uB, i32x4.shl(eB, 23));
    uC = i32x4.sub(uC, i32x4.shl(eC, 23));
    uD = i32x4.sub(uD, i32x4.shl(eD, 23));
    let nA = f32x4.sub(uA, unit);
    let nB = f32x4.sub(uB, unit);
    let nC = f32x4.sub(uC, unit);
    let nD = f32x4.sub(uD, unit);
    uA = f32x4.div(nA, f32x4.add(uA, unit));
    uB = f32x4.div(nB, f32x4.add(uB, unit));
    uC = f32x4.div(nC, f32x4.add(uC, unit));
    uD = f32x4.div(nD, f32x4.add(uD, unit));
    eA = f32x4.mul(f32x4.convert_i32x4_s(eA), ln4);
    eB = f32x4.mul(f32x4.convert_i32x4_s(eB), ln4);
    eC = f32x4.mul(f32x4.convert_i32x4_s(eC), ln4);
    eD = f32x4.mul(f32x4.convert_i32x4_s(eD), ln4);
    nA = f32x4.mul(uA, uA);
    nB = f32x4.mul(uB, uB);
    nC = f32x4.mul(uC, uC);
    nD = f32x4.mul(uD, uD);
    let pA = f32x4.mul(nA, l2);
    let pB = f32x4.mul(nB, l2);
    let pC = f32x4.mul(nC, l2);
    let pD = f32x4.mul(nD, l2);
    pA = f32x4.mul(f32x4.add(pA, l1), nA);
    pB = f32x4.mul(f32x4.add(pB, l1), nB);
    pC = f32x4.mul(f32x4.add(pC, l1), nC);
    pD = f32x4.mul(f32x4.add(pD, l1), nD);
    pA = f32x4.mul(f32x4.add(pA, l0), uA);
    pB = f32x4.mul(f32x4.add(pB, l0), uB);
    pC = f32x4.mul(f32x4.add(pC, l0), uC);
    pD = f32x4.mul(f32x4.add(pD, l0), uD);
    v128.store(at, f32x4.sqrt(f32x4.sub(pA, eA)), 0);
    v128.store(at, f32x4.sqrt(f32x4.sub(pB, eB)), 16);
    v128.store(at, f32x4.sqrt(f32x4.sub(pC, eC)), 32);
    v128.store(at, f32x4.sqrt(f32x4.sub(pD, eD)), 48);
  }
}

/** Turns radii and angle words into the 4096 normals of a block, at `to`: four sines, then four cosines, 512 times. */
function computeNormals(to: usize): void {
  const scale = v128.load32_splat(SCALE);
  const s0 = v128.load32_splat(SINE);
  const s1 = v128.load32_splat(SINE, 4);
  const s2 = v128.load32_splat(SINE, 8);
  const c0 = v128.load32_splat(COSINE);
  const c1 = v128.load32_splat(COSINE, 4);
  const c2 = v128.load32_splat(COSINE, 8);
  const c3 = v128.load32_splat(COSINE, 12);
  for (let at: usize = RADII; at < ANGLES; at += 16) {
    const word = v128.load(at, ANGLES - RADII);
    const t = f32x4.mul(f32x4.convert_i32x4_s(word), scale);
    const q = f32x4.mul(t, t);
    let s = f32x4.mul(q, s2);
    let c = f32x4.mul(q, c3);
    s = f32x4.mul(f32x4.add(s, s1), q);
    c = f32x4.mul(f32x4.add(c, c2), q);
    s = f32x4.mul(f32x4.add(s, s0), t);
    c = f32x4.mul(f32x4.add(c, c1), q);
    c = f32x4.add(c, c0);
    const r = v128.load(at);
    const rs = f32x4.mul(r, s);
    v128.store(to, f32x4.mul(rs, c));
    v128.store(to, v128.xor(f32x4.sub(r, f32x4.mul(rs, s)), i32x4.shl(word, 31)), 16);
    to += 32;
  }
}

/** Fills NORMALS with the standard normals of one block and channel of noise stream v1. */
export function fillNormals(blockLow: u32, blockHigh: u32, channel: u32, keyLow: u32, keyHigh: u32): void {
  drawNormals(NORMALS, blockLow, blockHigh, channel, keyLow, keyHigh);
}

/** The same, of any address. */
export function drawNormals(
  to: usize,
  blockLow: u32,
  blockHigh: u32,
  channel: u32,
  keyLow: u32,
  keyHigh: u32,
): void {
  seedGenerator(STATE, 0, blockLow, blockHigh, channel, keyLow, keyHigh);
  seedGenerator(STATE + 64, 4, blockLow, blockHigh, channel, keyLow, keyHigh);
  fillWords();
  computeRadii();
  computeNormals(to);
}

/**
 * Sum of the squares of the 4096 normals that `fillNormals` would give, at a third of the price: each pair's energy
 * is -2 ln u, so the angles are not drawn and one logarithm serves a product of 32 u's.
 *
 * It differs from the sum of the squares of the rounded normals by some 1e-7 of itself.
 */
export function normalsEnergy(blockLow: u32, blockHigh: u32, channel: u32, keyLow: u32, keyHigh: u32): f64 {
  seedGenerator(STATE, 0, blockLow, blockHigh, channel, keyLow, keyHigh);
  let a0 = v128.load(STATE, 0);
  let a1 = v128.load(STATE, 16);
  let a2 = v128.load(STATE, 32);
  let a3 = v128.load(STATE, 48);
  const offset = i32x4.splat(EXPONENT_OFFSET);
  const half = v128.load32_splat(ARTANH, 16);
  const scale = v128.load32_splat(SCALE);
  let exponents: i64 = 0;
  let mantissas: f64 = 0;
  for (let group = 0; group < BLOCK_FRAMES / 2 / 4 / 32; group++) {
    // 32 factors in [sqrt(1/2), sqrt(2)) stay within 2^±16.
    let product = f32x4.splat(1);
    let e = i32x4.splat(0);
    for (let i = 0; i < 32; i++) {
      const word = i32x4.add(rotateLeft(i32x4.add(a0, a3), 7), a0);
      const t = i32x4.shl(a1, 9);
      a2 = v128.xor(a2, a0);
      a3 = v128.xor(a3, a1);
      a1 = v128.xor(a1, a2);
      a0 = v128.xor(a0, a3);
      a2 = v128.xor(a2, t);
      a3 = rotateLeft(a3, 11);
      const u = f32x4.add(f32x4.convert_i32x4_s(i32x4.shr_u(word, 1)), half);
      const eu = i32x4.shr_s(i32x4.sub(u, offset), 23);
      product = f32x4.mul(product, f32x4.mul(i32x4.sub(u, i32x4.shl(eu, 23)), scale));
      e = i32x4.add(e, eu);
    }
    const ep = i32x4.shr_s(i32x4.sub(product, i32x4.splat(SQRT_HALF_BITS)), 23);
    const m = i32x4.sub(product, i32x4.shl(ep, 23));
    const s = f32x4.div(f32x4.sub(m, f32x4.splat(1)), f32x4.add(m, f32x4.splat(1)));
    const q = f32x4.mul(s, s);
    let p = f32x4.mul(q, v128.load32_splat(ARTANH, 8));
    p = f32x4.mul(f32x4.add(p, v128.load32_splat(ARTANH, 4)), q);
    p = f32x4.mul(f32x4.add(p, v128.load32_splat(ARTANH)), s);
    e = i32x4.add(e, ep);
    exponents += i32x4.extract_lane(e, 0) + i32x4.extract_lane(e, 1) + i32x4.extract_lane(e, 2) + i32x4.extract_lane(e, 3);
    mantissas += <f64>f32x4.extract_lane(p, 0);
    mantissas += <f64>f32x4.extract_lane(p, 1);
    mantissas += <f64>f32x4.extract_lane(p, 2);
    mantissas += <f64>f32x4.extract_lane(p, 3);
  }
  return mantissas - <f64>exponents * 1.3862943611198906;
}

/**
 * `energy` and the energies of consecutive whole blocks, added in their order.
 *
 * @param firstBlock a whole number, as the f64 that JavaScript has.
 */
export function addNormalsEnergies(
  energy: f64,
  firstBlock: f64,
  blocks: i32,
  channel: u32,
  keyLow: u32,
  keyHigh: u32,
): f64 {
  const first = <u64>firstBlock;
  for (let block = first; block < first + <u64>blocks; block++) {
    energy += normalsEnergy(<u32>block, <u32>(block >> 32), channel, keyLow, keyHigh);
  }
  return energy;
}
