import type { AudioHeader, AudioWarning } from '../../../src/formats/audio-decoder.ts';
import { SphereDecoder } from '../../../src/formats/sphere/sphere-decoder.ts';
import { collectEvents } from '../collected-events.ts';

/** Everything that a decoder makes of a file. */
export interface Decoded {
  readonly header: AudioHeader;
  readonly data: Buffer;
  readonly warnings: readonly AudioWarning[];
}

export function decodeSphere(pieces: readonly Uint8Array[]): Decoded {
  const decoder = new SphereDecoder();
  const { header, data } = collectEvents(decoder, pieces);
  if (data.length !== decoder.extent.numberOfFrames * header.format.bytesPerFrame) {
    throw new Error(`${data.length} bytes for ${decoder.extent.numberOfFrames} frames`);
  }
  return { header, data, warnings: decoder.warnings };
}

/** A header of SPHERE with these fields: numbers are integers, the rest strings. */
export function sphereHeader(
  fields: Readonly<Record<string, number | string>>,
  headerBytes = 1024,
): Buffer {
  const lines = Object.entries(fields).map(([name, value]) =>
    typeof value === 'number' ? `${name} -i ${value}` : `${name} -s${value.length} ${value}`,
  );
  const text = `NIST_1A\n${String(headerBytes).padStart(7)}\n${lines.join('\n')}\nend_head\n`;
  return Buffer.from(text.padEnd(headerBytes, ' '), 'latin1');
}

/** Fields of 16-bit samples, little-endian. */
export function fieldsOf(samples: Int16Array, numberOfChannels = 1, sampleRate = 16000) {
  return {
    channel_count: numberOfChannels,
    sample_count: samples.length / numberOfChannels,
    sample_rate: sampleRate,
    sample_n_bytes: 2,
    sample_byte_format: '01',
    sample_coding: 'pcm',
    sample_checksum: checksumOf(samples),
  };
}

export function checksumOf(samples: Iterable<number>): number {
  let sum = 0;
  for (const sample of samples) sum = (sum + sample) & 0xffff;
  return sum;
}

/** A whole file of 16-bit samples. */
export function spherePcm(samples: Int16Array, numberOfChannels = 1, fields = {}): Buffer {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return Buffer.concat([
    sphereHeader({ ...fieldsOf(samples, numberOfChannels), ...fields }),
    bytes,
  ]);
}
