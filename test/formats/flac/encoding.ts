import type { SampleEncoding } from '../../../src/audio-format.ts';
import type { AudioEncoder, AudioEncoderOptions } from '../../../src/formats/audio-encoder.ts';
import { FLAC_WRITER } from '../../../src/formats/flac/flac-writer.ts';
import { plainSampleFormat, type SampleFormat } from '../../../src/formats/sample-format.ts';

/** The format of samples that an encoder takes. */
export function formatOf(numberOfChannels: number, bits: number, sampleRate = 16000): SampleFormat {
  const encodings: readonly SampleEncoding[] = ['u8', 's16', 's24', 's32'];
  const encoding = encodings[bits / 8 - 1]!;
  return FLAC_WRITER.sampleFormat(
    plainSampleFormat({ sampleRate, numberOfChannels }, encoding),
    encoding,
  );
}

/** A file as it stands in a seekable output. */
export function encodeFlac(
  pieces: readonly Uint8Array[],
  options: AudioEncoderOptions,
): {
  readonly bytes: Uint8Array;
  readonly unpatchedBytes: Uint8Array;
  readonly encoder: AudioEncoder;
} {
  const encoder = FLAC_WRITER.createEncoder(options);
  const header = encoder.header();
  const written = pieces.map((piece) => Uint8Array.from(encoder.write(piece)));
  const unpatchedBytes = new Uint8Array(Buffer.concat([header, ...written, encoder.end()]));
  const bytes = Uint8Array.from(unpatchedBytes);
  for (const patch of encoder.patches()) bytes.set(patch.bytes, patch.byteOffset);
  return { bytes, unpatchedBytes, encoder };
}
