import type { AudioDecoder, AudioEvent } from '../formats/audio-decoder.ts';
import { SniffingDecoder } from '../formats/sniffing-decoder.ts';
import type { ByteSource } from '../io/byte-source.ts';

/**
 * What a decoder finds in a source, from where that stands to its end. The bytes of an event may be overwritten when the next one
 * is asked for.
 *
 * @throws AwgnError for what cannot be decoded; what the source throws.
 */
export async function* decodedEvents(
  source: ByteSource,
  decoder: AudioDecoder = new SniffingDecoder(),
): AsyncGenerator<AudioEvent, void, void> {
  for (let isOver = false; !isOver; ) {
    const bytes = await source.read();
    isOver = bytes === undefined;
    yield* await (bytes ? decoder.push(bytes) : decoder.end());
  }
}

/** The encoded samples among {@link decodedEvents}. */
export async function* decodedSamples(
  source: ByteSource,
  decoder?: AudioDecoder,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const event of decodedEvents(source, decoder)) {
    if (event.type === 'data') yield event.bytes;
  }
}
