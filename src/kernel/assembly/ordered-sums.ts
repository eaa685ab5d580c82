// Sums over 32-bit floats, one sample after the other, so that they do not depend on how the samples come in pieces; several
// at a time, since each of them waits for itself.

/**
 * From here on the whole part of a sum of squares is set aside: 2^6 with a resolution of 2^-46 just fits the 53 bits of a
 * double. So sums are exact for samples that are multiples of 2^-23 up to full scale: every integer format up to 24 bits.
 */
export const SPILL: f64 = 64;

/**
 * Goes on with the sums of a channel: five doubles at `sums`. Returns the first of them, that of the squares.
 *
 *     0  squares, below SPILL    8  what of them was set aside
 *    16  samples less the offset
 *    24  their squares          32  what of them was set aside
 */
export function addSumsF32(samples: usize, count: i32, offset: f64, sums: usize): f64 {
  let squares = load<f64>(sums);
  let whole = load<f64>(sums, 8);
  let sum = load<f64>(sums, 16);
  let offsetSquares = load<f64>(sums, 24);
  let offsetWhole = load<f64>(sums, 32);
  for (const end = samples + (<usize>count << 2); samples < end; samples += 4) {
    const sample = <f64>load<f32>(samples);
    squares += sample * sample;
    if (squares >= SPILL) {
      const part = wholePart(squares);
      whole += part;
      squares -= part;
    }
    const difference = sample - offset;
    sum += difference;
    offsetSquares += difference * difference;
    if (offsetSquares >= SPILL) {
      const part = wholePart(offsetSquares);
      offsetWhole += part;
      offsetSquares -= part;
    }
  }
  store<f64>(sums, squares);
  store<f64>(sums, whole, 8);
  store<f64>(sums, sum, 16);
  store<f64>(sums, offsetSquares, 24);
  store<f64>(sums, offsetWhole, 32);
  return whole + squares;
}

/**
 * Adds std · normal + mean to `count` floats, each step rounded as `mixF32` does, and the squares of what each really got
 * to the sum at `sum`: a double below SPILL, and what was set aside.
 */
export function mixF32AndSum(
  samples: usize,
  normals: usize,
  count: i32,
  std: f32,
  mean: f32,
  sum: usize,
): void {
  let squares = load<f64>(sum);
  let whole = load<f64>(sum, 8);
  for (const end = samples + (<usize>count << 2); samples < end; samples += 4, normals += 4) {
    const sample = load<f32>(samples);
    const noisy = sample + (std * load<f32>(normals) + mean);
    store<f32>(samples, noisy);
    const difference = <f64>noisy - <f64>sample;
    squares += difference * difference;
    if (squares >= SPILL) {
      const part = wholePart(squares);
      whole += part;
      squares -= part;
    }
  }
  store<f64>(sum, squares);
  store<f64>(sum, whole, 8);
}

/**
 * Goes on with two sums of squares, a double below SPILL and what was set aside each: at `sums` of the samples, after it of
 * mixed - scale · sample.
 */
export function addMixSumsF32(samples: usize, mixed: usize, count: i32, scale: f64, sums: usize): void {
  let squares = load<f64>(sums);
  let whole = load<f64>(sums, 8);
  let noiseSquares = load<f64>(sums, 16);
  let noiseWhole = load<f64>(sums, 24);
  for (const end = samples + (<usize>count << 2); samples < end; samples += 4, mixed += 4) {
    const sample = <f64>load<f32>(samples);
    squares += sample * sample;
    if (squares >= SPILL) {
      const part = wholePart(squares);
      whole += part;
      squares -= part;
    }
    const difference = <f64>load<f32>(mixed) - scale * sample;
    noiseSquares += difference * difference;
    if (noiseSquares >= SPILL) {
      const part = wholePart(noiseSquares);
      noiseWhole += part;
      noiseSquares -= part;
    }
  }
  store<f64>(sums, squares);
  store<f64>(sums, whole, 8);
  store<f64>(sums, noiseSquares, 16);
  store<f64>(sums, noiseWhole, 24);
}

/** An infinite sum stays as it is. */
// @ts-ignore: decorator
@inline
export function wholePart(squares: f64): f64 {
  return squares == Infinity ? 0 : Math.floor(squares);
}
