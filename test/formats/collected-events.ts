import type { AudioDecoder, AudioEvent, AudioHeader } from '../../src/formats/audio-decoder.ts';

/** Everything that a decoder makes of a file, copied when it is given. */
export class CollectedEvents {
  readonly #headers: AudioHeader[] = [];
  readonly #parts: Uint8Array[] = [];

  use(events: Iterable<AudioEvent>): void {
    for (const event of events) {
      if (event.type === 'header') this.#headers.push(event.header);
      else this.#parts.push(Uint8Array.from(event.bytes));
    }
  }

  /** @throws Error unless there was one. */
  get header(): AudioHeader {
    if (this.#headers.length !== 1) throw new Error(`${this.#headers.length} headers`);
    return this.#headers[0]!;
  }

  get data(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Decodes a file that comes in pieces, each of which is overwritten when it was used, so that a view that is kept is found out. */
export function collectEvents(
  decoder: {
    push(bytes: Uint8Array): Iterable<AudioEvent>;
    end(): Iterable<AudioEvent>;
  },
  pieces: readonly Uint8Array[],
): CollectedEvents {
  const collected = new CollectedEvents();
  for (const piece of pieces) {
    const copy = Uint8Array.from(piece);
    collected.use(decoder.push(copy));
    copy.fill(0xee);
  }
  collected.use(decoder.end());
  return collected;
}

/** The same of a decoder that may take its time. */
export async function collectEventsLate(
  decoder: AudioDecoder,
  pieces: readonly Uint8Array[],
): Promise<CollectedEvents> {
  const collected = new CollectedEvents();
  for (const piece of pieces) {
    const copy = Uint8Array.from(piece);
    collected.use(await decoder.push(copy));
    copy.fill(0xee);
  }
  collected.use(await decoder.end());
  return collected;
}
