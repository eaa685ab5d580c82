// The library as Node has it: what browsers have too, and what reads and writes files.

export { compareWav } from './analysis/compare-wav.ts';
export { measureWav, type OnAnalysisProgress } from './analysis/measure-wav.ts';
export type {
  ChannelResidual,
  ResidualDescription,
  SnrByDefinition,
  WavComparison,
} from './analysis/wav-comparison.ts';
export type { ChannelMeasurement, WavMeasurement } from './analysis/wav-measurement.ts';
export { type GeneratedNoiseOptions, generateNoiseWav } from './audio-files/generated-noise.ts';
export { addLiveNoiseToWav, type LiveNoiseOptions } from './audio-files/live-wav.ts';
export { addNoiseToWav, type NoisyWavOptions } from './audio-files/noisy-wav.ts';
export * from './browser.ts';
export { OutputRefusedError } from './io/byte-sink.ts';
export type { LiveReceipt } from './mix/receipt.ts';
export { type AudioDecodeStream, audioDecode } from './streams/audio-decode.ts';
// The browser's keeps all blocks in memory; this one takes its place.
export {
  addNoiseToBlocks,
  type GaussianNoiseStream,
  gaussianNoise,
} from './streams/gaussian-noise.ts';
export { type WavDecodeStream, wavDecode } from './streams/wav-decode.ts';
export { type WavEncodeStream, wavEncode } from './streams/wav-encode.ts';
