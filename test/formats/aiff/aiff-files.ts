import { AiffDecoder } from '../../../src/formats/aiff/aiff-decoder.ts';
import type { AudioHeader, AudioWarning } from '../../../src/formats/audio-decoder.ts';
import { bytesOf, chunk, u16, u32 } from '../../tools/wav-fixtures.ts';
import { collectEvents } from '../collected-events.ts';

/** Everything that a decoder makes of a file. */
export interface Decoded {
  readonly header: AudioHeader;
  readonly data: Buffer;
  readonly warnings: readonly AudioWarning[];
}

export function decodeAiff(pieces: readonly Uint8Array[]): Decoded {
  const decoder = new AiffDecoder();
  const { header, data } = collectEvents(decoder, pieces);
  if (data.length !== decoder.extent.numberOfFrames * header.format.bytesPerFrame) {
    throw new Error(`${data.length} bytes for ${decoder.extent.numberOfFrames} frames`);
  }
  return { header, data, warnings: decoder.warnings };
}

/** A whole rate as an 80-bit extended number. */
export function extended(rate: number): Uint8Array {
  const exponent = Math.floor(Math.log2(rate));
  const mantissa = (BigInt(rate) << 63n) >> BigInt(exponent);
  const bytes = new DataView(new ArrayBuffer(10));
  bytes.setUint16(0, 16383 + exponent);
  bytes.setBigUint64(2, mantissa);
  return new Uint8Array(bytes.buffer);
}

export interface CommOptions {
  readonly channels?: number;
  readonly frames?: number;
  readonly bits?: number;
  readonly rate?: Uint8Array;
  /** That of AIFF-C; none in AIFF. */
  readonly type?: string | undefined;
}

export function comm(options: CommOptions = {}): Uint8Array {
  const { channels = 1, frames = 4, bits = 16, rate = extended(8000), type } = options;
  const content = bytesOf(u16(channels, true), u32(frames, true), u16(bits, true), rate);
  return chunk('COMM', bytesOf(content, ...(type === undefined ? [] : [type, '\0\0'])), {
    bigEndian: true,
  });
}

/** The chunk of the samples, with bytes that are to be passed by before them. */
export function ssnd(samples: Uint8Array, gapBytes = 0): Uint8Array {
  const gap = new Uint8Array(gapBytes).fill(0x55);
  return chunk('SSND', bytesOf(u32(gapBytes, true), u32(0, true), gap, samples), {
    bigEndian: true,
  });
}

export function form(type: 'AIFF' | 'AIFC', ...chunks: readonly Uint8Array[]): Uint8Array {
  const content = bytesOf(type, ...chunks);
  return bytesOf('FORM', u32(content.length, true), content);
}

/** A whole file: AIFF, or AIFF-C where there is a type. */
export function aiff(samples: Uint8Array, options: CommOptions = {}): Uint8Array {
  return form(options.type === undefined ? 'AIFF' : 'AIFC', comm(options), ssnd(samples));
}
