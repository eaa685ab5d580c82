import { AudioFormatError, TruncatedAudioError, UnsupportedAudioError } from '../../errors.ts';
import type {
  AudioDecoder,
  AudioEvent,
  AudioExtent,
  AudioHeader,
  AudioWarning,
  Decoded,
} from '../audio-decoder.ts';
import { decodedByFfmpeg } from '../remedies.ts';
import { plainSampleFormat } from '../sample-format.ts';
import type { OggLength } from './ogg-length.ts';
import type { PackageDecoder, PeerAudio } from './peer-package.ts';
import type { Speakers } from './vorbis-channels.ts';

/** What there is to know of a decoder of a package. */
export interface PeerDecoderOptions {
  readonly decoder: PackageDecoder;
  /** Kind of file, as reports name it. */
  readonly container: string;
  /** Name and version of the package. */
  readonly version: string;
  /** Looks at all bytes before they are decoded, and says how many channels of the decoder's are the file's; undefined: all. */
  readonly countChannels?: (bytes: Uint8Array) => number | undefined;
  /** Knows how many frames the file has, from its bytes before they are decoded. */
  readonly length?: OggLength;
  /** Which of the decoder's channels is the first, the second ... by the order of WAV, and their speakers. Default: the decoder's order. */
  readonly speakers?: (numberOfChannels: number) => Speakers | undefined;
}

/**
 * A decoder of an optional package behind the seam. Samples are 32-bit floats as the package gives them, without
 * what the codec put before and after the signal.
 */
export class PeerDecoder implements AudioDecoder {
  readonly keepsBytes = true;
  readonly warnings: AudioWarning[] = [];
  readonly #options: PeerDecoderOptions;
  #numberOfChannels: number | undefined;
  #mostFrames: number | undefined;
  #header: AudioHeader | undefined;
  #bytes = 0;
  #frames = 0;
  /** What the package complained of, by its words. */
  #complaints = new Map<string, { count: number; byteOffset: number }>();

  constructor(options: PeerDecoderOptions) {
    this.#options = options;
  }

  get extent(): AudioExtent {
    return { numberOfFrames: this.#frames, tailBytes: 0 };
  }

  push(bytes: Uint8Array): Decoded {
    const { decoder, countChannels, length } = this.#options;
    this.#numberOfChannels ??= countChannels?.(bytes);
    this.#mostFrames = length?.push(bytes);
    if (length?.isChained) throw chained(this.#options.container, this.#bytes);
    const byteOffset = this.#bytes;
    this.#bytes += bytes.length;
    const audio = decodeQuietly(() => decoder.decode(bytes), byteOffset);
    return audio instanceof Promise
      ? audio.then((decoded) => this.#events(decoded, byteOffset))
      : this.#events(audio, byteOffset);
  }

  end(): Decoded {
    const { length } = this.#options;
    // Of a page that is cut off nothing is sure, whatever the decoder makes of it.
    this.#mostFrames = length?.frames;
    const audio = this.#flush(length !== undefined && !length.isOver);
    return audio instanceof Promise
      ? audio.then((decoded) => this.#lastEvents(decoded))
      : this.#lastEvents(audio);
  }

  /** @param isCutOff true if the decoder may fail at what is left. */
  #flush(isCutOff: boolean): PeerAudio | undefined | Promise<PeerAudio | undefined> {
    const { decoder } = this.#options;
    try {
      const audio = decodeQuietly(() => decoder.flush?.(), this.#bytes);
      return audio instanceof Promise && isCutOff ? audio.catch(() => undefined) : audio;
    } catch (error) {
      if (isCutOff) return undefined;
      throw error;
    }
  }

  #lastEvents(audio: PeerAudio | undefined): AudioEvent[] {
    const events = audio === undefined ? [] : this.#events(audio, this.#bytes);
    this.#options.decoder.free();
    if (this.#header === undefined) {
      throw new TruncatedAudioError(
        `the input is an ${this.#options.container} file without a sample in its ${this.#bytes} bytes; copy or download it again`,
        { byteOffset: this.#bytes },
      );
    }
    this.#warnOfMissing();
    for (const [message, { count, byteOffset }] of this.#complaints) {
      const times = count === 1 ? '' : ` ${count} times, at first`;
      this.warnings.push({
        code: 'damaged-data',
        message: `the decoder complained${times} before byte ${byteOffset}: ${message}; samples may be missing`,
        byteOffset,
      });
    }
    return events;
  }

  #warnOfMissing(): void {
    const { length } = this.#options;
    if (length === undefined) return;
    const found = this.#frames;
    if (found < length.frames) {
      const message = `the file states ${length.frames} frames and ${found} could be decoded: some were lost`;
      // Of a file that is cut off, the last frames may be missing.
      const damage = length.isOver && { isDamage: true };
      this.warnings.push({ code: 'lost-frames', message, byteOffset: this.#bytes, ...damage });
    } else if (!length.isOver) {
      const message = `the input ends before its last page, after ${found} frames; these are processed`;
      this.warnings.push({ code: 'truncated-data', message, byteOffset: this.#bytes });
    }
  }

  #events(audio: PeerAudio, byteOffset: number): AudioEvent[] {
    for (const { message } of audio.errors) {
      const complaint = this.#complaints.get(message);
      if (complaint === undefined) this.#complaints.set(message, { count: 1, byteOffset });
      else complaint.count++;
    }
    const mostFrames = this.#mostFrames ?? Number.POSITIVE_INFINITY;
    const frames = Math.min(audio.samplesDecoded, Math.max(0, mostFrames - this.#frames));
    // Of a damaged file a package may count fewer than none.
    if (frames <= 0) return [];
    const events: AudioEvent[] = [];
    const decoded = audio.channelData.slice(0, this.#numberOfChannels);
    const order = this.#options.speakers?.(decoded.length)?.order;
    const channels = order?.map((channel) => decoded[channel]!) ?? decoded;
    if (this.#header === undefined) {
      this.#header = this.#headerOf(audio.sampleRate, channels.length);
      events.push({ type: 'header', header: this.#header });
    }
    this.#refuseChange(audio.sampleRate, channels.length, byteOffset);
    this.#frames += frames;
    events.push({ type: 'data', bytes: interleave(channels, frames) });
    return events;
  }

  #refuseChange(sampleRate: number, numberOfChannels: number, byteOffset: number): void {
    const { format } = this.#header!;
    if (sampleRate === format.sampleRate && numberOfChannels === format.numberOfChannels) return;
    throw new UnsupportedAudioError(
      `the ${this.#options.container} file goes on with ${numberOfChannels} channels of ${sampleRate} Hz before byte ${byteOffset}, and began with ` +
        `${format.numberOfChannels} of ${format.sampleRate} Hz; expected one recording; split it first`,
      { byteOffset },
    );
  }

  #headerOf(sampleRate: number, numberOfChannels: number): AudioHeader {
    const { container, version } = this.#options;
    return {
      container,
      decoder: version,
      format: {
        ...plainSampleFormat({ sampleRate, numberOfChannels }, 'f32'),
        channelMask: this.#options.speakers?.(numberOfChannels)?.channelMask ?? 0,
        storedAs: 's16',
      },
      declaredFrames: undefined,
      dataByteOffset: undefined,
    };
  }
}

function chained(container: string, byteOffset: number): UnsupportedAudioError {
  return new UnsupportedAudioError(
    `the ${container} file holds several recordings, one after the other, the second before byte ${byteOffset}; expected one`,
    { byteOffset, ...decodedByFfmpeg() },
  );
}

function interleave(channels: readonly Float32Array[], frames: number): Uint8Array {
  const samples = new Float32Array(frames * channels.length);
  for (const [channel, values] of channels.entries()) {
    for (let i = 0, at = channel; i < frames; i++, at += channels.length) samples[at] = values[i]!;
  }
  return new Uint8Array(samples.buffer);
}

/** What packages write by themselves: it is in what they give, too, and standard error is not theirs. */
const OF_PACKAGES =
  /^(?:libopus|mpg123-decoder|ogg-opus-decoder|opus-decoder|codec-parser|@wasm-audio-decoders)/;

/** Decodes without a word on standard error, and has what a package throws say where that was. */
function decodeQuietly<T>(work: () => T | Promise<T>, byteOffset: number): T | Promise<T> {
  const { error } = console;
  console.error = (...words: unknown[]) => {
    if (!OF_PACKAGES.test(String(words[0]))) error(...words);
  };
  const restore = () => {
    console.error = error;
  };
  const fail = (cause: unknown): never => {
    const { message } = cause as Error;
    throw new AudioFormatError(
      `the decoder failed before byte ${byteOffset}: ${message}; the file is damaged, or not one recording: copy it again, or split it`,
      { byteOffset, cause },
    );
  };
  try {
    const result = work();
    if (!(result instanceof Promise)) {
      restore();
      return result;
    }
    return result.catch(fail).finally(restore);
  } catch (cause) {
    restore();
    return fail(cause);
  }
}
