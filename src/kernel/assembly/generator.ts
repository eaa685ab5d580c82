// Random words: Philox4x32-10 (Salmon et al., SC'11) seeds four lanes of xoshiro128++ (Blackman & Vigna, 2019).

import { ANGLES, RADII, STATE } from './layout';

const PHILOX_M0: u32 = 0xd2511f53;
const PHILOX_M1: u32 = 0xcd9e8d57;
const PHILOX_W0: u32 = 0x9e3779b9;
const PHILOX_W1: u32 = 0xbb67ae85;

// @ts-ignore: decorator
@inline
export function rotateLeft(x: v128, k: i32): v128 {
  return v128.or(i32x4.shl(x, k), i32x4.shr_u(x, 32 - k));
}

/** Upper halves of the four 32 x 32-bit products. */
// @ts-ignore: decorator
@inline
function multiplyHigh(a: v128, b: v128): v128 {
  return v128.shuffle<u32>(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b), 1, 3, 5, 7);
}

/**
 * Philox4x32-10 of the four counters (firstLane + 0..3, blockLow, channel, blockHigh).
 *
 * Word w of all four results is stored at `at + 16 w`: lane l of the generator gets the four words of counter l.
 */
export function seedGenerator(
  at: usize,
  firstLane: u32,
  blockLow: u32,
  blockHigh: u32,
  channel: u32,
  keyLow: u32,
  keyHigh: u32,
): void {
  let c0 = i32x4.add(i32x4.splat(firstLane), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(blockLow);
  let c2 = i32x4.splat(channel);
  let c3 = i32x4.splat(blockHigh);
  const m0 = i32x4.splat(PHILOX_M0);
  const m1 = i32x4.splat(PHILOX_M1);
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(c0, m0);
    const high1 = multiplyHigh(c2, m1);
    const low0 = i32x4.mul(c0, m0);
    const low1 = i32x4.mul(c2, m1);
    c0 = v128.xor(v128.xor(high1, c1), i32x4.splat(keyLow));
    c2 = v128.xor(v128.xor(high0, c3), i32x4.splat(keyHigh));
    c1 = low1;
    c3 = low0;
    keyLow += PHILOX_W0;
    keyHigh += PHILOX_W1;
  }
  v128.store(at, c0, 0);
  v128.store(at, c1, 16);
  v128.store(at, c2, 32);
  v128.store(at, c3, 48);
}

/**
 * Runs both generators over a block: 2048 words for the radii, 2048 for the angles.
 *
 * xoshiro128++ is a chain of dependent operations; two chains side by side take the time of one.
 */
export function fillWords(): void {
  let a0 = v128.load(STATE, 0);
  let a1 = v128.load(STATE, 16);
  let a2 = v128.load(STATE, 32);
  let a3 = v128.load(STATE, 48);
  let b0 = v128.load(STATE, 64);
  let b1 = v128.load(STATE, 80);
  let b2 = v128.load(STATE, 96);
  let b3 = v128.load(STATE, 112);
  for (let at: usize = RADII; at < ANGLES; at += 16) {
    v128.store(at, i32x4.add(rotateLeft(i32x4.add(a0, a3), 7), a0));
    v128.store(at, i32x4.add(rotateLeft(i32x4.add(b0, b3), 7), b0), ANGLES - RADII);
    const ta = i32x4.shl(a1, 9);
    const tb = i32x4.shl(b1, 9);
    a2 = v128.xor(a2, a0);
    b2 = v128.xor(b2, b0);
    a3 = v128.xor(a3, a1);
    b3 = v128.xor(b3, b1);
    a1 = v128.xor(a1, a2);
    b1 = v128.xor(b1, b2);
    a0 = v128.xor(a0, a3);
    b0 = v128.xor(b0, b3);
    a2 = v128.xor(a2, ta);
    b2 = v128.xor(b2, tb);
    a3 = rotateLeft(a3, 11);
    b3 = rotateLeft(b3, 11);
  }
}
