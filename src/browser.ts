// The part of the library that needs nothing of Node: what a browser gets, and any other engine.

export {
  type AddNoiseOptions,
  type AudioArrays,
  type AudioBufferLike,
  addNoise,
  type NoisyArrays,
} from './arrays/add-noise.ts';
export type { AudioNoiseOptions, NoiseIdentity } from './arrays/audio-noise-options.ts';
export {
  type ArrayNoiseOptions,
  addGaussianNoise,
  type GaussianOptions,
  gaussian,
} from './arrays/gaussian.ts';
export {
  createNoiser,
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
export type { AudioHeader, AudioTail, AudioWarning } from './formats/audio-decoder.ts';
export type { Container, StoredContainer } from './formats/containers.ts';
export { RAW_ENCODINGS, type RawEncoding } from './formats/raw/raw-format.ts';
export type { SampleFormat } from './formats/sample-format.ts';
export type { RiffChunk } from './formats/wav/riff-chunk.ts';
export {
  createWavFormat,
  type WavContainer,
  type WavFormat,
  type WavFormatOptions,
  wavFormatWithEncoding,
} from './formats/wav/wav-format.ts';
export type { WavHeader } from './formats/wav/wav-header-parser.ts';
export { WavReader, type WavReaderOptions } from './formats/wav/wav-reader.ts';
export type { WavTail } from './formats/wav/wav-tail-parser.ts';
export type { WavWarning, WavWarningCode } from './formats/wav/wav-warning.ts';
export { type WavPatch, WavWriter, type WavWriterOptions } from './formats/wav/wav-writer.ts';
export {
  createLevelMeter,
  createNoiseLevelMeter,
  LEVEL_DEFINITIONS,
  type LevelDefinition,
} from './level/level-definitions.ts';
export type { LevelMeter, MeterFormat } from './level/level-meter.ts';
export { RmsMeter } from './level/rms-meter.ts';
export { type Dither, TpdfDither } from './mix/dither.ts';
export type { ClipPolicy, Receipt, SilencePolicy } from './mix/receipt.ts';
export { type ColorFilter, createColorFilter } from './noise/color-filter.ts';
export { ColoredStream } from './noise/colored-stream.ts';
export { GaussianNoise, type GaussianNoiseOptions } from './noise/gaussian-noise.ts';
export { SpectrumMeter } from './noise/matched-color.ts';
export {
  type ColorSpec,
  type FrequencyBand,
  NOISE_COLORS,
  type NoiseColor,
} from './noise/noise-color.ts';
export { exactNoiseGain, noiseRmsForSnr, snrDb } from './noise/noise-gain.ts';
export { drawSeed, MAX_SEED } from './noise/noise-key.ts';
export { createNoiseStream, type NoiseSourceOptions } from './noise/noise-source.ts';
export type { NoiseStream } from './noise/noise-stream.ts';
export { NOISE_BLOCK_FRAMES, NOISE_STREAM_VERSION, NormalStream } from './noise/normal-stream.ts';
export { drawSnrDb, type SnrRange, type SnrSchedule, snrRangeOfEpoch } from './noise/snr-draw.ts';
export { SnrEnvelope, type SnrPoint } from './noise/snr-envelope.ts';
export { type AudioBlocks, type DecodedAudio, decodeAudio } from './streams/audio-decoder.ts';
export type { NoiseState } from './streams/block-noise.ts';
export { addNoiseToBlocks, type NoisyBlocks } from './streams/noisy-blocks.ts';
export { decodeRaw, type RawDecodeOptions } from './streams/raw-decoder.ts';
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
