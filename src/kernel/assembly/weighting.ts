// Frequency weightings: three biquads one after the other, transposed direct form II, in double precision. The same operations, in
// the same order, as in src/level/weighting-filter.ts, so what comes out is the same to the last bit.
//
// A filter, in doubles:
//
//     0  f: b0 b1 b2 a1 a2      5  g: b0 b1 b2 a1 a2      10  h: b0 b1 b2 a1 a2      15  states of f, g and h, two each

/** `weighF32` of samples of type T. */
// @ts-ignore: decorator
@inline
function weigh<T>(samples: usize, step: usize, count: i32, filter: usize, sum: f64): f64 {
  // A power of two, so nothing is rounded.
  const scale: f64 = isFloat<T>() ? 1 : 3.0517578125e-5;
  const f0 = load<f64>(filter);
  const f1 = load<f64>(filter, 8);
  const f2 = load<f64>(filter, 16);
  const fa = load<f64>(filter, 24);
  const fb = load<f64>(filter, 32);
  const g0 = load<f64>(filter, 40);
  const g1 = load<f64>(filter, 48);
  const g2 = load<f64>(filter, 56);
  const ga = load<f64>(filter, 64);
  const gb = load<f64>(filter, 72);
  const h0 = load<f64>(filter, 80);
  const h1 = load<f64>(filter, 88);
  const h2 = load<f64>(filter, 96);
  const ha = load<f64>(filter, 104);
  const hb = load<f64>(filter, 112);
  let s0 = load<f64>(filter, 120);
  let s1 = load<f64>(filter, 128);
  let t0 = load<f64>(filter, 136);
  let t1 = load<f64>(filter, 144);
  let u0 = load<f64>(filter, 152);
  let u1 = load<f64>(filter, 160);
  for (const end = samples + <usize>count * step; samples < end; samples += step) {
    const w = <f64>load<T>(samples) * scale;
    const x = f0 * w + s0;
    s0 = f1 * w + s1 - fa * x;
    s1 = f2 * w - fb * x;
    const y = g0 * x + t0;
    t0 = g1 * x + t1 - ga * y;
    t1 = g2 * x - gb * y;
    const z = h0 * y + u0;
    u0 = h1 * y + u1 - ha * z;
    u1 = h2 * y - hb * z;
    sum += z * z;
  }
  store<f64>(filter, withoutFaded(s0), 120);
  store<f64>(filter, withoutFaded(s1), 128);
  store<f64>(filter, withoutFaded(t0), 136);
  store<f64>(filter, withoutFaded(t1), 144);
  store<f64>(filter, withoutFaded(u0), 152);
  store<f64>(filter, withoutFaded(u1), 160);
  return sum;
}

/** Subnormal numbers are slow. */
// @ts-ignore: decorator
@inline
function withoutFaded(state: f64): f64 {
  return abs<f64>(state) < 1e-150 ? 0 : state;
}

/**
 * Filters `count` floats, which are `step` bytes apart, and adds the squares of the outcome to `energy`, one after the other.
 *
 * Each biquad waits for a multiplication, a subtraction and an addition of its own; in the meantime the others are computed.
 *
 * @returns the new sum.
 */
export function weighF32(samples: usize, step: usize, count: i32, filter: usize, energy: f64): f64 {
  return weigh<f32>(samples, step, count, filter, energy);
}

/** The same of 16-bit integers, of which 2^15 is full scale. */
export function weighS16(samples: usize, step: usize, count: i32, filter: usize, energy: f64): f64 {
  return weigh<i16>(samples, step, count, filter, energy);
}
