// Frequency weightings: three biquads one after the other, transposed direct form II, in double precision.
//
// A filter, in doubles:
//
//     0  f: b0 b1 b2 a1 a2      5  g: b0 b1 b2 a1 a2      10  h: b0 b1 b2 a1 a2      15  states of f, g and h, two each

/**
 * `weighByThreeF32` of a filter whose third biquad does nothing. The other two are computed at a time:
 *
 *     lane 0: f of sample n      lane 1: g of what f made of sample n - 1
 */
export function weighByTwoF32(samples: usize, step: usize, count: i32, filter: usize, sum: f64): f64 {
  if (count <= 0) return sum;
  const b0 = f64x2(load<f64>(filter), load<f64>(filter, 40));
  const b1 = f64x2(load<f64>(filter, 8), load<f64>(filter, 48));
  const b2 = f64x2(load<f64>(filter, 16), load<f64>(filter, 56));
  const a1 = f64x2(load<f64>(filter, 24), load<f64>(filter, 64));
  const a2 = f64x2(load<f64>(filter, 32), load<f64>(filter, 72));
  // The first sample: f alone, while g waits.
  const t0 = load<f64>(filter, 136);
  const t1 = load<f64>(filter, 144);
  let w = f64x2.splat(<f64>load<f32>(samples));
  let s = f64x2.splat(load<f64>(filter, 120));
  let x = f64x2.add(f64x2.mul(b0, w), s);
  s = f64x2.sub(f64x2.add(f64x2.mul(b1, w), f64x2.splat(load<f64>(filter, 128))), f64x2.mul(a1, x));
  s = f64x2.replace_lane(s, 1, t0);
  let r = f64x2.replace_lane(f64x2.sub(f64x2.mul(b2, w), f64x2.mul(a2, x)), 1, t1);
  const end = samples + <usize>count * step;
  for (samples += step; samples < end; samples += step) {
    w = f64x2.replace_lane(v128.shuffle<u64>(x, x, 0, 0), 0, <f64>load<f32>(samples));
    x = f64x2.add(f64x2.mul(b0, w), s);
    s = f64x2.sub(f64x2.add(f64x2.mul(b1, w), r), f64x2.mul(a1, x));
    r = f64x2.sub(f64x2.mul(b2, w), f64x2.mul(a2, x));
    const y = f64x2.extract_lane(x, 1);
    sum += y * y;
  }
  store<f64>(filter, withoutFaded(f64x2.extract_lane(s, 0)), 120);
  store<f64>(filter, withoutFaded(f64x2.extract_lane(r, 0)), 128);
  // The last sample: g alone.
  w = v128.shuffle<u64>(x, x, 0, 0);
  x = f64x2.add(f64x2.mul(b0, w), s);
  s = f64x2.sub(f64x2.add(f64x2.mul(b1, w), r), f64x2.mul(a1, x));
  r = f64x2.sub(f64x2.mul(b2, w), f64x2.mul(a2, x));
  store<f64>(filter, withoutFaded(f64x2.extract_lane(s, 1)), 136);
  store<f64>(filter, withoutFaded(f64x2.extract_lane(r, 1)), 144);
  const y = f64x2.extract_lane(x, 1);
  return sum + y * y;
}

/**
 * Filters `count` floats, which are `step` bytes apart, and adds the squares of the outcome to `sum`, one after the other.
 *
 * Each biquad waits for a multiplication, a subtraction and an addition of its own; in the meantime the others are computed.
 *
 * @returns the new sum.
 */
export function weighByThreeF32(samples: usize, step: usize, count: i32, filter: usize, sum: f64): f64 {
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
    const w = <f64>load<f32>(samples);
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
