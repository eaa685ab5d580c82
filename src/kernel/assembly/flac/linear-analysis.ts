// The linear predictor of a block, by autocorrelation and the recursion of Levinson and Durbin. In f64 and in this order of
// operations throughout, so that the same samples give the same bytes on every machine.

import { LAG_BYTES, WINDOW, WINDOWED } from './encoder-layout';

/** The highest order that is tried. */
export const MOST_ORDER: i32 = 8;

/** Frames for which there is a window. */
let windowFrames: i32 = 0;

/** Products at lags of 0 to 9. */
const LAGS: usize = memory.data<f64>([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
/** Coefficients of the last order, and of all orders one after the other: 1, 2, ... of them. */
const CURRENT: usize = memory.data<f64>([0, 0, 0, 0, 0, 0, 0, 0]);
const ALL: usize = memory.data<f64>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/** Flat in the middle; a quarter at each end rises by 3 t^2 - 2 t^3, which is near a raised cosine and needs none. */
function makeWindow(frames: i32): void {
  windowFrames = frames;
  const edge = <f64>frames / 4;
  for (let i = 0; i < frames; i++) {
    const distance = min<f64>(<f64>i + 0.5, <f64>(frames - i) - 0.5);
    const t = min<f64>(distance / edge, 1);
    store<f64>(WINDOW + (<usize>i << 3), t * t * (3 - 2 * t));
  }
}

/** Sums of products of windowed samples, at all lags at once: each vector has two of them. */
function correlate(samples: usize, frames: i32): void {
  if (frames != windowFrames) makeWindow(frames);
  memory.fill(WINDOWED - LAG_BYTES, 0, LAG_BYTES);
  const end = WINDOWED + (<usize>frames << 3);
  for (let to = WINDOWED, window = WINDOW; to < end; to += 8, window += 8, samples += 4) {
    store<f64>(to, <f64>load<i32>(samples) * load<f64>(window));
  }
  let sum0 = f64x2.splat(0);
  let sum2 = f64x2.splat(0);
  let sum4 = f64x2.splat(0);
  let sum6 = f64x2.splat(0);
  let sum8 = f64x2.splat(0);
  for (let at = WINDOWED; at < end; at += 8) {
    const sample = v128.load64_splat(at);
    // The sample one before and the sample itself: lags 1 and 0.
    sum0 = f64x2.add(sum0, f64x2.mul(sample, v128.load(at - 8)));
    sum2 = f64x2.add(sum2, f64x2.mul(sample, v128.load(at - 24)));
    sum4 = f64x2.add(sum4, f64x2.mul(sample, v128.load(at - 40)));
    sum6 = f64x2.add(sum6, f64x2.mul(sample, v128.load(at - 56)));
    sum8 = f64x2.add(sum8, f64x2.mul(sample, v128.load(at - 72)));
  }
  storeLags(LAGS, sum0);
  storeLags(LAGS + 16, sum2);
  storeLags(LAGS + 32, sum4);
  storeLags(LAGS + 48, sum6);
  storeLags(LAGS + 64, sum8);
}

// @ts-ignore: decorator
@inline
function storeLags(to: usize, sums: v128): void {
  store<f64>(to, f64x2.extract_lane(sums, 1));
  store<f64>(to, f64x2.extract_lane(sums, 0), 8);
}

/** log2 of a positive number, to some 1e-5. */
function log2(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  const exponent = <i32>((bits >> 52) & 0x7ff) - 1023;
  const mantissa = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  const t = (mantissa - 1) / (mantissa + 1);
  const t2 = t * t;
  // 2 / ln 2 times the series of artanh.
  const series = t * (1 + t2 * (1 / 3.0 + t2 * (1 / 5.0 + t2 * (1 / 7.0 + t2 * (1 / 9.0)))));
  return <f64>exponent + 2.885390081777927 * series;
}

/**
 * Finds a predictor.
 *
 * @param bits of a sample.
 * @param precision of a coefficient, in bits.
 * @param coefficients where they go, as i32.
 * @returns order and shift as order * 256 + shift; 0: there is none.
 */
export function findPredictor(
  samples: usize,
  frames: i32,
  bits: i32,
  precision: i32,
  coefficients: usize,
): i32 {
  if (frames <= 4 * MOST_ORDER) return 0;
  correlate(samples, frames);
  let error = load<f64>(LAGS);
  if (error <= 0) return 0;
  let best = 0;
  let bestBits: f64 = Infinity;
  let all = ALL;
  for (let order = 1; order <= MOST_ORDER; order++) {
    let reflection = load<f64>(LAGS + (<usize>order << 3));
    for (let j = 1; j < order; j++) {
      reflection -= load<f64>(CURRENT + (<usize>(j - 1) << 3)) * load<f64>(LAGS + (<usize>(order - j) << 3));
    }
    reflection /= error;
    let low: usize = 0;
    let high = <usize>(order - 2) << 3;
    for (; order > 1 && <isize>low < <isize>high; low += 8, high -= 8) {
      const a = load<f64>(CURRENT + low);
      const b = load<f64>(CURRENT + high);
      store<f64>(CURRENT + low, a - reflection * b);
      store<f64>(CURRENT + high, b - reflection * a);
    }
    if (order > 1 && low == high) {
      const a = load<f64>(CURRENT + low);
      store<f64>(CURRENT + low, a - reflection * a);
    }
    store<f64>(CURRENT + (<usize>(order - 1) << 3), reflection);
    error *= 1 - reflection * reflection;
    memory.copy(all, CURRENT, <usize>order << 3);
    all += <usize>order << 3;
    // Residuals of a Laplace distribution of this power take so many bits.
    const each = error > 0 ? max<f64>(0.5 * log2((error / <f64>frames) * 0.24022650695910072), 0) : 0;
    const total = each * <f64>(frames - order) + <f64>(order * (bits + precision));
    if (total < bestBits) {
      bestBits = total;
      best = order;
    }
    if (error <= 0) break;
  }
  const shift = quantize(ALL + (<usize>((best * (best - 1)) >> 1) << 3), best, precision, coefficients);
  return shift < 0 ? 0 : best * 256 + shift;
}

/** Integers of `precision` bits; the error of each is made up for by the next. Returns the shift, -1: there is none. */
function quantize(from: usize, order: i32, precision: i32, to: usize): i32 {
  let largest: f64 = 0;
  for (let i: usize = 0; i < <usize>order; i++) largest = max<f64>(largest, abs<f64>(load<f64>(from + (i << 3))));
  if (!(largest > 0)) return -1;
  const exponent = <i32>((reinterpret<u64>(largest) >> 52) & 0x7ff) - 1022;
  const shift = min<i32>(precision - 1 - exponent, 15);
  if (shift < 0) return -1;
  const scale = <f64>(1 << shift);
  const most = <f64>((1 << (precision - 1)) - 1);
  let error: f64 = 0;
  for (let i: usize = 0; i < <usize>order; i++) {
    error += load<f64>(from + (i << 3)) * scale;
    const rounded = min<f64>(max<f64>(nearest<f64>(error), -most - 1), most);
    error -= rounded;
    store<i32>(to + (i << 2), <i32>rounded);
  }
  return shift;
}
