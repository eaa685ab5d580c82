// 16-bit samples, the format of nearly all speech: level, mix and statistics on the interleaved samples themselves.

import { NORMALS } from './layout';

/** Samples that `mixS16` had to clip at its last call. */
export let clippedSamples: i32 = 0;

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
 * Writes eight 32-bit sums: of the samples 0, 8, 16, ..., of 1, 9, 17, ... Exact while count < 2^19.
 */
export function sumLanesS16(samples: usize, count: i32, sums: usize): void {
  let low = i32x4.splat(0);
  let high = i32x4.splat(0);
  const vectorEnd = samples + (<usize>(count & ~7) << 1);
  const end = samples + (<usize>count << 1);
  for (; samples < vectorEnd; samples += 16) {
    const x = v128.load(samples);
    low = i32x4.add(low, i32x4.extend_low_i16x8_s(x));
    high = i32x4.add(high, i32x4.extend_high_i16x8_s(x));
  }
  v128.store(sums, low);
  v128.store(sums + 16, high);
  for (; samples < end; samples += 2, sums += 4) {
    store<i32>(sums, load<i32>(sums) + <i32>load<i16>(samples));
  }
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

/** Largest magnitude of `count` samples, in steps. */
export function peakS16(samples: usize, count: i32): i32 {
  let peaks = i16x8.splat(0);
  const vectorEnd = samples + (<usize>(count & ~7) << 1);
  const end = samples + (<usize>count << 1);
  for (; samples < vectorEnd; samples += 16) {
    // The magnitude of -2^15 is right as an unsigned number.
    peaks = i16x8.max_u(peaks, i16x8.abs(v128.load(samples)));
  }
  // Each of eight lanes with the one four, two, and one after it.
  peaks = i16x8.max_u(peaks, v128.shuffle<u64>(peaks, peaks, 1, 0));
  peaks = i16x8.max_u(peaks, v128.shuffle<u32>(peaks, peaks, 1, 0, 3, 2));
  let peak = max<i32>(i16x8.extract_lane_u(peaks, 0), i16x8.extract_lane_u(peaks, 1));
  for (; samples < end; samples += 2) peak = max<i32>(peak, abs<i32>(load<i16>(samples)));
  return peak;
}

/** `mixS16`, and `mixS16AndSubtract` where `subtracts`. */
// @ts-ignore: decorator
@inline
function mix(samples: usize, noise: usize, count: i32, subtracts: bool): f64 {
  const high = f32x4.splat(65536);
  const low = f32x4.splat(-65536);
  // Adding 1.5 * 2^23 rounds to the nearest even integer, which then stands in the low bits.
  const magic = f32x4.splat(12582912);
  const step = f32x4.splat(3.0517578125e-5);
  let clipped = i32x4.splat(0);
  let sum = i64x2.splat(0);
  const end = samples + ((<usize>count + 7) >> 3 << 4);
  for (; samples < end; samples += 16) {
    const x = v128.load(samples);
    const xA = i32x4.extend_low_i16x8_s(x);
    const xB = i32x4.extend_high_i16x8_s(x);
    let yA = f32x4.add(f32x4.convert_i32x4_s(xA), v128.load(noise));
    let yB = f32x4.add(f32x4.convert_i32x4_s(xB), v128.load(noise, 16));
    yA = f32x4.pmin(high, f32x4.pmax(low, yA));
    yB = f32x4.pmin(high, f32x4.pmax(low, yB));
    yA = i32x4.sub(f32x4.add(yA, magic), magic);
    yB = i32x4.sub(f32x4.add(yB, magic), magic);
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
  clippedSamples = -(
    i32x4.extract_lane(clipped, 0) +
    i32x4.extract_lane(clipped, 1) +
    i32x4.extract_lane(clipped, 2) +
    i32x4.extract_lane(clipped, 3)
  );
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
