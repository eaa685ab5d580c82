export {
  type AudioBlock,
  type AudioFormat,
  SAMPLE_ENCODINGS,
  type SampleEncoding,
} from './audio-format.ts';
export * from './errors.ts';
export type { OutputRefusedError } from './files/byte-sink.ts';
export { addNoiseToWav, type NoisyWavOptions } from './files/noisy-wav.ts';
export { RmsMeter } from './level/rms-meter.ts';
export { GaussianNoise, type GaussianNoiseOptions } from './noise/gaussian-noise.ts';
export { drawSeed, MAX_SEED } from './noise/noise-key.ts';
export { NOISE_BLOCK_FRAMES, NOISE_STREAM_VERSION, NormalStream } from './noise/normal-stream.ts';
export type { ClipPolicy, Receipt, SilencePolicy } from './render/receipt.ts';
export { exactNoiseGain, type NoiseTarget, noiseRmsForSnr, snrDb } from './snr/noise-gain.ts';
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
