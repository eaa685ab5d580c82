// Sums over 32-bit floats, and how 16-bit samples become such.

/** 64 floats. */
const RUN_BYTES: usize = 256;

/**
 * Sum of the squares of `count` floats, count a multiple of 4.
 *
 * Four sums in double precision, of the samples i = 0, 1, 2, 3 modulo 4, added as (s0 + s1) + (s2 + s3).
 */
export function sumSquaresF32(samples: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (const end = samples + (<usize>count << 2); samples < end; samples += 16) {
    const x = v128.load(samples);
    const x01 = f64x2.promote_low_f32x4(x);
    const x23 = f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 1));
    low = f64x2.add(low, f64x2.mul(x01, x01));
    high = f64x2.add(high, f64x2.mul(x23, x23));
  }
  return sumOf(low, high);
}

/**
 * `sumSquaresF32` of three arrays in a row, to three doubles: as quick as two of them one by one, which wait for their own sums.
 */
export function sumSquaresOfThreeF32(samples: usize, count: i32, sums: usize): void {
  const bytes = <usize>count << 2;
  let low0 = f64x2.splat(0);
  let high0 = f64x2.splat(0);
  let low1 = f64x2.splat(0);
  let high1 = f64x2.splat(0);
  let low2 = f64x2.splat(0);
  let high2 = f64x2.splat(0);
  for (const end = samples + bytes; samples < end; samples += 16) {
    let x = v128.load(samples);
    let x01 = f64x2.promote_low_f32x4(x);
    let x23 = f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 1));
    low0 = f64x2.add(low0, f64x2.mul(x01, x01));
    high0 = f64x2.add(high0, f64x2.mul(x23, x23));
    x = v128.load(samples + bytes);
    x01 = f64x2.promote_low_f32x4(x);
    x23 = f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 1));
    low1 = f64x2.add(low1, f64x2.mul(x01, x01));
    high1 = f64x2.add(high1, f64x2.mul(x23, x23));
    x = v128.load(samples + 2 * bytes);
    x01 = f64x2.promote_low_f32x4(x);
    x23 = f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 1));
    low2 = f64x2.add(low2, f64x2.mul(x01, x01));
    high2 = f64x2.add(high2, f64x2.mul(x23, x23));
  }
  store<f64>(sums, sumOf(low0, high0));
  store<f64>(sums, sumOf(low1, high1), 8);
  store<f64>(sums, sumOf(low2, high2), 16);
}

// @ts-ignore: decorator
@inline
function sumOf(low: v128, high: v128): f64 {
  return (
    f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1) + (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1))
  );
}

/**
 * Largest magnitude of `count` floats, or `peak` where that is larger; NaN once a sample was.
 *
 * Without their signs floats are ordered as integers are; NaN comes after infinity.
 */
export function peakF32(samples: usize, count: i32, peak: f32): f32 {
  const magnitude = i32x4.splat(0x7fffffff);
  let peaks = i32x4.splat(reinterpret<i32>(peak));
  const vectorEnd = samples + (<usize>(count & ~3) << 2);
  const end = samples + (<usize>count << 2);
  for (; samples < vectorEnd; samples += 16) {
    peaks = i32x4.max_s(peaks, v128.and(v128.load(samples), magnitude));
  }
  // Each of four lanes with the one two, and one after it.
  peaks = i32x4.max_s(peaks, v128.shuffle<u64>(peaks, peaks, 1, 0));
  let most = max<i32>(i32x4.extract_lane(peaks, 0), i32x4.extract_lane(peaks, 1));
  for (; samples < end; samples += 4) most = max<i32>(most, load<i32>(samples) & 0x7fffffff);
  return reinterpret<f32>(most);
}

/** Decodes every `channels`-th of the interleaved 16-bit samples, `frames` of them from `from` on: 2^15 is full scale. */
export function decodeS16(from: usize, channels: i32, frames: i32, to: usize): void {
  const step = <usize>channels << 1;
  const end = to + (<usize>frames << 2);
  if (channels == 1) {
    const scale = f32x4.splat(3.0517578125e-5);
    for (const vectorEnd = to + (<usize>(frames & ~7) << 2); to < vectorEnd; to += 32) {
      const x = v128.load(from);
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(x)), scale));
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(x)), scale), 16);
      from += 16;
    }
  }
  for (; to < end; to += 4) {
    store<f32>(to, <f32>load<i16>(from) * <f32>3.0517578125e-5);
    from += step;
  }
}

/**
 * Adds Σ x[i] x[i - lag] over `count` floats, a multiple of 64, to the double at `sums + 8 lag`, for each of `lags` lags
 * from 0 on, a multiple of 4. There must be `lags` floats before `samples`.
 *
 * Within a run of 64 the products are added as 32-bit floats, lane by lane, which is twice as quick as doubles; their
 * errors are as often up as down and vanish in the sum of many runs.
 */
export function addLagProducts(samples: usize, count: i32, lags: i32, sums: usize): void {
  const sumsEnd = sums + (<usize>lags << 3);
  for (const end = samples + (<usize>count << 2); samples < end; samples += RUN_BYTES) {
    let lagged = samples;
    for (let sum = sums; sum < sumsEnd; sum += 32) {
      let s0 = f32x4.splat(0);
      let s1 = f32x4.splat(0);
      let s2 = f32x4.splat(0);
      let s3 = f32x4.splat(0);
      for (let i: usize = 0; i < RUN_BYTES; i += 16) {
        const x = v128.load(samples + i);
        s0 = f32x4.add(s0, f32x4.mul(x, v128.load(lagged + i)));
        s1 = f32x4.add(s1, f32x4.mul(x, v128.load(lagged + i - 4)));
        s2 = f32x4.add(s2, f32x4.mul(x, v128.load(lagged + i - 8)));
        s3 = f32x4.add(s3, f32x4.mul(x, v128.load(lagged + i - 12)));
      }
      // Transposed, so that each lag's four lanes meet: (lane 0 + lane 1) + (lane 2 + lane 3).
      const low01 = v128.shuffle<u32>(s0, s1, 0, 4, 1, 5);
      const high01 = v128.shuffle<u32>(s0, s1, 2, 6, 3, 7);
      const low23 = v128.shuffle<u32>(s2, s3, 0, 4, 1, 5);
      const high23 = v128.shuffle<u32>(s2, s3, 2, 6, 3, 7);
      const l0 = v128.shuffle<u64>(low01, low23, 0, 2);
      const l1 = v128.shuffle<u64>(low01, low23, 1, 3);
      const l2 = v128.shuffle<u64>(high01, high23, 0, 2);
      const l3 = v128.shuffle<u64>(high01, high23, 1, 3);
      const total = f32x4.add(f32x4.add(l0, l1), f32x4.add(l2, l3));
      v128.store(sum, f64x2.add(v128.load(sum), f64x2.promote_low_f32x4(total)));
      const upper = v128.shuffle<u64>(total, total, 1, 1);
      v128.store(sum, f64x2.add(v128.load(sum, 16), f64x2.promote_low_f32x4(upper)), 16);
      lagged -= 16;
    }
  }
}
