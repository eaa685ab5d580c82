import type { AudioHeader } from '../../../src/formats/audio-decoder.ts';
import { FlacDecoder } from '../../../src/formats/flac/flac-decoder.ts';
import type { FlacWarning } from '../../../src/formats/flac/flac-warning.ts';

/** Everything that a decoder makes of a file. */
export interface DecodedFlac {
  readonly header: AudioHeader;
  readonly data: Uint8Array;
  readonly warnings: readonly FlacWarning[];
  readonly numberOfFrames: number;
}

/** Decodes a file that comes in pieces, each of which is overwritten when it was used. */
export function decodeFlac(pieces: readonly Uint8Array[]): DecodedFlac {
  const decoder = new FlacDecoder();
  let header: AudioHeader | undefined;
  const data: Uint8Array[] = [];
  const hear = (events: ReturnType<FlacDecoder['push']>) => {
    for (const event of events) {
      if (event.type === 'header') header = event.header;
      else data.push(Uint8Array.from(event.bytes));
    }
  };
  for (const piece of pieces) {
    const copy = Uint8Array.from(piece);
    hear(decoder.push(copy));
    copy.fill(0xff);
  }
  hear(decoder.end());
  return {
    header: header!,
    data: new Uint8Array(Buffer.concat(data)),
    warnings: decoder.warnings,
    numberOfFrames: decoder.extent.numberOfFrames,
  };
}
