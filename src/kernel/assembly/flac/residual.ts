// Residuals: RFC 9639, 9.2.7. Partitions of Rice codes, each with a parameter of its own.
//
//   method 2 │ partition order 4 │ per partition: parameter 4 or 5 │ codes, or if all ones: bits 5 │ signed integers

import {
  bitLimit, have, isOverrun, next, readBits, readSigned, readUnary, setBits, window,
} from './bit-reader';

/** Reads what is left of a block after `order` samples, as i32 from `to` on. False: this is no residual. */
export function readResidual(to: usize, frames: i32, order: i32): bool {
  const method = readBits(2);
  if (method > 1) return false;
  const partitionOrder = readBits(4);
  const partitionFrames = frames >> partitionOrder;
  if (partitionFrames << partitionOrder != frames || partitionFrames < order) return false;
  const parameterBits = method == 0 ? 4 : 5;
  const escape = method == 0 ? 15 : 31;
  let end = to - (<usize>order << 2);
  for (let partitions = 1 << partitionOrder; partitions > 0; partitions--) {
    end += <usize>partitionFrames << 2;
    const parameter = readBits(parameterBits);
    if (parameter == escape) readPlain(to, end, readBits(5));
    else readRice(to, end, parameter);
    if (isOverrun()) return false;
    to = end;
  }
  return true;
}

function readPlain(to: usize, end: usize, bits: i32): void {
  if (bits == 0) {
    memory.fill(to, 0, end - to);
    return;
  }
  for (; to < end; to += 4) store<i32>(to, readSigned(bits));
}

/** A code of parameter k is q zeros, a one, k bits b: the number q 2^k + b, whose lowest bit is the sign. */
function readRice(to: usize, end: usize, parameter: i32): void {
  const limit = bitLimit();
  const valueShift = <u64>(63 - parameter);
  const codeShift = <u64>(parameter + 1);
  let bits = window;
  let count = have;
  let at = next;
  for (; to < end; to += 4) {
    const zeros = <i32>clz<u64>(bits);
    const length = zeros + parameter + 1;
    let value: u32;
    if (length <= count) {
      bits <<= <u64>zeros;
      // The one before the bits is among these, and counts as one zero.
      value = <u32>(bits >> valueShift) + (<u32>(zeros - 1) << parameter);
      bits <<= codeShift;
      count -= length;
    } else {
      setBits(at, bits, count);
      const quotient = readUnary();
      value = (quotient << parameter) | readBits(parameter);
      if (isOverrun()) return;
      bits = window;
      count = have;
      at = next;
    }
    store<u32>(to, (value >> 1) ^ -(value & 1));
    if (count < 32) {
      if (at > limit) {
        setBits(at, bits, count);
        if (isOverrun()) return;
      }
      bits |= (<u64>bswap<u32>(load<u32>(at)) << 32) >> <u64>count;
      at += 4;
      count += 32;
    }
  }
  setBits(at, bits, count);
}
