// Reads bits, the most significant one of a byte first.
//
//   bytes taken into the window │ next               limit: end of what there is of the file
//   window: u64, its `have` highest bits are the next ones, zeros below
//
// A frame is decoded while not all of it may be there. So reading goes on past the limit, over bytes of no meaning, as far as
// the memory has some in reserve (RESERVE_BYTES); `isOverrun` says that it did, and what was made of them is thrown away.

/** Bytes past the limit that may be read. */
export const RESERVE_BYTES: usize = 16;

export let next: usize = 0;
export let window: u64 = 0;
export let have: i32 = 0;
let limit: usize = 0;

/** Begins at a byte. */
export function startBits(at: usize, end: usize): void {
  next = at;
  limit = end;
  window = 0;
  have = 0;
  refill();
}

/** Sets what loops keep in locals. */
// @ts-ignore: decorator
@inline
export function setBits(at: usize, bits: u64, count: i32): void {
  next = at;
  window = bits;
  have = count;
}

/** The limit, for loops that refill by themselves. */
// @ts-ignore: decorator
@inline
export function bitLimit(): usize {
  return limit;
}

/** True if bits were read that are not there. */
export function isOverrun(): bool {
  return next - <usize>(have >> 3) > limit;
}

/** Address of the next byte, once all bits of the one before were read. */
export function byteAddress(): usize {
  return next - <usize>(have >> 3);
}

/** Leaves out what is left of a byte; returns true if it was zeros. */
export function alignToByte(): bool {
  const rest = have & 7;
  return rest == 0 || readBits(rest) == 0;
}

/** At least 32 bits in the window, of meaning or not. */
// @ts-ignore: decorator
@inline
export function refill(): void {
  if (have >= 32) return;
  if (next <= limit + 8) {
    window |= (<u64>bswap<u32>(load<u32>(next)) << 32) >> <u64>have;
    next += 4;
    have += 32;
  } else {
    // Far past the limit: all bits from here on are zeros.
    next += 4;
    have += 32;
  }
}

/** The next bits, 0 to 32. */
export function readBits(count: i32): u32 {
  const value = <u32>((window >> 1) >> <u64>(63 - count));
  window <<= <u64>count;
  have -= count;
  refill();
  return value;
}

/** The next bits as a signed integer, 1 to 32 of them. */
export function readSigned(count: i32): i32 {
  return <i32>(readBits(count) << (32 - count)) >> (32 - count);
}

/** The same, up to 33. */
export function readLongSigned(count: i32): i64 {
  if (count <= 32) return <i64>readSigned(count);
  const high = <i64>readSigned(count - 16);
  return (high << 16) | <i64>readBits(16);
}

/** How many zeros stand before the next one, which is read, too. Ends past the limit at the latest. */
export function readUnary(): u32 {
  let zeros: u32 = 0;
  while (window == 0) {
    if (isOverrun()) return zeros;
    zeros += <u32>have;
    have = 0;
    refill();
  }
  const run = <i32>clz<u64>(window);
  window = (window << <u64>run) << 1;
  have -= run + 1;
  refill();
  return zeros + <u32>run;
}
