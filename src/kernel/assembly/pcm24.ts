// 24-bit samples as nearly all files have them: little-endian, in three bytes. What src/formats/encoded-samples/sample-codec.ts says, to the last bit.

const FULL_SCALE: f32 = 8388608;

/** `count` samples to floats; reads four bytes past them, and writes whole vectors. */
export function decodeS24(from: usize, count: i32, to: usize): void {
  const zero = i32x4.splat(0);
  // Each sample goes to the top of 32 bits, so that its sign is theirs.
  const step = f32x4.splat(1 / (256 * FULL_SCALE));
  for (const end = to + (<usize>count << 2); to < end; from += 12, to += 16) {
    const packed = v128.load(from);
    const integers = v128.shuffle<u8>(
      packed, zero,
      16, 0, 1, 2, 16, 3, 4, 5, 16, 6, 7, 8, 16, 9, 10, 11,
    );
    v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(integers), step));
  }
}

/**
 * `count` floats to the nearest samples, ties to even; NaN becomes 0. Reads whole vectors, and writes four bytes past the last.
 *
 * @returns how many were out of range, or NaN; of the last vector all four count.
 */
export function encodeS24(from: usize, count: i32, to: usize): i32 {
  const scale = f32x4.splat(FULL_SCALE);
  const lowest = f32x4.splat(-FULL_SCALE);
  const highest = f32x4.splat(FULL_SCALE - 1);
  let within = i32x4.splat(0);
  let vectors = 0;
  for (const end = from + (<usize>count << 2); from < end; from += 16, to += 12, vectors++) {
    const rounded = f32x4.nearest(f32x4.mul(v128.load(from), scale));
    within = i32x4.sub(within, v128.and(f32x4.ge(rounded, lowest), f32x4.le(rounded, highest)));
    const integers = i32x4.trunc_sat_f32x4_s(f32x4.min(f32x4.max(rounded, lowest), highest));
    v128.store(to, v128.shuffle<u8>(
      integers, integers,
      0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0,
    ));
  }
  return 4 * vectors - (
    i32x4.extract_lane(within, 0) + i32x4.extract_lane(within, 1) +
    i32x4.extract_lane(within, 2) + i32x4.extract_lane(within, 3)
  );
}
