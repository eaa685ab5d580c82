// The library as Node has it: what browsers have too, and what reads and writes files.

export { compareFiles } from './analysis/compare-files.ts';
export type {
  ChannelResidual,
  FileComparison,
  ResidualDescription,
  SnrByDefinition,
} from './analysis/file-comparison.ts';
export type { ChannelMeasurement, FileMeasurement } from './analysis/file-measurement.ts';
export { type AnalysisOptions, measureFile } from './analysis/measure-file.ts';
export {
  type AddNoiseToFileOptions,
  addNoiseToFile,
  type OutputOptions,
} from './audio-files/add-noise-to-file.ts';
export { type GenerateNoiseOptions, generateNoise } from './audio-files/generate-noise.ts';
export * from './browser.ts';
export { OutputRefusedError } from './io/byte-sink.ts';
export type { OnProgress } from './io/turns.ts';
export type { LiveReceipt } from './mix/receipt.ts';
export { type AudioDecodeStream, audioDecode } from './streams/audio-decode.ts';
// The browser's keeps all blocks in memory; this one takes its place.
export {
  addNoiseToBlocks,
  type GaussianNoiseStream,
  gaussianNoise,
} from './streams/gaussian-noise.ts';
export { rawDecode } from './streams/raw-decode.ts';
export { type WavDecodeStream, wavDecode } from './streams/wav-decode.ts';
export { type WavEncodeStream, wavEncode } from './streams/wav-encode.ts';
