// Samples from residuals: RFC 9639, 9.2.5 and 9.2.6. T is the type of the samples, i64 only where one has 33 bits; the residuals are
// i32 and end where they were read to. For i32 both may be the same memory.

import { COEFFICIENTS } from './layout';

/** Fixed predictors, which extrapolate by a polynomial of degree order - 1. All is right modulo 2^32, so nothing overflows. */
export function restoreFixed<T>(residuals: usize, samples: usize, frames: i32, order: i32): void {
  const size = sizeof<T>();
  const end = residuals + (<usize>frames << 2);
  let from = residuals + (<usize>order << 2);
  let to = samples + <usize>order * size;
  if (order == 0) {
    if (sizeof<T>() == 4 && residuals == samples) return;
    for (; from < end; from += 4, to += size) store<T>(to, <T>load<i32>(from));
    return;
  }
  // The last sample, and its differences of first, second, third order.
  let d0 = load<T>(to - size);
  let d1: T = 0;
  let d2: T = 0;
  let d3: T = 0;
  if (order > 1) d1 = d0 - load<T>(to - 2 * size);
  if (order > 2) d2 = d1 - (load<T>(to - 2 * size) - load<T>(to - 3 * size));
  if (order > 3) {
    const before = load<T>(to - 2 * size) - load<T>(to - 3 * size);
    d3 = d2 - (before - (load<T>(to - 3 * size) - load<T>(to - 4 * size)));
  }
  if (order == 1) {
    for (; from < end; from += 4, to += size) {
      d0 += <T>load<i32>(from);
      store<T>(to, d0);
    }
  } else if (order == 2) {
    for (; from < end; from += 4, to += size) {
      d1 += <T>load<i32>(from);
      d0 += d1;
      store<T>(to, d0);
    }
  } else if (order == 3) {
    for (; from < end; from += 4, to += size) {
      d2 += <T>load<i32>(from);
      d1 += d2;
      d0 += d1;
      store<T>(to, d0);
    }
  } else {
    for (; from < end; from += 4, to += size) {
      d3 += <T>load<i32>(from);
      d2 += d3;
      d1 += d2;
      d0 += d1;
      store<T>(to, d0);
    }
  }
}

// @ts-ignore: decorator
@inline
function coefficient<T>(index: usize): T {
  return <T>load<i32>(COEFFICIENTS + (index << 2));
}

/** A linear predictor of `order`, a constant where this is inlined, on samples of i32; sums are A, i32 where they fit. */
// @ts-ignore: decorator
@inline
function restoreOrder<A>(at: usize, end: usize, shift: i32, order: i32): void {
  const c1 = coefficient<A>(0);
  const c2 = order > 1 ? coefficient<A>(1) : 0;
  const c3 = order > 2 ? coefficient<A>(2) : 0;
  const c4 = order > 3 ? coefficient<A>(3) : 0;
  const c5 = order > 4 ? coefficient<A>(4) : 0;
  const c6 = order > 5 ? coefficient<A>(5) : 0;
  const c7 = order > 6 ? coefficient<A>(6) : 0;
  const c8 = order > 7 ? coefficient<A>(7) : 0;
  const c9 = order > 8 ? coefficient<A>(8) : 0;
  const c10 = order > 9 ? coefficient<A>(9) : 0;
  const c11 = order > 10 ? coefficient<A>(10) : 0;
  const c12 = order > 11 ? coefficient<A>(11) : 0;
  let last = <A>load<i32>(at - 4);
  for (; at < end; at += 4) {
    let sum: A = 0;
    // The newest sample comes last: all before it is summed while that is being made.
    if (order > 11) sum += c12 * <A>load<i32>(at - 48);
    if (order > 10) sum += c11 * <A>load<i32>(at - 44);
    if (order > 9) sum += c10 * <A>load<i32>(at - 40);
    if (order > 8) sum += c9 * <A>load<i32>(at - 36);
    if (order > 7) sum += c8 * <A>load<i32>(at - 32);
    if (order > 6) sum += c7 * <A>load<i32>(at - 28);
    if (order > 5) sum += c6 * <A>load<i32>(at - 24);
    if (order > 4) sum += c5 * <A>load<i32>(at - 20);
    if (order > 3) sum += c4 * <A>load<i32>(at - 16);
    if (order > 2) sum += c3 * <A>load<i32>(at - 12);
    if (order > 1) sum += c2 * <A>load<i32>(at - 8);
    sum += c1 * last;
    const sample = load<i32>(at) + <i32>(sum >> <A>shift);
    store<i32>(at, sample);
    last = <A>sample;
  }
}

function restoreShort<A>(at: usize, end: usize, shift: i32, order: i32): void {
  switch (order) {
    case 1: restoreOrder<A>(at, end, shift, 1); break;
    case 2: restoreOrder<A>(at, end, shift, 2); break;
    case 3: restoreOrder<A>(at, end, shift, 3); break;
    case 4: restoreOrder<A>(at, end, shift, 4); break;
    case 5: restoreOrder<A>(at, end, shift, 5); break;
    case 6: restoreOrder<A>(at, end, shift, 6); break;
    case 7: restoreOrder<A>(at, end, shift, 7); break;
    case 8: restoreOrder<A>(at, end, shift, 8); break;
    case 9: restoreOrder<A>(at, end, shift, 9); break;
    case 10: restoreOrder<A>(at, end, shift, 10); break;
    case 11: restoreOrder<A>(at, end, shift, 11); break;
    default: restoreOrder<A>(at, end, shift, 12);
  }
}

/** Any order, any type. */
function restoreLong<T>(residuals: usize, samples: usize, frames: i32, shift: i32, order: i32): void {
  const size = sizeof<T>();
  const end = residuals + (<usize>frames << 2);
  let to = samples + <usize>order * size;
  for (let from = residuals + (<usize>order << 2); from < end; from += 4, to += size) {
    let sum: i64 = 0;
    for (let j: usize = 0; j < <usize>order; j++) {
      sum += coefficient<i64>(j) * <i64>load<T>(to - (j + 1) * size);
    }
    store<T>(to, <T>(<i64>load<i32>(from) + (sum >> <i64>shift)));
  }
}

/**
 * Linear predictors; the coefficients are in COEFFICIENTS.
 *
 * @param sumBits bits that a sum of products may need.
 */
export function restoreLinear<T>(
  residuals: usize,
  samples: usize,
  frames: i32,
  shift: i32,
  order: i32,
  sumBits: i32,
): void {
  if (sizeof<T>() == 8 || order > 12) restoreLong<T>(residuals, samples, frames, shift, order);
  else {
    const at = samples + (<usize>order << 2);
    const end = samples + (<usize>frames << 2);
    if (sumBits <= 32) restoreShort<i32>(at, end, shift, order);
    else restoreShort<i64>(at, end, shift, order);
  }
}
