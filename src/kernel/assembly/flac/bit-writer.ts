// Writes bits, the most significant one of a byte first: up to 31 wait in a word.

let next: usize = 0;
let pending: u64 = 0;
let count: i32 = 0;

export function startWriting(at: usize): void {
  next = at;
  pending = 0;
  count = 0;
}

/** The lowest bits of a value, 0 to 32 of them. */
// @ts-ignore: decorator
@inline
export function writeBits(value: u32, bits: i32): void {
  pending = (pending << <u64>bits) | (<u64>value & ((<u64>1 << <u64>bits) - 1));
  count += bits;
  if (count >= 32) {
    count -= 32;
    store<u32>(next, bswap<u32>(<u32>(pending >> <u64>count)));
    next += 4;
  }
}

/** The lowest bits of a signed value, up to 33. */
export function writeSigned(value: i64, bits: i32): void {
  if (bits > 32) {
    writeBits(<u32>(value >> 32), bits - 32);
    bits = 32;
  }
  writeBits(<u32>value, bits);
}

/** So many zeros. */
export function writeZeros(zeros: u32): void {
  for (; zeros > 32; zeros -= 32) writeBits(0, 32);
  writeBits(0, zeros);
}

/** Zeros up to a whole byte; returns the address after it. */
export function finishByte(): usize {
  if (count & 7) writeBits(0, 8 - (count & 7));
  for (; count > 0; next++) {
    count -= 8;
    store<u8>(next, <u8>(pending >> <u64>count));
  }
  return next;
}

/** Rice codes of i32, each folded to an unsigned number with its sign at the bottom. */
export function writeRice(from: usize, end: usize, parameter: i32): void {
  const stop: u32 = 1 << parameter;
  const mask: u32 = stop - 1;
  let bits = pending;
  let have = count;
  let to = next;
  for (; from < end; from += 4) {
    const sample = load<i32>(from);
    const value = <u32>(sample << 1) ^ <u32>(sample >> 31);
    const zeros = value >> parameter;
    const length = <i32>zeros + 1 + parameter;
    if (zeros < 32 && length <= 32) {
      bits = (bits << <u64>length) | <u64>(stop | (value & mask));
      have += length;
      if (have >= 32) {
        have -= 32;
        store<u32>(to, bswap<u32>(<u32>(bits >> <u64>have)));
        to += 4;
      }
    } else {
      pending = bits;
      count = have;
      next = to;
      writeZeros(zeros);
      writeBits(1, 1);
      writeBits(value & mask, parameter);
      bits = pending;
      have = count;
      to = next;
    }
  }
  pending = bits;
  count = have;
  next = to;
}
