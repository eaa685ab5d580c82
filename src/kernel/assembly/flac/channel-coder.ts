// How a channel of a block is best stored, and its subframe.

import { writeBits, writeRice, writeSigned, writeZeros } from './bit-writer';
import {
  BITS, COEFFICIENTS_AT, CONSTANT, decisionOf, FIXED, LINEAR, METHOD, ORDER, PARAMETERS, PARTITION_ORDER, PRECISION,
  residualsOf, samplesOf, SHIFT, TYPE, VERBATIM, WASTED,
} from './encoder-layout';
import { findPredictor } from './linear-analysis';

/** 2^6 partitions at the most. */
const MOST_PARTITION_ORDER: i32 = 6;
/** The most that a residual may be. */
const MOST_RESIDUAL: i64 = 0x7fffffff;

/** Sums of the magnitudes of the residuals of the fixed predictors, and largest magnitudes. */
const SUMS: usize = memory.data<i64>([0, 0, 0, 0, 0]);
const PEAKS: usize = memory.data<i64>([0, 0, 0, 0, 0]);
/** Sums of the folded residuals of partitions. */
const PARTITIONS: usize = memory.data<i64>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/**
 * Decides how a candidate is stored; its samples lose their wasted bits.
 *
 * @param bits of a sample.
 * @returns how many bits its subframe takes, nearly.
 */
export function decide(candidate: i32, frames: i32, bits: i32): i64 {
  const samples = samplesOf(candidate);
  const decision = decisionOf(candidate);
  const end = samples + (<usize>frames << 2);
  const first = load<i32>(samples);
  let any: i32 = 0;
  let differs: i32 = 0;
  for (let at = samples; at < end; at += 4) {
    any |= load<i32>(at);
    differs |= load<i32>(at) ^ first;
  }
  store<i32>(decision, 0, WASTED);
  store<i32>(decision, bits, BITS);
  if (differs == 0) {
    store<i32>(decision, CONSTANT, TYPE);
    return 8 + <i64>bits;
  }
  const wasted = ctz<i32>(any);
  if (wasted > 0) {
    for (let at = samples; at < end; at += 4) store<i32>(at, load<i32>(at) >> wasted);
    bits -= wasted;
    store<i32>(decision, wasted, WASTED);
    store<i32>(decision, bits, BITS);
  }
  const order = bits <= 17 ? sumFixedShort(samples, frames) : sumFixedLong(samples, frames);
  let cost: i64 = i64.MAX_VALUE;
  if (order >= 0) {
    store<i32>(decision, FIXED, TYPE);
    store<i32>(decision, order, ORDER);
    cost = estimate(load<i64>(SUMS + (<usize>order << 3)), frames - order) + <i64>(order * bits);
  }
  if (tryLinear(candidate, frames, bits, cost)) cost = 0;
  else if (order >= 0) subtractFixed(samples, residualsOf(candidate), frames, order);
  const verbatim = 8 + <i64>frames * bits;
  if (cost < verbatim) {
    const predicted = decidePartitions(candidate, frames) + headBits(decision, bits);
    if (predicted < verbatim) return predicted + wasted;
  }
  store<i32>(decision, VERBATIM, TYPE);
  return verbatim + wasted;
}

function headBits(decision: usize, bits: i32): i64 {
  const order = load<i32>(decision, ORDER);
  const isLinear = load<i32>(decision, TYPE) == LINEAR;
  return 8 + <i64>(order * bits) + (isLinear ? 9 + <i64>(order * load<i32>(decision, PRECISION)) : 0);
}

/** Bits of so many residuals with a sum of magnitudes. */
function estimate(sum: i64, count: i32): i64 {
  // Folded, they are twice as large.
  return riceBits(2 * sum, count, riceParameter(2 * sum, count));
}

/** About the best parameter for folded residuals of a sum. */
// @ts-ignore: decorator
@inline
function riceParameter(sum: i64, count: i32): i32 {
  const mean = <u64>sum / <u64>max<i32>(count, 1);
  let parameter = mean < 2 ? 0 : 63 - <i32>clz<u64>(mean);
  parameter = min<i32>(parameter, 30);
  if (parameter > 0 && riceBits(sum, count, parameter - 1) < riceBits(sum, count, parameter)) parameter--;
  return parameter;
}

// @ts-ignore: decorator
@inline
function riceBits(sum: i64, count: i32, parameter: i32): i64 {
  const quotients = (sum >> <i64>parameter) - (parameter > 0 ? <i64>(count >> 1) : 0);
  return <i64>count * <i64>(parameter + 1) + max<i64>(quotients, 0);
}

// @ts-ignore: decorator
@inline
function sumOfLanes(sums: v128): i64 {
  return (
    <i64>i32x4.extract_lane(sums, 0) + <i64>i32x4.extract_lane(sums, 1) + <i64>i32x4.extract_lane(sums, 2) +
    <i64>i32x4.extract_lane(sums, 3)
  );
}

/** The fixed order of the smallest residuals, for up to 17 bits: the sums of 1024 magnitudes of 21 bits fit 31. */
function sumFixedShort(samples: usize, frames: i32): i32 {
  let sum0 = i32x4.splat(0);
  let sum1 = i32x4.splat(0);
  let sum2 = i32x4.splat(0);
  let sum3 = i32x4.splat(0);
  let sum4 = i32x4.splat(0);
  if (frames < 8) return sumFixedLong(samples, frames);
  // What all orders have residuals of, in whole vectors: enough to compare them.
  const end = samples + (<usize>(4 + ((frames - 4) & ~3)) << 2);
  for (let at = samples + 16; at < end; at += 16) {
    const x0 = v128.load(at);
    const x1 = v128.load(at - 4);
    const x2 = v128.load(at - 8);
    const x3 = v128.load(at - 12);
    const x4 = v128.load(at - 16);
    const a0 = i32x4.sub(x0, x1);
    const a1 = i32x4.sub(x1, x2);
    const a2 = i32x4.sub(x2, x3);
    const a3 = i32x4.sub(x3, x4);
    const b0 = i32x4.sub(a0, a1);
    const b1 = i32x4.sub(a1, a2);
    const b2 = i32x4.sub(a2, a3);
    const c0 = i32x4.sub(b0, b1);
    const c1 = i32x4.sub(b1, b2);
    sum0 = i32x4.add(sum0, i32x4.abs(x0));
    sum1 = i32x4.add(sum1, i32x4.abs(a0));
    sum2 = i32x4.add(sum2, i32x4.abs(b0));
    sum3 = i32x4.add(sum3, i32x4.abs(c0));
    sum4 = i32x4.add(sum4, i32x4.abs(i32x4.sub(c0, c1)));
  }
  store<i64>(SUMS, sumOfLanes(sum0), 0);
  store<i64>(SUMS, sumOfLanes(sum1), 8);
  store<i64>(SUMS, sumOfLanes(sum2), 16);
  store<i64>(SUMS, sumOfLanes(sum3), 24);
  store<i64>(SUMS, sumOfLanes(sum4), 32);
  return smallestSum();
}

function smallestSum(): i32 {
  let best = 0;
  for (let order = 1; order < 5; order++) {
    if (load<i64>(SUMS + (<usize>order << 3)) < load<i64>(SUMS + (<usize>best << 3))) best = order;
  }
  return best;
}

/** The same for more bits; -1: no order has residuals of 32 bits. */
function sumFixedLong(samples: usize, frames: i32): i32 {
  memory.fill(SUMS, 0, 40);
  memory.fill(PEAKS, 0, 40);
  let x1: i64 = 0;
  let a1: i64 = 0;
  let b1: i64 = 0;
  let c1: i64 = 0;
  const end = samples + (<usize>frames << 2);
  let index = 0;
  for (let at = samples; at < end; at += 4, index++) {
    const x0 = <i64>load<i32>(at);
    const a0 = x0 - x1;
    const b0 = a0 - a1;
    const c0 = b0 - b1;
    const d0 = c0 - c1;
    count(0, x0);
    if (index >= 1) count(1, a0);
    if (index >= 2) count(2, b0);
    if (index >= 3) count(3, c0);
    if (index >= 4) count(4, d0);
    x1 = x0;
    a1 = a0;
    b1 = b0;
    c1 = c0;
  }
  let best = -1;
  for (let order = 0; order < min<i32>(5, frames); order++) {
    if (load<i64>(PEAKS + (<usize>order << 3)) > MOST_RESIDUAL) continue;
    if (best < 0 || load<i64>(SUMS + (<usize>order << 3)) < load<i64>(SUMS + (<usize>best << 3))) best = order;
  }
  return best;
}

// @ts-ignore: decorator
@inline
function count(order: usize, residual: i64): void {
  const magnitude = abs<i64>(residual);
  store<i64>(SUMS + (order << 3), load<i64>(SUMS + (order << 3)) + magnitude);
  if (magnitude > load<i64>(PEAKS + (order << 3))) store<i64>(PEAKS + (order << 3), magnitude);
}

/** Residuals of a fixed predictor, which are known to fit. Modulo 2^32, whatever comes in between. */
function subtractFixed(samples: usize, residuals: usize, frames: i32, order: i32): void {
  const end = samples + (<usize>frames << 2);
  let to = residuals + (<usize>order << 2);
  let at = samples + (<usize>order << 2);
  for (; at < end; at += 4, to += 4) {
    const x0 = load<i32>(at);
    let residual = x0;
    if (order == 1) residual = x0 - load<i32>(at - 4);
    else if (order == 2) residual = x0 - 2 * load<i32>(at - 4) + load<i32>(at - 8);
    else if (order == 3) residual = x0 - 3 * load<i32>(at - 4) + 3 * load<i32>(at - 8) - load<i32>(at - 12);
    else if (order == 4) {
      residual = x0 - 4 * load<i32>(at - 4) + 6 * load<i32>(at - 8) - 4 * load<i32>(at - 12) + load<i32>(at - 16);
    }
    store<i32>(to, residual);
  }
}

/** Tries a linear predictor, and takes it if it costs less. Its residuals are there then. */
function tryLinear(candidate: i32, frames: i32, bits: i32, cost: i64): bool {
  const decision = decisionOf(candidate);
  const precision = bits <= 17 ? 12 : 14;
  const coefficients = decision + COEFFICIENTS_AT;
  const found = findPredictor(samplesOf(candidate), frames, bits, precision, coefficients);
  if (found == 0) return false;
  const order = found >> 8;
  const shift = found & 255;
  const samples = samplesOf(candidate);
  const residuals = residualsOf(candidate);
  const isShort = bits + precision + 32 - <i32>clz<u32>(order - 1) <= 32;
  const sum = isShort
    ? subtractShort(samples, residuals, frames, order, shift, coefficients)
    : subtractLong(samples, residuals, frames, order, shift, coefficients);
  if (sum < 0) return false;
  if (estimate(sum, frames - order) + <i64>(order * (bits + precision)) >= cost) return false;
  store<i32>(decision, LINEAR, TYPE);
  store<i32>(decision, order, ORDER);
  store<i32>(decision, shift, SHIFT);
  store<i32>(decision, precision, PRECISION);
  return true;
}

/** Residuals where sums of products fit 32 bits; returns the sum of their magnitudes. Writes whole vectors. */
function subtractShort(
  samples: usize,
  residuals: usize,
  frames: i32,
  order: i32,
  shift: i32,
  coefficients: usize,
): i64 {
  const end = samples + (<usize>frames << 2);
  const vectorEnd = end - 12;
  let at = samples + (<usize>order << 2);
  let to = residuals + (<usize>order << 2);
  let total = i64x2.splat(0);
  for (; at < vectorEnd; at += 16, to += 16) {
    let sum = i32x4.splat(0);
    for (let j: usize = 0; j < <usize>order; j++) {
      sum = i32x4.add(sum, i32x4.mul(v128.load32_splat(coefficients + (j << 2)), v128.load(at - ((j + 1) << 2))));
    }
    const residual = i32x4.sub(v128.load(at), i32x4.shr_s(sum, shift));
    v128.store(to, residual);
    total = i64x2.add(total, i64x2.extend_low_i32x4_u(i32x4.abs(residual)));
    total = i64x2.add(total, i64x2.extend_high_i32x4_u(i32x4.abs(residual)));
  }
  let rest = i64x2.extract_lane(total, 0) + i64x2.extract_lane(total, 1);
  for (; at < end; at += 4, to += 4) {
    let sum: i32 = 0;
    for (let j: usize = 0; j < <usize>order; j++) {
      sum += load<i32>(coefficients + (j << 2)) * load<i32>(at - ((j + 1) << 2));
    }
    const residual = load<i32>(at) - (sum >> shift);
    store<i32>(to, residual);
    rest += <i64>abs<i32>(residual);
  }
  return rest;
}

/** The same for any; -1: a residual has more than 32 bits. */
function subtractLong(
  samples: usize,
  residuals: usize,
  frames: i32,
  order: i32,
  shift: i32,
  coefficients: usize,
): i64 {
  const end = samples + (<usize>frames << 2);
  let total: i64 = 0;
  for (let at = samples + (<usize>order << 2), to = residuals + (<usize>order << 2); at < end; at += 4, to += 4) {
    let sum: i64 = 0;
    for (let j: usize = 0; j < <usize>order; j++) {
      sum += <i64>load<i32>(coefficients + (j << 2)) * <i64>load<i32>(at - ((j + 1) << 2));
    }
    const residual = <i64>load<i32>(at) - (sum >> <i64>shift);
    if (abs<i64>(residual) > MOST_RESIDUAL) return -1;
    store<i32>(to, <i32>residual);
    total += abs<i64>(residual);
  }
  return total;
}

/** Cuts the residuals into partitions, and finds a Rice parameter for each; returns how many bits that takes. */
function decidePartitions(candidate: i32, frames: i32): i64 {
  const decision = decisionOf(candidate);
  const order = load<i32>(decision, ORDER);
  let partitionOrder = min<i32>(MOST_PARTITION_ORDER, ctz<i32>(frames));
  while (partitionOrder > 0 && frames >> partitionOrder <= order) partitionOrder--;
  sumPartitions(residualsOf(candidate), frames, order, partitionOrder);
  let best: i64 = i64.MAX_VALUE;
  for (; partitionOrder >= 0; partitionOrder--) {
    let bits: i64 = 6;
    let most = 0;
    const partitionFrames = frames >> partitionOrder;
    for (let i = 0; i < 1 << partitionOrder; i++) {
      const sum = load<i64>(PARTITIONS + (<usize>i << 3));
      const size = i == 0 ? partitionFrames - order : partitionFrames;
      const parameter = riceParameter(sum, size);
      most = max<i32>(most, parameter);
      bits += riceBits(sum, size, parameter);
    }
    const method = most > 14 ? 1 : 0;
    bits += <i64>(4 + method) << partitionOrder;
    if (bits < best) {
      best = bits;
      store<i32>(decision, method, METHOD);
      store<i32>(decision, partitionOrder, PARTITION_ORDER);
      for (let i = 0; i < 1 << partitionOrder; i++) {
        const sum = load<i64>(PARTITIONS + (<usize>i << 3));
        const size = i == 0 ? partitionFrames - order : partitionFrames;
        store<u8>(decision + PARAMETERS + <usize>i, <u8>riceParameter(sum, size));
      }
    }
    // Two by two they are those of the next round.
    for (let i: usize = 0; i < (<usize>1 << partitionOrder) >> 1; i++) {
      const sum = load<i64>(PARTITIONS + (i << 4)) + load<i64>(PARTITIONS + (i << 4), 8);
      store<i64>(PARTITIONS + (i << 3), sum);
    }
  }
  return best;
}

function sumPartitions(residuals: usize, frames: i32, order: i32, partitionOrder: i32): void {
  const partitionBytes = <usize>(frames >> partitionOrder) << 2;
  let at = residuals + (<usize>order << 2);
  let end = residuals;
  for (let i: usize = 0; i < <usize>1 << partitionOrder; i++) {
    end += partitionBytes;
    let sums = i64x2.splat(0);
    for (; at + 16 <= end; at += 16) {
      const residual = v128.load(at);
      const folded = v128.xor(i32x4.shl(residual, 1), i32x4.shr_s(residual, 31));
      sums = i64x2.add(sums, i64x2.extend_low_i32x4_u(folded));
      sums = i64x2.add(sums, i64x2.extend_high_i32x4_u(folded));
    }
    let sum = i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
    for (; at < end; at += 4) {
      const residual = load<i32>(at);
      sum += <i64>(<u32>(residual << 1) ^ <u32>(residual >> 31));
    }
    store<i64>(PARTITIONS + (i << 3), sum);
  }
}

/** Writes the subframe that was decided on. */
export function writeSubframe(candidate: i32, frames: i32): void {
  const decision = decisionOf(candidate);
  const type = load<i32>(decision, TYPE);
  const order = type >= FIXED ? load<i32>(decision, ORDER) : 0;
  const wasted = load<i32>(decision, WASTED);
  const bits = load<i32>(decision, BITS);
  const samples = samplesOf(candidate);
  writeBits(type < FIXED ? type : type == FIXED ? 8 + order : 31 + order, 7);
  writeBits(wasted > 0 ? 1 : 0, 1);
  if (wasted > 0) {
    writeZeros(wasted - 1);
    writeBits(1, 1);
  }
  const plain = type == CONSTANT ? 1 : type == VERBATIM ? frames : order;
  for (let at = samples, end = samples + (<usize>plain << 2); at < end; at += 4) {
    writeSigned(<i64>load<i32>(at), bits);
  }
  if (type < FIXED) return;
  if (type == LINEAR) {
    const precision = load<i32>(decision, PRECISION);
    writeBits(precision - 1, 4);
    writeBits(load<i32>(decision, SHIFT), 5);
    for (let i: usize = 0; i < <usize>order; i++) {
      writeSigned(<i64>load<i32>(decision + COEFFICIENTS_AT + (i << 2)), precision);
    }
  }
  writeResidual(candidate, frames, order);
}

function writeResidual(candidate: i32, frames: i32, order: i32): void {
  const decision = decisionOf(candidate);
  const method = load<i32>(decision, METHOD);
  const partitionOrder = load<i32>(decision, PARTITION_ORDER);
  writeBits(method, 2);
  writeBits(partitionOrder, 4);
  const residuals = residualsOf(candidate);
  const partitionBytes = <usize>(frames >> partitionOrder) << 2;
  let at = residuals + (<usize>order << 2);
  let end = residuals;
  for (let i: usize = 0; i < <usize>1 << partitionOrder; i++) {
    end += partitionBytes;
    const parameter = load<u8>(decision + PARAMETERS + i);
    writeBits(parameter, 4 + method);
    writeRice(at, end, parameter);
    at = end;
  }
}
