// Speech activity of one channel (ITU-T P.56, method B): energy, envelope, and when the envelope crosses which threshold.
//
// What it is measured by, `activity`, in doubles:
//
//     0  decay g of a smoothing   1  hangover in frames   2  bounds: 0, thresholds from the lowest on, Infinity
//
// What a channel's `speech` is so far, in doubles:
//
//     0  first smoothing, and the second one, which is the envelope, after the last whole pair
//     2  magnitude of a sample that waits for its partner; negative: none
//     3  frames   4  thresholds that the envelope is at or above: the first so many
//     5  squares of the samples, below SPILL   6  what of them was set aside
//     7  of each threshold: frames counted until its last crossing
//     7 + THRESHOLDS  of each threshold: frame of its last crossing
//
// Each smoothing is s[i] = g s[i-1] + x[i], without its factor 1 - g. A chain of these waits for two operations a sample.
// So samples go in pairs, and the second of a pair does not wait for the first:
//
//     s[i]   = g  s[i-1] + x[i]
//     s[i+1] = g² s[i-1] + (g x[i] + x[i+1])

import { SPILL, wholePart } from './ordered-sums';

/** As in src/level/activity-thresholds.ts. */
const THRESHOLDS: usize = 328;

let decay: f64 = 0;
let decayOfTwo: f64 = 0;
let hangover: f64 = 0;
let bounds: usize = 0;

let smoothed: f64 = 0;
let envelope: f64 = 0;
let waiting: f64 = -1;
let frames: f64 = 0;
let reached: i32 = 0;
let low: f64 = 0;
let high: f64 = 0;
let squares: f64 = 0;
let whole: f64 = 0;
let counted: usize = 0;
let crossedAt: usize = 0;

// @ts-ignore: decorator
@inline
function even(x: v128): v128 {
  return v128.shuffle<u64>(x, x, 0, 0);
}

// @ts-ignore: decorator
@inline
function odd(x: v128): v128 {
  return v128.shuffle<u64>(x, x, 1, 1);
}

/**
 * Goes on with what a channel's speech is.
 *
 * @param samples finite, full scale 1; any number of them.
 * @returns sum of the squares of all samples so far, NaN or infinite once a sample was.
 */
export function followSpeechF32(samples: usize, count: i32, speech: usize, activity: usize): f64 {
  open(speech, activity);
  const end = samples + (<usize>count << 2);
  if (waiting >= 0 && samples < end) {
    second(load<f32>(samples));
    samples += 4;
  }
  while (samples + 4 < end) {
    samples = followGroups(samples, end);
    // The group that leaves the bounds, or the pairs at the end.
    for (const pairsEnd = min(samples + 32, end - 4); samples < pairsEnd; samples += 8) followPair(samples);
  }
  if (samples < end) first(load<f32>(samples));
  return close(speech);
}

function open(speech: usize, activity: usize): void {
  decay = load<f64>(activity);
  decayOfTwo = decay * decay;
  hangover = load<f64>(activity, 8);
  bounds = activity + 16;
  smoothed = load<f64>(speech);
  envelope = load<f64>(speech, 8);
  waiting = load<f64>(speech, 16);
  frames = load<f64>(speech, 24);
  squares = load<f64>(speech, 40);
  whole = load<f64>(speech, 48);
  counted = speech + 56;
  crossedAt = counted + 8 * THRESHOLDS;
  settle(<i32>load<f64>(speech, 32));
}

function close(speech: usize): f64 {
  store<f64>(speech, smoothed);
  store<f64>(speech, envelope, 8);
  store<f64>(speech, waiting, 16);
  store<f64>(speech, frames, 24);
  store<f64>(speech, <f64>reached, 32);
  store<f64>(speech, squares, 40);
  store<f64>(speech, whole, 48);
  return whole + squares;
}

/**
 * Follows whole groups of eight samples for as long as the envelope stays in [low, high); the first one is the first of a
 * pair. Lane 0: the first of each pair, lane 1: the second.
 *
 * @returns where it stopped.
 */
function followGroups(samples: usize, end: usize): usize {
  const powers = f64x2.replace_lane(f64x2.splat(decay), 1, decayOfTwo);
  const carry = f64x2.replace_lane(f64x2.splat(0), 1, decay);
  const lowest = f64x2.splat(low);
  const highest = f64x2.splat(high);
  let s = f64x2.splat(smoothed);
  let e = f64x2.splat(envelope);
  let sum = squares;
  let setAside = whole;
  const start = samples;
  for (; samples + 32 <= end; samples += 32) {
    const xL = f32x4.abs(v128.load(samples));
    const xH = f32x4.abs(v128.load(samples, 16));
    let a = f64x2.promote_low_f32x4(xL);
    let b = f64x2.promote_low_f32x4(odd(xL));
    let c = f64x2.promote_low_f32x4(xH);
    let d = f64x2.promote_low_f32x4(odd(xH));
    const aa = f64x2.mul(a, a);
    const bb = f64x2.mul(b, b);
    const cc = f64x2.mul(c, c);
    const dd = f64x2.mul(d, d);
    a = f64x2.add(a, f64x2.mul(carry, even(a)));
    b = f64x2.add(b, f64x2.mul(carry, even(b)));
    c = f64x2.add(c, f64x2.mul(carry, even(c)));
    d = f64x2.add(d, f64x2.mul(carry, even(d)));
    a = f64x2.add(f64x2.mul(powers, s), a);
    b = f64x2.add(f64x2.mul(powers, odd(a)), b);
    c = f64x2.add(f64x2.mul(powers, odd(b)), c);
    d = f64x2.add(f64x2.mul(powers, odd(c)), d);
    const nextS = odd(d);
    a = f64x2.add(a, f64x2.mul(carry, even(a)));
    b = f64x2.add(b, f64x2.mul(carry, even(b)));
    c = f64x2.add(c, f64x2.mul(carry, even(c)));
    d = f64x2.add(d, f64x2.mul(carry, even(d)));
    a = f64x2.add(f64x2.mul(powers, e), a);
    b = f64x2.add(f64x2.mul(powers, odd(a)), b);
    c = f64x2.add(f64x2.mul(powers, odd(b)), c);
    d = f64x2.add(f64x2.mul(powers, odd(c)), d);
    const least = f64x2.pmin(f64x2.pmin(a, b), f64x2.pmin(c, d));
    const greatest = f64x2.pmax(f64x2.pmax(a, b), f64x2.pmax(c, d));
    if (v128.any_true(v128.or(f64x2.lt(least, lowest), f64x2.ge(greatest, highest)))) break;
    s = nextS;
    e = odd(d);
    // In order, one after the other; in the meantime the envelope of the next group is computed. No sum that would have to be
    // set aside on the way reaches SPILL and falls below it again, for squares are never negative.
    let next = sum + f64x2.extract_lane(aa, 0);
    next += f64x2.extract_lane(aa, 1);
    next += f64x2.extract_lane(bb, 0);
    next += f64x2.extract_lane(bb, 1);
    next += f64x2.extract_lane(cc, 0);
    next += f64x2.extract_lane(cc, 1);
    next += f64x2.extract_lane(dd, 0);
    next += f64x2.extract_lane(dd, 1);
    if (next < SPILL) {
      sum = next;
    } else {
      for (let i: usize = 0; i < 32; i += 4) {
        const x = <f64>load<f32>(samples + i);
        sum += x * x;
        if (sum >= SPILL) {
          const part = wholePart(sum);
          setAside += part;
          sum -= part;
        }
      }
    }
  }
  smoothed = f64x2.extract_lane(s, 0);
  envelope = f64x2.extract_lane(e, 0);
  squares = sum;
  whole = setAside;
  frames += <f64>((samples - start) >> 2);
  return samples;
}

/** One pair: without further ado where the envelope stays in its bounds. */
function followPair(samples: usize): void {
  const x0 = <f64>abs<f32>(load<f32>(samples));
  const x1 = <f64>abs<f32>(load<f32>(samples, 4));
  const s0 = decay * smoothed + x0;
  const s1 = decayOfTwo * smoothed + (decay * x0 + x1);
  const e0 = decay * envelope + s0;
  const e1 = decayOfTwo * envelope + (decay * s0 + s1);
  if (e0 < low || e0 >= high || e1 < low || e1 >= high) {
    first(load<f32>(samples));
    second(load<f32>(samples, 4));
    return;
  }
  smoothed = s1;
  envelope = e1;
  frames += 2;
  addSquare(x0);
  addSquare(x1);
}

function first(sample: f32): void {
  const x0 = <f64>abs<f32>(sample);
  const s0 = decay * smoothed + x0;
  countFrame(decay * envelope + s0);
  waiting = x0;
  addSquare(x0);
}

function second(sample: f32): void {
  const x0 = waiting;
  const x1 = <f64>abs<f32>(sample);
  const s0 = decay * smoothed + x0;
  const s1 = decayOfTwo * smoothed + (decay * x0 + x1);
  const e1 = decayOfTwo * envelope + (decay * s0 + s1);
  countFrame(e1);
  waiting = -1;
  // Far below anything; going on to halve it would end in subnormal numbers, which are slow.
  smoothed = reached == 0 ? 0 : s1;
  envelope = reached == 0 ? 0 : e1;
  addSquare(x1);
}

/** Counts one frame and notes the thresholds that its envelope crosses. */
function countFrame(value: f64): void {
  const frame = frames;
  frames += 1;
  while (value >= high && high < Infinity) {
    const threshold = <usize>reached << 3;
    cross(threshold, min(frame - load<f64>(crossedAt + threshold), hangover), frame);
    settle(reached + 1);
  }
  while (value < low) {
    const threshold = <usize>(reached - 1) << 3;
    cross(threshold, frame - load<f64>(crossedAt + threshold), frame);
    settle(reached - 1);
  }
}

function cross(threshold: usize, active: f64, frame: f64): void {
  store<f64>(counted + threshold, load<f64>(counted + threshold) + active);
  store<f64>(crossedAt + threshold, frame);
}

function settle(index: i32): void {
  reached = index;
  low = load<f64>(bounds + (<usize>index << 3));
  high = load<f64>(bounds + (<usize>index << 3), 8);
}

function addSquare(x: f64): void {
  squares += x * x;
  if (squares >= SPILL) {
    const part = wholePart(squares);
    whole += part;
    squares -= part;
  }
}
