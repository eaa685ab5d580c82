import type { AudioHeader } from '../../../src/formats/audio-decoder.ts';
import { FlacDecoder } from '../../../src/formats/flac/flac-decoder.ts';
import type { FlacWarning } from '../../../src/formats/flac/flac-warning.ts';
import { collectEvents } from '../collected-events.ts';

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
  const { header, data } = collectEvents(decoder, pieces);
  return {
    header,
    data: new Uint8Array(data),
    warnings: decoder.warnings,
    numberOfFrames: decoder.extent.numberOfFrames,
  };
}
