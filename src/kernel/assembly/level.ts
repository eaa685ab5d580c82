// Envelope of speech: two equal exponential smoothings of the rectified samples (ITU-T P.56, method B).

/** What `followEnvelopeS16` left: the first smoothing and the second, which is the envelope. */
export let smoothed: f64 = 0;
export let envelope: f64 = 0;

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
 * Follows the envelope of one channel through whole groups of eight samples, for as long as it stays in [low, high).
 *
 * Each smoothing is s[i] = g s[i-1] + x[i], without its factor 1 - g. A chain of these waits for two operations a
 * sample. So samples go in pairs, and the second of a pair does not wait for the first:
 *
 *     s[i]   = g  s[i-1] + x[i]
 *     s[i+1] = g² s[i-1] + (g x[i] + x[i+1])        lane 0: s[i], lane 1: s[i+1]
 *
 * Every operation is rounded to f64; src/level/speech-activity.ts does the same ones.
 *
 * @param samples full scale 2^15; the first one is the first of a pair.
 * @returns samples consumed, a multiple of eight: the group in which the envelope leaves is not.
 */
export function followEnvelopeS16(samples: usize, count: i32, decay: f64, p: f64, q: f64, low: f64, high: f64): i32 {
  const scale = f64x2.splat(3.0517578125e-5);
  const powers = f64x2.replace_lane(f64x2.splat(decay), 1, decay * decay);
  const carry = f64x2.replace_lane(f64x2.splat(0), 1, decay);
  const lowest = f64x2.splat(low);
  const highest = f64x2.splat(high);
  let s = f64x2.splat(p);
  let e = f64x2.splat(q);
  const start = samples;
  const end = samples + (<usize>(count & ~7) << 1);
  for (; samples < end; samples += 16) {
    // The magnitude of -2^15 is right as an unsigned number.
    const x = i16x8.abs(v128.load(samples));
    const xL = i32x4.extend_low_i16x8_u(x);
    const xH = i32x4.extend_high_i16x8_u(x);
    let a = f64x2.mul(f64x2.convert_low_i32x4_s(xL), scale);
    let b = f64x2.mul(f64x2.convert_low_i32x4_s(odd(xL)), scale);
    let c = f64x2.mul(f64x2.convert_low_i32x4_s(xH), scale);
    let d = f64x2.mul(f64x2.convert_low_i32x4_s(odd(xH)), scale);
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
  }
  smoothed = f64x2.extract_lane(s, 0);
  envelope = f64x2.extract_lane(e, 0);
  return <i32>((samples - start) >> 1);
}

/** Copies every `channels`-th of the interleaved samples, `frames` of them: the channel whose first sample is at `from`. */
export function extractChannelS16(from: usize, channels: i32, frames: i32, to: usize): void {
  const step = <usize>channels << 1;
  for (const end = to + (<usize>frames << 1); to < end; to += 2) {
    store<i16>(to, load<i16>(from));
    from += step;
  }
}
