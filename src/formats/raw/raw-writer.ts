import type { AudioEncoder, AudioWriter } from '../audio-encoder.ts';
import { rawFormatWithEncoding } from './raw-format.ts';

const NOTHING = new Uint8Array(0);

/** Samples alone: nothing before them, nothing after them. */
const RAW_ENCODER: AudioEncoder = {
  header: () => NOTHING,
  write: (samples) => samples,
  writeTail: () => NOTHING,
  end: () => NOTHING,
  patches: () => [],
  unpatched: () => undefined,
};

/** Headerless samples. Whoever reads them must be told what they are. */
export const RAW_WRITER: AudioWriter = {
  sampleFormat: rawFormatWithEncoding,
  createEncoder: () => RAW_ENCODER,
};
