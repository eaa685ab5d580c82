// The part of the library that needs nothing of Node: what a browser gets, and any other engine.

export {
  type AddNoiseOptions,
  type AudioArrays,
  addNoise,
  type NoisyArrays,
} from './arrays/add-noise.ts';
export type {
  AudioNoiseOptions,
  FixedNoiseOptions,
  LevelNoiseOptions,
  NoiseIdentity,
  SnrNoiseOptions,
} from './arrays/audio-noise-options.ts';
export {
  type ArrayNoiseOptions,
  addGaussianNoise,
  type GaussianOptions,
  gaussian,
} from './arrays/gaussian.ts';
export {
  createNoiser,
  type KnownSnrNoiseOptions,
  type Noiser,
  type NoiserOptions,
} from './arrays/noiser.ts';
export type { NumberArray } from './arrays/number-array.ts';
export {
  type AudioBlock,
  type AudioFormat,
  SAMPLE_ENCODINGS,
  type SampleEncoding,
} from './audio-format.ts';
export * from './errors.ts';
export { createLevelMeter, createNoiseLevelMeter } from './level/create-level-meter.ts';
export {
  LEVEL_DEFINITIONS,
  type LevelDefinition,
  type LevelMeter,
  type MeterFormat,
} from './level/level-meter.ts';
export { RmsMeter } from './level/rms-meter.ts';
export {
  type ColourSpec,
  type FrequencyBand,
  NOISE_COLOURS,
  type NoiseColour,
} from './noise/colour.ts';
export { type ColourFilter, createColourFilter } from './noise/colour-filter.ts';
export { SpectrumMeter } from './noise/colour-matched.ts';
export { ColouredStream } from './noise/coloured-stream.ts';
export { GaussianNoise, type GaussianNoiseOptions } from './noise/gaussian-noise.ts';
export { drawSeed, MAX_SEED } from './noise/noise-key.ts';
export { createNoiseStream, type NoiseSourceOptions } from './noise/noise-source.ts';
export type { NoiseStream } from './noise/noise-stream.ts';
export { NOISE_BLOCK_FRAMES, NOISE_STREAM_VERSION, NormalStream } from './noise/normal-stream.ts';
export { type Dither, TpdfDither } from './render/dither.ts';
export type { NoiseOptions } from './render/noise-plan.ts';
export type { ClipPolicy, Receipt, SilencePolicy } from './render/receipt.ts';
export {
  type EnvelopeTarget,
  exactNoiseGain,
  type LevelTarget,
  type NoiseTarget,
  noiseRmsForSnr,
  type SnrTarget,
  type StdTarget,
  snrDb,
} from './snr/noise-gain.ts';
export { drawSnrDb, type SnrRange, type SnrSchedule, snrRangeOfEpoch } from './snr/snr-draw.ts';
export { SnrEnvelope, type SnrPoint } from './snr/snr-envelope.ts';
export type { NoiseState } from './streams/block-noise.ts';
export { addNoiseToBlocks, type NoisyBlocks } from './streams/noisy-blocks.ts';
export { type DecodedWav, decodeWav, type WavBlocks } from './streams/wav-decoder.ts';
export { encodeWav, type WavBytes, type WavEncodeOptions } from './streams/wav-encoder.ts';
export {
  gaussianNoiseTransform,
  type NoiseTransform,
  type WavDecodeTransform,
  type WavEncodeTransform,
  type WebTransform,
  wavDecodeTransform,
  wavEncodeTransform,
} from './streams/web-streams.ts';
export { VERSION } from './version.ts';
export type { RiffChunk } from './wav/riff-chunk.ts';
export {
  createWavFormat,
  type WavContainer,
  type WavFormat,
  type WavFormatOptions,
  wavFormatWithEncoding,
} from './wav/wav-format.ts';
export type { WavHeader } from './wav/wav-header-parser.ts';
export { WavReader, type WavReaderOptions } from './wav/wav-reader.ts';
export type { WavTail } from './wav/wav-tail-parser.ts';
export type { WavWarning, WavWarningCode } from './wav/wav-warning.ts';
export { type WavPatch, WavWriter, type WavWriterOptions } from './wav/wav-writer.ts';
