// The design of filters, in double precision: what src/noise/color-filter.ts describes. Nothing but + - * / and square
// roots, which IEEE 754 rounds the same everywhere. It is here because a design is computed once: the first few milliseconds
// of JavaScript are interpreted, and twenty times slower.

/** Cosines of 2πk / size, k = 0 .. size - 1, and their sines behind them. By halving angles: each number of roots from half of it. */
export function fillRoots(cosines: usize, size: i32): void {
  const sines = cosines + (<usize>size << 3);
  store<f64>(cosines, 1);
  store<f64>(cosines, 0, 8);
  store<f64>(cosines, -1, 16);
  store<f64>(cosines, 0, 24);
  store<f64>(sines, 0);
  store<f64>(sines, 1, 8);
  store<f64>(sines, 0, 16);
  store<f64>(sines, -1, 24);
  // cos and sin of 2π / count
  let cosine: f64 = 0;
  let sine: f64 = 1;
  for (let count = 8; count <= size; count <<= 1) {
    const half = sqrt<f64>((1 + cosine) / 2);
    sine /= 2 * half;
    cosine = half;
    // From the end, so that nothing is overwritten before it is read.
    for (let k = (count >> 1) - 1; k >= 0; k--) {
      const from = <usize>k << 3;
      const c = load<f64>(cosines + from);
      const s = load<f64>(sines + from);
      const to = from << 1;
      store<f64>(cosines + to, c);
      store<f64>(sines + to, s);
      store<f64>(cosines + to, c * cosine - s * sine, 8);
      store<f64>(sines + to, s * cosine + c * sine, 8);
    }
  }
}

/**
 * Discrete Fourier transform of a real, even sequence of 2 m values, of which 0 .. m stand at `values`; in place.
 *
 * @param m a power of two.
 * @param cosines of 2 m roots, with their sines behind them.
 * @param work 2 m doubles.
 */
export function transformCosines(values: usize, m: i32, cosines: usize, work: usize): void {
  const sines = cosines + (<usize>m << 4);
  // The even terms of the sequence as real parts, the odd ones as imaginary parts: half the length. Bits reversed.
  for (let n = 0, at = 0; n < m; n++) {
    const even = 2 * n <= m ? 2 * n : 2 * (m - n);
    const odd = 2 * n + 1 <= m ? 2 * n + 1 : 2 * (m - n) - 1;
    const to = work + (<usize>at << 4);
    store<f64>(to, load<f64>(values + (<usize>even << 3)));
    store<f64>(to, load<f64>(values + (<usize>odd << 3)), 8);
    let bit = m >> 1;
    for (; (at & bit) != 0; bit >>= 1) at ^= bit;
    at |= bit;
  }
  transform(work, m, cosines, sines);
  for (let k = 0; k <= m; k++) {
    const at = work + (<usize>(k & (m - 1)) << 4);
    const mirror = work + (<usize>((m - k) & (m - 1)) << 4);
    const angle = <usize>k << 3;
    // E[k] + e^(-iπk/m) O[k], of which only the real part is not 0
    const even = (load<f64>(at) + load<f64>(mirror)) / 2;
    const oddReal = (load<f64>(at, 8) + load<f64>(mirror, 8)) / 2;
    const oddImaginary = (load<f64>(mirror) - load<f64>(at)) / 2;
    store<f64>(values + angle, even + load<f64>(cosines + angle) * oddReal + load<f64>(sines + angle) * oddImaginary);
  }
}

/** Fast Fourier transform in place, of complex values in the order of reversed bits: decimation in time, radix 2. */
function transform(at: usize, size: i32, cosines: usize, sines: usize): void {
  const end = at + (<usize>size << 4);
  // There are twice as many roots.
  for (let half: usize = 16, stride = <usize>size << 3; half < <usize>size << 4; half <<= 1, stride >>= 1) {
    for (let start = at; start < end; start += 2 * half) {
      let angle: usize = 0;
      for (let a = start; a < start + half; a += 16) {
        const b = a + half;
        const c = load<f64>(cosines + angle);
        const s = load<f64>(sines + angle);
        const br = load<f64>(b);
        const bi = load<f64>(b, 8);
        const xr = br * c + bi * s;
        const xi = bi * c - br * s;
        const ar = load<f64>(a);
        const ai = load<f64>(a, 8);
        store<f64>(b, ar - xr);
        store<f64>(b, ai - xi, 8);
        store<f64>(a, ar + xr);
        store<f64>(a, ai + xi, 8);
        angle += stride;
      }
    }
  }
}

/** Kaiser's window, from its middle to its end: I0(β √(1 - (k / size)²)) / I0(β), k = 0 .. size - 1. */
export function fillKaiserWindow(at: usize, size: i32, beta: f64): void {
  const middle = besselI0(beta * beta);
  for (let k = 0; k < size; k++) {
    const x = <f64>k / <f64>size;
    store<f64>(at + (<usize>k << 3), besselI0(beta * beta * (1 - x * x)) / middle);
  }
}

/** Modified Bessel function I0(√x): the power series Σ (x / 4)^m / m!². */
function besselI0(x: f64): f64 {
  let sum: f64 = 1;
  let term: f64 = 1;
  for (let m: f64 = 1; term > 1e-17 * sum; m++) {
    term *= x / (4 * m * m);
    sum += term;
  }
  return sum;
}

/** Angle of node j's root w, in 16384ths of a turn: t(4 j + m) = t(j) / 4 + m · 1024. */
function angleOf(node: i32): i32 {
  let angle = 0;
  for (let scale = 1024; node > 0; node >>= 2, scale >>= 2) angle += (node & 3) * scale;
  return angle;
}

/** The 8193 floats of a response over 16384, a power of two, in the order in which `filterSegments` gets to its values. */
export function orderResponse(response: usize, to: usize): void {
  for (let n = 0; n < 1024; n++) {
    for (let child = 0; child < 4; child++) {
      for (let lane = 0; lane < 4; lane++) {
        const k = angleOf(1024 * lane + n) + 4096 * child;
        store<f32>(to, load<f32>(response + (<usize>min(k, 16384 - k) << 2)) / 16384);
        to += 4;
      }
    }
  }
}

/** w, w² and w³ of every node but the first, rounded to 32-bit floats, in the order of `filterSegments`, from 16384 roots of unity. */
export function orderRoots(cosines: usize, to: usize): void {
  const sines = cosines + 8 * 16384;
  for (let nodes = 1; nodes <= 1024; nodes <<= 2) {
    for (let n = 0; n < nodes; n++) {
      for (let power = 1; power <= 3; power++) {
        for (let lane = 0; lane < 4; lane++) {
          const from = <usize>(power * angleOf(nodes * lane + n)) << 3;
          store<f32>(to, <f32>load<f64>(cosines + from));
          store<f32>(to, <f32>load<f64>(sines + from), 16);
          to += 4;
        }
        to += 16;
      }
    }
  }
}
