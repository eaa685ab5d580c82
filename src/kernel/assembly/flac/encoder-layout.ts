// Linear memory of an encoder, which has a kernel of its own, from the second page on. A candidate is a way to store a channel:
// each channel as it is, and of two channels their middle and their difference.
//
//   encoded frames │ samples of each candidate: i32 │ residuals of each: i32 │ what was decided of each │ window: f64 │
//   zeros, windowed samples: f64 │ the frame

/** Frames of audio in all blocks but the last. */
export const BLOCK_FRAMES: i32 = 4096;
export const MOST_CANDIDATES: i32 = 10;
/** Of two channels: after left and right. */
export const MIDDLE: i32 = 2;
export const SIDE: i32 = 3;

const CHANNEL_BYTES: usize = <usize>BLOCK_FRAMES << 2;
const DECISION_BYTES: usize = 512;
/** Zeros before the windowed samples, for lags that reach before them. */
export const LAG_BYTES: usize = 128;

export const ENCODED: usize = 65536;
const SAMPLES: usize = ENCODED + 8 * CHANNEL_BYTES;
const RESIDUALS: usize = SAMPLES + <usize>MOST_CANDIDATES * CHANNEL_BYTES;
const DECISIONS: usize = RESIDUALS + <usize>MOST_CANDIDATES * CHANNEL_BYTES;
export const WINDOW: usize = DECISIONS + <usize>MOST_CANDIDATES * DECISION_BYTES;
export const WINDOWED: usize = WINDOW + 2 * CHANNEL_BYTES + LAG_BYTES;
export const FRAME: usize = WINDOWED + 2 * CHANNEL_BYTES + LAG_BYTES;

// @ts-ignore: decorator
@inline
export function samplesOf(candidate: i32): usize {
  return SAMPLES + <usize>candidate * CHANNEL_BYTES;
}

// @ts-ignore: decorator
@inline
export function residualsOf(candidate: i32): usize {
  return RESIDUALS + <usize>candidate * CHANNEL_BYTES;
}

// What was decided of a candidate, as offsets from here:
//
//   0 type │ 4 order │ 8 wasted bits │ 12 bits of a sample │ 16 shift │ 20 precision │ 24 Rice method │ 28 partition order │
//   32 coefficients: 32 x i32 │ 160 Rice parameters: 64 x u8

// @ts-ignore: decorator
@inline
export function decisionOf(candidate: i32): usize {
  return DECISIONS + <usize>candidate * DECISION_BYTES;
}

export const TYPE: usize = 0;
export const ORDER: usize = 4;
export const WASTED: usize = 8;
export const BITS: usize = 12;
export const SHIFT: usize = 16;
export const PRECISION: usize = 20;
export const METHOD: usize = 24;
export const PARTITION_ORDER: usize = 28;
export const COEFFICIENTS_AT: usize = 32;
export const PARAMETERS: usize = 160;

export const CONSTANT: i32 = 0;
export const VERBATIM: i32 = 1;
export const FIXED: i32 = 2;
export const LINEAR: i32 = 3;
