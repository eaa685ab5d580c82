import type { SampleEncoding } from '../../audio-format.ts';
import { UnsupportedAudioError } from '../../errors.ts';
import type { AudioWriter } from '../audio-encoder.ts';
import { plainSampleFormat, type SampleFormat } from '../sample-format.ts';
import { FlacEncoder } from './flac-encoder.ts';

/** What each encoding becomes; undefined: FLAC has no room for it. */
const STORED: Readonly<Record<SampleEncoding, SampleEncoding | undefined>> = {
  u8: 'u8',
  s16: 's16',
  s24: 's24',
  s32: 's32',
  f32: undefined,
  f64: undefined,
  // Linear integers of as many bits as G.711 compresses.
  alaw: 's16',
  mulaw: 's16',
};

/** Integers of 8, 16, 24 or 32 bits. */
export const FLAC_WRITER: AudioWriter = {
  sampleFormat(input: SampleFormat, encoding: SampleEncoding): SampleFormat {
    const stored = STORED[encoding];
    if (stored === undefined) {
      throw new UnsupportedAudioError(
        `FLAC holds integers and the samples are floating-point numbers (${encoding}); choose the encoding s24, or write a WAV file`,
      );
    }
    return { ...plainSampleFormat(input, stored), channelMask: input.channelMask };
  },
  createEncoder: (options) => new FlacEncoder(options),
};
