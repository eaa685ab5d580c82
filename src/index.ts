export { compareWav } from './analysis/compare-wav.ts';
export { measureWav } from './analysis/measure-wav.ts';
export type { WavComparison } from './analysis/wav-comparison.ts';
export type { WavMeasurement } from './analysis/wav-measurement.ts';
export {
  type AudioBlock,
  type AudioFormat,
  SAMPLE_ENCODINGS,
  type SampleEncoding,
} from './audio-format.ts';
export * from './errors.ts';
export { OutputRefusedError } from './files/byte-sink.ts';
export { type GeneratedNoiseOptions, generateNoiseWav } from './files/generated-noise.ts';
export { addLiveNoiseToWav, type LiveNoiseOptions, type LiveReceipt } from './files/live-wav.ts';
export { addNoiseToWav, type NoisyWavOptions } from './files/noisy-wav.ts';
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
export { exactNoiseGain, type NoiseTarget, noiseRmsForSnr, snrDb } from './snr/noise-gain.ts';
export { drawSnrDb, type SnrRange, type SnrSchedule, snrRangeOfEpoch } from './snr/snr-draw.ts';
export { SnrEnvelope, type SnrPoint } from './snr/snr-envelope.ts';
export {
  type FixedNoiseOptions,
  type GaussianNoiseStream,
  type GaussianNoiseStreamOptions,
  gaussianNoise,
  type LevelNoiseOptions,
  type SnrNoiseOptions,
} from './streams/gaussian-noise.ts';
export { type WavDecodeStream, wavDecode } from './streams/wav-decode.ts';
export { type WavEncodeOptions, type WavEncodeStream, wavEncode } from './streams/wav-encode.ts';
export { VERSION } from './version.ts';
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
