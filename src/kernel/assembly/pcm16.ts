// 16-bit samples, the format of nearly all speech: sums and mix on the interleaved samples themselves.

import { fillNormals } from './gaussian';
import { BLOCK_FRAMES, NORMALS } from './layout';

/** Samples that the last call that mixed had to clip. */
export let clippedSamples: i32 = 0;

/** Sum of the squares of the samples that `mixNormalsS16` found at its last call, in steps. */
export let signalEnergy: f64 = 0;

/** Sum of the squares of `count` samples, exact while count < 2^23. */
export function sumSquaresS16(samples: usize, count: i32): f64 {
  let sum = i64x2.splat(0);
  const vectorEnd = samples + (<usize>(count & ~7) << 1);
  const end = samples + (<usize>count << 1);
  for (; samples < vectorEnd; samples += 16) {
    const x = v128.load(samples);
    // (-32768)^2 twice is 2^31: right as an unsigned number.
    const squares = i32x4.dot_i16x8_s(x, x);
    sum = i64x2.add(sum, i64x2.extend_low_i32x4_u(squares));
    sum = i64x2.add(sum, i64x2.extend_high_i32x4_u(squares));
  }
  let total = i64x2.extract_lane(sum, 0) + i64x2.extract_lane(sum, 1);
  for (; samples < end; samples += 2) {
    const x = <i64>load<i16>(samples);
    total += x * x;
  }
  return <f64>total;
}

/**
 * `sumSquaresS16`, which also writes eight 32-bit sums: of the samples 0, 8, 16, ..., of 1, 9, 17, ... These are exact
 * while count < 2^19.
 */
export function sumLanesS16(samples: usize, count: i32, sums: usize): f64 {
  let low = i32x4.splat(0);
  let high = i32x4.splat(0);
  let sum = i64x2.splat(0);
  const vectorEnd = samples + (<usize>(count & ~7) << 1);
  for (; samples < vectorEnd; samples += 16) {
    const x = v128.load(samples);
    low = i32x4.add(low, i32x4.extend_low_i16x8_s(x));
    high = i32x4.add(high, i32x4.extend_high_i16x8_s(x));
    const squares = i32x4.dot_i16x8_s(x, x);
    sum = i64x2.add(sum, i64x2.extend_low_i32x4_u(squares));
    sum = i64x2.add(sum, i64x2.extend_high_i32x4_u(squares));
  }
  v128.store(sums, low);
  v128.store(sums + 16, high);
  const rest = count & 7;
  for (let i: usize = 0; i < <usize>rest; i++) {
    const at = sums + (i << 2);
    store<i32>(at, load<i32>(at) + <i32>load<i16>(samples + (i << 1)));
  }
  return <f64>(i64x2.extract_lane(sum, 0) + i64x2.extract_lane(sum, 1)) + sumSquaresS16(samples, rest);
}

/**
 * Writes gain * normal + mean of one channel into interleaved noise: sample i of the channel goes to
 * `noise + 4 (i * channels)`. `noise` points at the channel's first sample.
 */
export function scaleNormals(noise: usize, channels: i32, frames: i32, gain: f32, mean: f32): void {
  if (channels == 1) {
    const g = f32x4.splat(gain);
    const m = f32x4.splat(mean);
    // The last vector may reach past the last frame; the caller clears what follows.
    for (let i: usize = 0, end = <usize>frames << 2; i < end; i += 16) {
      v128.store(noise + i, f32x4.add(f32x4.mul(v128.load(NORMALS + i), g), m));
    }
    return;
  }
  const step = <usize>channels << 2;
  for (let from = NORMALS, end = NORMALS + (<usize>frames << 2); from < end; from += 4) {
    store<f32>(noise, load<f32>(from) * gain + mean);
    noise += step;
  }
}

// What mixing counts on its way, and how it rounds. Inlined functions cannot give back several vectors, so each loop
// that mixes spells its steps out.
//
//   samples x (i16 x 8) -> xA xB (i32 x 4) -> + noise, rounded to nearest even -> out (i16 x 8, saturated)
//                                                                                  d = out - x: what was really added

/** Noise beyond twice full scale saturates whatever the signal is; the bound keeps the rounding below right. */
const MOST: f32 = 65536;
/** Adding 1.5 * 2^23 rounds to the nearest even integer, which then stands in the low bits. */
const MAGIC: f32 = 12582912;

// @ts-ignore: decorator
@inline
function addRounded(x: v128, noise: v128, least: v128, most: v128, magic: v128): v128 {
  let y = f32x4.add(f32x4.convert_i32x4_s(x), noise);
  y = f32x4.pmin(most, f32x4.pmax(least, y));
  return i32x4.sub(f32x4.add(y, magic), magic);
}

// @ts-ignore: decorator
@inline
function sumLanes(counts: v128): i32 {
  return (
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) +
    i32x4.extract_lane(counts, 3)
  );
}

/** `mixS16`, and `mixS16AndSubtract` where `subtracts`. */
// @ts-ignore: decorator
@inline
function mix(samples: usize, noise: usize, count: i32, subtracts: bool): f64 {
  const least = f32x4.splat(-MOST);
  const most = f32x4.splat(MOST);
  const magic = f32x4.splat(MAGIC);
  const step = f32x4.splat(3.0517578125e-5);
  let clipped = i32x4.splat(0);
  let sum = i64x2.splat(0);
  const end = samples + ((<usize>count + 7) >> 3 << 4);
  for (; samples < end; samples += 16) {
    const x = v128.load(samples);
    const xA = i32x4.extend_low_i16x8_s(x);
    const xB = i32x4.extend_high_i16x8_s(x);
    const yA = addRounded(xA, v128.load(noise), least, most, magic);
    const yB = addRounded(xB, v128.load(noise, 16), least, most, magic);
    const out = i16x8.narrow_i32x4_s(yA, yB);
    v128.store(samples, out);
    const outA = i32x4.extend_low_i16x8_s(out);
    const outB = i32x4.extend_high_i16x8_s(out);
    clipped = i32x4.add(clipped, v128.xor(i32x4.eq(outA, yA), i32x4.splat(-1)));
    clipped = i32x4.add(clipped, v128.xor(i32x4.eq(outB, yB), i32x4.splat(-1)));
    const dA = i32x4.sub(outA, xA);
    const dB = i32x4.sub(outB, xB);
    sum = i64x2.add(sum, i64x2.extmul_low_i32x4_s(dA, dA));
    sum = i64x2.add(sum, i64x2.extmul_high_i32x4_s(dA, dA));
    sum = i64x2.add(sum, i64x2.extmul_low_i32x4_s(dB, dB));
    sum = i64x2.add(sum, i64x2.extmul_high_i32x4_s(dB, dB));
    if (subtracts) {
      v128.store(noise, f32x4.mul(f32x4.convert_i32x4_s(dA), step));
      v128.store(noise, f32x4.mul(f32x4.convert_i32x4_s(dB), step), 16);
    }
    noise += 32;
  }
  clippedSamples = -sumLanes(clipped);
  return <f64>(i64x2.extract_lane(sum, 0) + i64x2.extract_lane(sum, 1));
}

/**
 * Adds noise, in units of one 16-bit step, to samples in place: rounded to nearest even, saturated.
 *
 * Works on whole vectors of eight; past the last sample the noise must be 0, which leaves what stands there as it is.
 * Leaves the number of clipped samples in `clippedSamples`.
 *
 * @returns sum of the squares of what was really added, in steps; exact while count < 2^21.
 */
export function mixS16(samples: usize, noise: usize, count: i32): f64 {
  return mix(samples, noise, count, false);
}

/** The same; what was really added, linear with full scale 1, then stands where the noise was. */
export function mixS16AndSubtract(samples: usize, noise: usize, count: i32): f64 {
  return mix(samples, noise, count, true);
}

/**
 * Adds gain * normal + mean to the samples of one channel that stand alone, block after block of the noise: what
 * `fillNormals`, `scaleNormals`, `sumSquaresS16` and `mixS16` do for each, in one go.
 *
 * Leaves the number of clipped samples in `clippedSamples` and the energy of the signal in `signalEnergy`.
 *
 * @param firstBlock of the noise, a whole number; the samples begin with its first frame.
 * @returns as `mixS16` does; all sums are exact while count < 2^21.
 */
export function mixNormalsS16(
  samples: usize,
  count: i32,
  firstBlock: f64,
  channel: u32,
  keyLow: u32,
  keyHigh: u32,
  gain: f32,
  mean: f32,
): f64 {
  const least = f32x4.splat(-MOST);
  const most = f32x4.splat(MOST);
  const magic = f32x4.splat(MAGIC);
  const g = f32x4.splat(gain);
  const m = f32x4.splat(mean);
  let block = <u64>firstBlock;
  let signal = i64x2.splat(0);
  let clipped = i32x4.splat(0);
  let sum = i64x2.splat(0);
  let restSignal: f64 = 0;
  let restNoise: f64 = 0;
  let restClipped: i32 = 0;
  for (; count > 0; count -= BLOCK_FRAMES, block++) {
    fillNormals(<u32>block, <u32>(block >> 32), channel, keyLow, keyHigh);
    const frames = min<i32>(count, BLOCK_FRAMES);
    const rest = frames & 7;
    // In whole vectors of eight; noise of 0 leaves what stands past the end as it is, and counts as no signal.
    const end = NORMALS + (<usize>(frames - rest) << 2);
    let noise = NORMALS;
    for (; noise < end; noise += 32, samples += 16) {
      const x = v128.load(samples);
      const squares = i32x4.dot_i16x8_s(x, x);
      signal = i64x2.add(signal, i64x2.extend_low_i32x4_u(squares));
      signal = i64x2.add(signal, i64x2.extend_high_i32x4_u(squares));
      const xA = i32x4.extend_low_i16x8_s(x);
      const xB = i32x4.extend_high_i16x8_s(x);
      const yA = addRounded(xA, f32x4.add(f32x4.mul(v128.load(noise), g), m), least, most, magic);
      const yB = addRounded(xB, f32x4.add(f32x4.mul(v128.load(noise, 16), g), m), least, most, magic);
      const out = i16x8.narrow_i32x4_s(yA, yB);
      v128.store(samples, out);
      const outA = i32x4.extend_low_i16x8_s(out);
      const outB = i32x4.extend_high_i16x8_s(out);
      const d = i16x8.sub_sat_s(out, x);
      // Two rare things at once: something was clipped, or what was added does not fit 16 bits.
      const rare = v128.or(
        v128.or(v128.xor(outA, yA), v128.xor(outB, yB)),
        v128.xor(d, i16x8.sub(out, x)),
      );
      if (!v128.any_true(rare)) {
        const energies = i32x4.dot_i16x8_s(d, d);
        sum = i64x2.add(sum, i64x2.extend_low_i32x4_u(energies));
        sum = i64x2.add(sum, i64x2.extend_high_i32x4_u(energies));
        continue;
      }
      clipped = i32x4.add(clipped, v128.not(i32x4.eq(outA, yA)));
      clipped = i32x4.add(clipped, v128.not(i32x4.eq(outB, yB)));
      const dA = i32x4.sub(outA, xA);
      const dB = i32x4.sub(outB, xB);
      sum = i64x2.add(sum, i64x2.extmul_low_i32x4_s(dA, dA));
      sum = i64x2.add(sum, i64x2.extmul_high_i32x4_s(dA, dA));
      sum = i64x2.add(sum, i64x2.extmul_low_i32x4_s(dB, dB));
      sum = i64x2.add(sum, i64x2.extmul_high_i32x4_s(dB, dB));
    }
    // Only the last block has a rest.
    if (rest > 0) {
      restSignal = sumSquaresS16(samples, rest);
      for (let i = 0; i < 8; i++) {
        const at = noise + (<usize>i << 2);
        store<f32>(at, i < rest ? load<f32>(at) * gain + mean : 0);
      }
      restNoise = mix(samples, noise, rest, false);
      restClipped = clippedSamples;
    }
  }
  clippedSamples = restClipped - sumLanes(clipped);
  signalEnergy = restSignal + <f64>(i64x2.extract_lane(signal, 0) + i64x2.extract_lane(signal, 1));
  return restNoise + <f64>(i64x2.extract_lane(sum, 0) + i64x2.extract_lane(sum, 1));
}
