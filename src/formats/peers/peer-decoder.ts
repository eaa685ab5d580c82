import { TruncatedAudioError } from '../../errors.ts';
import type {
  AudioDecoder,
  AudioEvent,
  AudioExtent,
  AudioHeader,
  AudioWarning,
  Decoded,
} from '../audio-decoder.ts';
import { plainSampleFormat } from '../sample-format.ts';
import type { PackageDecoder, PeerAudio } from './peer-package.ts';

/** What there is to know of a decoder of a package. */
export interface PeerDecoderOptions {
  readonly decoder: PackageDecoder;
  /** Kind of file, as reports name it. */
  readonly container: string;
  /** Name and version of the package. */
  readonly version: string;
  /** Looks at all bytes before they are decoded, and says how many channels of the decoder's are the file's; undefined: all. */
  readonly countChannels?: (bytes: Uint8Array) => number | undefined;
  /** Looks at all bytes before they are decoded, and says how many frames the file has; undefined: that is not known yet. */
  readonly countFrames?: (bytes: Uint8Array) => number | undefined;
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
    const { decoder, countChannels, countFrames } = this.#options;
    this.#numberOfChannels ??= countChannels?.(bytes);
    this.#mostFrames = countFrames?.(bytes);
    const byteOffset = this.#bytes;
    this.#bytes += bytes.length;
    const audio = quietly(() => decoder.decode(bytes));
    return audio instanceof Promise
      ? audio.then((decoded) => this.#events(decoded, byteOffset))
      : this.#events(audio, byteOffset);
  }

  end(): Decoded {
    const { decoder } = this.#options;
    const audio = quietly(() => decoder.flush?.());
    return audio instanceof Promise
      ? audio.then((decoded) => this.#lastEvents(decoded))
      : this.#lastEvents(audio);
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

  #events(audio: PeerAudio, byteOffset: number): AudioEvent[] {
    for (const { message } of audio.errors) {
      const complaint = this.#complaints.get(message);
      if (complaint === undefined) this.#complaints.set(message, { count: 1, byteOffset });
      else complaint.count++;
    }
    const mostFrames = this.#mostFrames ?? Number.POSITIVE_INFINITY;
    const frames = Math.min(audio.samplesDecoded, Math.max(0, mostFrames - this.#frames));
    if (frames === 0) return [];
    const events: AudioEvent[] = [];
    const channels = audio.channelData.slice(0, this.#numberOfChannels);
    if (this.#header === undefined) {
      this.#header = this.#headerOf(audio.sampleRate, channels.length);
      events.push({ type: 'header', header: this.#header });
    }
    this.#frames += frames;
    events.push({ type: 'data', bytes: interleave(channels, frames) });
    return events;
  }

  #headerOf(sampleRate: number, numberOfChannels: number): AudioHeader {
    const { container, version } = this.#options;
    return {
      container,
      decoder: version,
      format: { ...plainSampleFormat({ sampleRate, numberOfChannels }, 'f32'), storedAs: 's16' },
      declaredFrames: undefined,
      dataByteOffset: undefined,
    };
  }
}

function interleave(channels: readonly Float32Array[], frames: number): Uint8Array {
  const samples = new Float32Array(frames * channels.length);
  for (const [channel, values] of channels.entries()) {
    for (let i = 0, at = channel; i < frames; i++, at += channels.length) samples[at] = values[i]!;
  }
  return new Uint8Array(samples.buffer);
}

/** Standard error is not the packages': what they complain of is in what they give. */
function quietly<T>(work: () => T): T {
  const { error, warn } = console;
  console.error = console.warn = () => {};
  try {
    return work();
  } finally {
    Object.assign(console, { error, warn });
  }
}
