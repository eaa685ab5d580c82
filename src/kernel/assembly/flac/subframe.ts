// One channel of a frame: RFC 9639, 9.2.
//
//   0 │ type 6 │ wasted bits: 0, or 1 and their number less one in unary │ what the type says

import {
  isOverrun, readBits, readLongSigned, readUnary,
} from './bit-reader';
import { COEFFICIENTS } from './layout';
import { restoreFixed, restoreLinear } from './prediction';
import { readResidual } from './residual';

/**
 * Reads a subframe of samples of T.
 *
 * @param residuals i32, one for each frame; the same memory as `samples` where these are i32.
 * @param bits of a sample.
 * @returns false where this is no subframe.
 */
export function readSubframe<T>(residuals: usize, samples: usize, frames: i32, bits: i32): bool {
  if (readBits(1) != 0) return false;
  const type = <i32>readBits(6);
  let wasted = 0;
  if (readBits(1) != 0) {
    const zeros = readUnary();
    if (zeros + 1 >= <u32>bits) return false;
    wasted = <i32>zeros + 1;
    bits -= wasted;
  }
  if (type == 0) {
    fill<T>(samples, frames, <T>readLongSigned(bits));
  } else if (type == 1) {
    readSamples<T>(samples, frames, bits);
  } else if (type >= 8 && type <= 12) {
    const order = type - 8;
    if (order > frames) return false;
    readSamples<T>(samples, order, bits);
    if (!readResidual(residuals + (<usize>order << 2), frames, order)) return false;
    restoreFixed<T>(residuals, samples, frames, order);
  } else if (type >= 32) {
    const order = type - 31;
    if (order > frames) return false;
    readSamples<T>(samples, order, bits);
    const precision = <i32>readBits(4) + 1;
    const shift = <i32>readLongSigned(5);
    if (precision == 16 || shift < 0) return false;
    for (let i: usize = 0; i < <usize>order; i++) {
      store<i32>(COEFFICIENTS + (i << 2), <i32>readLongSigned(precision));
    }
    if (!readResidual(residuals + (<usize>order << 2), frames, order)) return false;
    const sumBits = bits + precision + 31 - <i32>clz<u32>(order);
    restoreLinear<T>(residuals, samples, frames, shift, order, sumBits);
  } else return false;
  if (wasted > 0) {
    for (let at = samples, end = samples + <usize>frames * sizeof<T>(); at < end; at += sizeof<T>()) {
      store<T>(at, load<T>(at) << <T>wasted);
    }
  }
  return true;
}

function fill<T>(samples: usize, frames: i32, value: T): void {
  for (let at = samples, end = samples + <usize>frames * sizeof<T>(); at < end; at += sizeof<T>()) {
    store<T>(at, value);
  }
}

function readSamples<T>(samples: usize, count: i32, bits: i32): void {
  for (let at = samples, end = samples + <usize>count * sizeof<T>(); at < end; at += sizeof<T>()) {
    store<T>(at, <T>readLongSigned(bits));
    if (isOverrun()) return;
  }
}
