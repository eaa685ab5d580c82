// 32-bit floats: noise added to the elements of an array.

/**
 * Adds std * normal + mean to `count` samples in place, clamped to least .. most, and rounded to the nearest even integer where
 * that is asked for. NaN stays NaN.
 *
 * Works on whole vectors of four: what stands behind the last sample is overwritten.
 */
export function mixF32(
  samples: usize,
  normals: usize,
  count: i32,
  std: f32,
  mean: f32,
  least: f32,
  most: f32,
  rounds: bool,
): void {
  const gain = f32x4.splat(std);
  const offset = f32x4.splat(mean);
  const low = f32x4.splat(least);
  const high = f32x4.splat(most);
  const end = samples + (<usize>count << 2);
  // The choice is made outside of the loop.
  if (rounds) {
    for (; samples < end; samples += 16, normals += 16) {
      const sum = f32x4.add(v128.load(samples), f32x4.add(f32x4.mul(v128.load(normals), gain), offset));
      v128.store(samples, f32x4.nearest(f32x4.min(f32x4.max(sum, low), high)));
    }
  } else {
    for (; samples < end; samples += 16, normals += 16) {
      const sum = f32x4.add(v128.load(samples), f32x4.add(f32x4.mul(v128.load(normals), gain), offset));
      v128.store(samples, f32x4.min(f32x4.max(sum, low), high));
    }
  }
}
