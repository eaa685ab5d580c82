import { closeSync, fstatSync, openSync } from 'node:fs';
import type { WavFormat } from '../../formats/wav/wav-format.ts';
import { WavParser } from '../../formats/wav/wav-parser.ts';
import { naming, readSome } from '../../io/blocking-io.ts';

const READ_BYTES = 1 << 14;

/** What a WAV file's header says. */
export interface WavProbe {
  readonly format: WavFormat;
  /** By the header, and no more than the file has room for. */
  readonly numberOfFrames: number;
  /** Where the first sample stands, in bytes from the start of the file. */
  readonly dataByteOffset: number;
}

/**
 * Reads the header of a file.
 *
 * @param name what messages call it.
 * @throws WavFormatError, UnsupportedWavError or TruncatedWavError; what the system says.
 */
export function probeWav(path: string, name: string): WavProbe {
  const fd = naming(name, () => openSync(path, 'r'));
  try {
    return probeOpenWav(fd, name);
  } finally {
    closeSync(fd);
  }
}

/** The same of a file that is open. It is read by position. */
export function probeOpenWav(fd: number, name: string): WavProbe {
  const parser = new WavParser();
  const buffer = new Uint8Array(READ_BYTES);
  for (let position = 0; ; ) {
    const count = naming(name, () => readSome(fd, buffer, position));
    const events = count > 0 ? parser.push(buffer.subarray(0, count)) : parser.end();
    position += count;
    for (const event of events) {
      if (event.type !== 'header') continue;
      const { format, dataByteOffset, declaredDataBytes } = event.header;
      const room = Math.max(0, fstatSync(fd).size - dataByteOffset);
      const dataBytes = Math.min(declaredDataBytes ?? room, room);
      const numberOfFrames = Math.floor(dataBytes / format.bytesPerFrame);
      return { format, numberOfFrames, dataByteOffset };
    }
  }
}
