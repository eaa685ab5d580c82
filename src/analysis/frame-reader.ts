import type { AudioBlock } from '../audio-format.ts';
import type {
  AudioDecoder,
  AudioEvent,
  AudioHeader,
  AudioWarning,
} from '../formats/audio-decoder.ts';
import { decodeSamples } from '../formats/encoded-samples/sample-codec.ts';
import type { RawFormat } from '../formats/raw/raw-format.ts';
import { createAudioDecoder } from '../formats/sniffing-decoder.ts';
import type { ByteSource } from '../io/byte-source.ts';
import { nameInRemedy } from '../io/named-remedy.ts';
import { BYTES_PER_TURN, turn } from '../io/turns.ts';

/** Frames in every block of a {@link FrameReader} but the last. */
export const FRAMES_PER_BLOCK = 4096;

/** Decoded frames beside their encoded bytes. */
export interface FrameBlock extends AudioBlock {
  /** The frames as they stand in the file. */
  readonly bytes: Uint8Array;
}

/**
 * Pulls the frames of a file out of a source, in blocks of {@link FRAMES_PER_BLOCK} whatever pieces the source gives, so
 * that no sum over blocks depends on these. Memory: one block and one piece.
 */
export class FrameReader {
  readonly #source: ByteSource;
  readonly #onBytes: (count: number) => void;
  readonly #decoder: AudioDecoder;
  /** What the decoder makes of the last piece of the source. */
  #events: Iterator<AudioEvent> = [].values();
  /** Data of the last event that was not taken yet. */
  #data: Uint8Array = new Uint8Array(0);
  #isEnded = false;
  #bytesToTurn = BYTES_PER_TURN;
  #header: AudioHeader | undefined;
  #bytes = new Uint8Array(0);
  #channelData: Float32Array[] = [];
  #frameIndex = 0;

  private constructor(
    source: ByteSource,
    raw: RawFormat | undefined,
    onBytes: (count: number) => void,
  ) {
    this.#source = source;
    this.#decoder = createAudioDecoder(raw);
    this.#onBytes = onBytes;
  }

  /**
   * Reads up to the first sample.
   *
   * @param source stands at its first byte.
   * @param raw what the source is, if it has no header.
   * @param onBytes called with the number of bytes of each piece read.
   * @throws AudioFormatError, UnsupportedAudioError or TruncatedAudioError; what the system says.
   */
  static async open(
    source: ByteSource,
    raw?: RawFormat | undefined,
    onBytes: (count: number) => void = () => {},
  ): Promise<FrameReader> {
    const reader = new FrameReader(source, raw, onBytes);
    try {
      while (reader.#header === undefined) if (!reader.#nextData()) await reader.#pull();
    } catch (error) {
      nameInRemedy(error, source.fileName);
      throw error;
    }
    const { bytesPerFrame, numberOfChannels } = reader.#header.format;
    reader.#bytes = new Uint8Array(FRAMES_PER_BLOCK * bytesPerFrame);
    reader.#channelData = Array.from(
      { length: numberOfChannels },
      () => new Float32Array(FRAMES_PER_BLOCK),
    );
    return reader;
  }

  get header(): AudioHeader {
    return this.#header!;
  }

  /** What was odd about the file so far; complete when {@link read} has given undefined. */
  get warnings(): readonly AudioWarning[] {
    return this.#decoder.warnings;
  }

  /** The next frames, in arrays that the next call overwrites; undefined at the end. */
  async read(): Promise<FrameBlock | undefined> {
    const { format } = this.header;
    const byteLength = await this.#take(this.#bytes.length, this.#bytes);
    const frames = byteLength / format.bytesPerFrame;
    if (frames === 0) return undefined;
    const bytes = this.#bytes.subarray(0, byteLength);
    decodeSamples(bytes, format, this.#channelData, frames);
    const channelData = this.#channelData.map((samples) => samples.subarray(0, frames));
    const frameIndex = this.#frameIndex;
    this.#frameIndex += frames;
    return { format, frameIndex, channelData, bytes };
  }

  /** Leaves frames out, without decoding them. */
  async skip(frames: number): Promise<void> {
    const { bytesPerFrame } = this.header.format;
    this.#frameIndex += (await this.#take(frames * bytesPerFrame)) / bytesPerFrame;
  }

  /** Moves up to so many bytes of data to `target`, if there is one; returns how many there were. */
  async #take(byteLength: number, target?: Uint8Array): Promise<number> {
    let taken = 0;
    while (taken < byteLength) {
      if (this.#data.length === 0) {
        const isThere = this.#nextData() || (await this.#pull());
        if (!isThere) break;
        continue;
      }
      const part = this.#data.subarray(0, byteLength - taken);
      target?.set(part, taken);
      taken += part.length;
      this.#data = this.#data.subarray(part.length);
    }
    return taken;
  }

  /** Goes on to the next data, or the header; false: the decoder needs more bytes. */
  #nextData(): boolean {
    for (;;) {
      const { value: event, done } = this.#events.next();
      if (done) return false;
      if (event.type === 'tail') continue;
      if (event.type === 'header') this.#header = event.header;
      else this.#data = event.bytes;
      return true;
    }
  }

  /** Takes a piece of the source to the decoder; false: there is none. */
  async #pull(): Promise<boolean> {
    if (this.#isEnded) return false;
    const next = this.#source.read();
    const bytes = next instanceof Promise ? await next : next;
    this.#isEnded = bytes === undefined;
    const decoded = bytes === undefined ? this.#decoder.end() : this.#decoder.push(bytes);
    const events = decoded instanceof Promise ? await decoded : decoded;
    this.#events = events[Symbol.iterator]();
    if (bytes !== undefined) await this.#count(bytes);
    return true;
  }

  async #count(bytes: Uint8Array): Promise<void> {
    this.#onBytes(bytes.length);
    this.#bytesToTurn -= bytes.length;
    if (this.#bytesToTurn > 0) return;
    this.#bytesToTurn = BYTES_PER_TURN;
    await turn();
  }
}
