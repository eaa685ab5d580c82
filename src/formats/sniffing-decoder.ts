import type {
  AudioDecoder,
  AudioEvent,
  AudioExtent,
  AudioWarning,
  Decoded,
} from './audio-decoder.ts';
import type { AudioFileFormat } from './audio-file-format.ts';
import { AUDIO_FORMATS, LAST_RESORT } from './audio-formats.ts';
import { concatBytes } from './concat-bytes.ts';
import { RawDecoder } from './raw/raw-decoder.ts';
import type { RawFormat } from './raw/raw-format.ts';

/**
 * A decoder for one reading of one input.
 *
 * @param raw what the samples are, of an input that has no header; undefined: the first bytes tell.
 */
export function createAudioDecoder(raw?: RawFormat | undefined): AudioDecoder {
  return raw === undefined ? new SniffingDecoder() : new RawDecoder(raw);
}

/** Decodes a file of any format: the first bytes tell which. */
export class SniffingDecoder implements AudioDecoder {
  #decoder: AudioDecoder | undefined;
  /** What came before the format was told. */
  #head = new Uint8Array(0);

  push(bytes: Uint8Array): Decoded {
    if (this.#decoder !== undefined) return this.#decoder.push(bytes);
    const head = this.#head.length === 0 ? bytes : concatBytes([this.#head, bytes]);
    const format = formatOf(head, false);
    if (format !== undefined) return this.#open(format, (decoder) => decoder.push(head));
    // The slice of a Buffer would be no copy.
    this.#head = new Uint8Array(head);
    return [];
  }

  end(): Decoded {
    if (this.#decoder !== undefined) return this.#decoder.end();
    const head = this.#head;
    return this.#open(formatOf(head, true)!, (decoder) => pushAndEnd(decoder, head));
  }

  get warnings(): readonly AudioWarning[] {
    return this.#decoder?.warnings ?? [];
  }

  get extent(): AudioExtent {
    return this.#decoder?.extent ?? { numberOfFrames: 0, tailBytes: 0 };
  }

  get keepsBytes(): boolean {
    return this.#decoder?.keepsBytes ?? false;
  }

  #open(format: AudioFileFormat, decode: (decoder: AudioDecoder) => Decoded): Decoded {
    const begin = (decoder: AudioDecoder): Decoded => {
      this.#decoder = decoder;
      return decode(decoder);
    };
    const decoder = format.createDecoder();
    return decoder instanceof Promise ? decoder.then(begin) : begin(decoder);
  }
}

/** Undefined where only more bytes will tell; never so for a whole file. */
function formatOf(head: Uint8Array, isWhole: boolean): AudioFileFormat | undefined {
  for (const format of AUDIO_FORMATS) {
    const isOfFormat = format.recognizes(head);
    if (isOfFormat) return format;
    if (isOfFormat === undefined && !isWhole) return undefined;
  }
  return LAST_RESORT;
}

function pushAndEnd(decoder: AudioDecoder, bytes: Uint8Array): Decoded {
  const pushed = bytes.length > 0 ? decoder.push(bytes) : [];
  if (pushed instanceof Promise) return pushed.then((events) => endAfter(decoder, events));
  return endAfter(decoder, pushed);
}

function endAfter(decoder: AudioDecoder, pushed: Iterable<AudioEvent>): Decoded {
  // The few bytes that told nothing hold no samples, so these events may be kept.
  const events = [...pushed];
  const ended = decoder.end();
  return ended instanceof Promise
    ? ended.then((later) => joined(events, later))
    : joined(events, ended);
}

function* joined(
  first: Iterable<AudioEvent>,
  second: Iterable<AudioEvent>,
): Generator<AudioEvent, void, void> {
  yield* first;
  yield* second;
}
