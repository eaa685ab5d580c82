import type { AudioWarning } from '../formats/audio-decoder.ts';
import type { RawFormat } from '../formats/raw/raw-format.ts';
import { type SampleFormat, withChannels } from '../formats/sample-format.ts';
import { SniffingDecoder } from '../formats/sniffing-decoder.ts';
import type { ByteSource, SourceCodec } from '../io/byte-source.ts';
import { type AudioPart, type PartPlace, placeOfPart } from './audio-part.ts';
import { type AudioProbe, probeSource } from './audio-probe.ts';
import { decodedSamples } from './decoded-events.ts';
import { type Frames, MadeWav } from './made-wav.ts';

/**
 * Opens a part of a source's audio as a WAV file of its own without other chunks; the source itself where the part is all of
 * it.
 *
 * @param source at its start, to be read again as often as wanted. It is closed with what is returned, or by a failure.
 * @param raw what the samples are, of a source without a header.
 * @throws AwgnError where the source cannot be decoded or has no such part; what the source throws.
 */
export async function openPart(
  source: ByteSource,
  part: AudioPart,
  raw?: RawFormat,
): Promise<ByteSource> {
  try {
    const probe = await probeSource(source, raw);
    const place = placeOfPart({ format: probe.header.format, ...probe }, part);
    source.rewind();
    // The part of what has no header has one.
    return place.isWhole && raw === undefined ? source : partSource(source, probe, place);
  } catch (error) {
    source.close();
    throw error;
  }
}

/**
 * A part of a source's audio, as {@link openPart} gives it.
 *
 * @param source that was probed; it is rewound when the part is.
 */
export function partSource(source: ByteSource, probe: AudioProbe, place: PartPlace): ByteSource {
  return new PartSource(source, probe, place);
}

class PartSource implements ByteSource {
  readonly identity: string | undefined;
  readonly codec: SourceCodec;
  readonly #source: ByteSource;
  readonly #probe: AudioProbe;
  readonly #place: PartPlace;
  readonly #wav: MadeWav;
  #warnings: readonly AudioWarning[] = [];

  constructor(source: ByteSource, probe: AudioProbe, place: PartPlace) {
    this.#source = source;
    this.#probe = probe;
    this.#place = place;
    this.identity = source.identity;
    const { decoder, format } = probe.header;
    this.codec = source.codec ?? { decoder, storedAs: format.storedAs };
    const { numberOfFrames, channels } = place;
    const own = channels === undefined ? format : withChannels(format, channels.length);
    this.#wav = new MadeWav(own, numberOfFrames, () => this.#readFrames());
  }

  get totalBytes(): number {
    return this.#wav.totalBytes;
  }

  /** Of what was decoded for the part; what came before it is no concern of its. */
  get warnings(): readonly AudioWarning[] {
    return this.#warnings;
  }

  get name(): string {
    return this.#source.name;
  }

  get fileName(): string | undefined {
    return this.#source.fileName;
  }

  rewind(): void {
    this.#wav.rewind();
  }

  read(): Uint8Array | Promise<Uint8Array | undefined> {
    return this.#wav.read();
  }

  assertUnchanged(): void {
    this.#source.assertUnchanged();
  }

  close(): void {
    this.#source.close();
  }

  async *#readFrames(): Frames {
    const { format, dataByteOffset } = this.#probe.header;
    const { first, numberOfFrames, channels } = this.#place;
    const { bytesPerFrame } = format;
    const startByte = first * bytesPerFrame;
    let left = numberOfFrames * bytesPerFrame;
    this.#source.rewind();
    this.#warnings = [];
    const decoder = new SniffingDecoder();
    let warningsBefore: number | undefined;
    const pieces =
      dataByteOffset === undefined
        ? after(startByte, decodedSamples(this.#source, decoder))
        : storedBytes(this.#source, dataByteOffset + startByte);
    const pick = channels && new ChannelPicker(format, channels);
    for await (const bytes of pieces) {
      warningsBefore ??= Math.max(0, decoder.warnings.length - 1);
      const wanted = bytes.subarray(0, left);
      left -= wanted.length;
      yield pick === undefined ? wanted : pick.push(wanted);
      this.#warnings = decoder.warnings.slice(warningsBefore);
      // What is not part of it is not read.
      if (left === 0) return;
    }
  }
}

/** Bytes that lie in the source just as they are wanted. */
async function* storedBytes(source: ByteSource, startByte: number): Frames {
  let skipped = startByte;
  if (source.seek !== undefined) {
    source.seek(startByte);
    skipped = 0;
  }
  yield* after(skipped, piecesOf(source));
}

async function* piecesOf(source: ByteSource): Frames {
  for (;;) {
    const bytes = await source.read();
    if (bytes === undefined) return;
    yield bytes;
  }
}

/** What comes after so many bytes. */
async function* after(bytesToSkip: number, pieces: Frames): Frames {
  let skip = bytesToSkip;
  for await (const bytes of pieces) {
    if (bytes.length > skip) yield bytes.subarray(skip);
    skip = Math.max(0, skip - bytes.length);
  }
}

/** Takes some of the channels out of encoded frames, in pieces of any size. */
class ChannelPicker {
  readonly #frameBytes: number;
  readonly #slotBytes: number;
  readonly #channels: readonly number[];
  /** The beginning of a frame that is not whole yet. */
  readonly #begun: Uint8Array;
  #begunBytes = 0;
  #out = new Uint8Array(0);

  constructor({ bytesPerFrame, slotBytes }: SampleFormat, channels: readonly number[]) {
    this.#frameBytes = bytesPerFrame;
    this.#slotBytes = slotBytes;
    this.#channels = channels;
    this.#begun = new Uint8Array(bytesPerFrame);
  }

  /** @returns the channels of the frames that are whole now; the next call overwrites it. */
  push(bytes: Uint8Array): Uint8Array {
    const frameBytes = this.#frameBytes;
    const ownBytes = this.#channels.length * this.#slotBytes;
    const frames = Math.floor((this.#begunBytes + bytes.length) / frameBytes);
    if (this.#out.length < frames * ownBytes) this.#out = new Uint8Array(frames * ownBytes);
    let read = 0;
    let written = 0;
    if (this.#begunBytes > 0) {
      read = Math.min(frameBytes - this.#begunBytes, bytes.length);
      this.#begun.set(bytes.subarray(0, read), this.#begunBytes);
      this.#begunBytes += read;
      if (this.#begunBytes < frameBytes) return this.#out.subarray(0, 0);
      written = this.#pick(this.#begun, 0, written);
      this.#begunBytes = 0;
    }
    for (; read + frameBytes <= bytes.length; read += frameBytes) {
      written = this.#pick(bytes, read, written);
    }
    this.#begun.set(bytes.subarray(read));
    this.#begunBytes = bytes.length - read;
    return this.#out.subarray(0, written);
  }

  /** @returns where the next frame goes. */
  #pick(frames: Uint8Array, start: number, to: number): number {
    const slotBytes = this.#slotBytes;
    let place = to;
    for (const channel of this.#channels) {
      const slot = start + channel * slotBytes;
      for (let byte = 0; byte < slotBytes; byte++) this.#out[place++] = frames[slot + byte]!;
    }
    return place;
  }
}
