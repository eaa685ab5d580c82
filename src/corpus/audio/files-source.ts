import { probeSource } from '../../audio-files/audio-probe.ts';
import { decodedSamples } from '../../audio-files/decoded-events.ts';
import { type Frames, MadeWav } from '../../audio-files/made-wav.ts';
import { AudioFormatError } from '../../errors.ts';
import type { AudioWarning } from '../../formats/audio-decoder.ts';
import { type SampleFormat, withChannels } from '../../formats/sample-format.ts';
import type { ByteSource, SourceCodec } from '../../io/byte-source.ts';

/** Frames that are put together at a time. */
const MOST_FRAMES = 1 << 13;

/**
 * Several sources as one WAV file: the channels of the first, then those of the second, ...
 *
 * @param name what messages and receipts call it.
 * @param sources at their starts, to be read again as often as wanted. They are closed with it, or by a failure.
 * @throws AwgnError where they cannot be decoded or differ in rate, encoding or length.
 */
export async function openSideBySide(
  name: string,
  sources: readonly ByteSource[],
): Promise<ByteSource> {
  try {
    const lanes: Lane[] = [];
    for (const source of sources) {
      const { header, numberOfFrames } = await probeSource(source);
      source.rewind();
      lanes.push({ source, format: header.format, numberOfFrames, codec: source.codec });
    }
    const [first, ...others] = lanes as [Lane, ...Lane[]];
    for (const other of others) refuseDifference(first, other);
    return new SideBySide(name, lanes);
  } catch (error) {
    for (const source of sources) source.close();
    throw error;
  }
}

interface Lane {
  readonly source: ByteSource;
  readonly format: SampleFormat;
  readonly numberOfFrames: number;
  readonly codec: SourceCodec | undefined;
}

function refuseDifference(first: Lane, other: Lane): void {
  const differing = (
    [
      ['rate', (lane: Lane) => `${lane.format.sampleRate} Hz`],
      ['encoding', ({ format }: Lane) => formatText(format)],
      ['length', (lane: Lane) => `${lane.numberOfFrames} samples`],
    ] as const
  ).find(([, of]) => of(first) !== of(other));
  if (differing === undefined) return;
  const [what, of] = differing;
  throw new AudioFormatError(
    `${first.source.name} has ${of(first)}, and ${other.source.name} has ${of(other)}; ` +
      `expected one ${what} in all files of a recording; convert them, or list them as recordings of their own`,
  );
}

function formatText({ encoding, slotBytes, bigEndian }: SampleFormat): string {
  return `${encoding} samples in ${slotBytes} bytes${bigEndian ? ', high byte first' : ''}`;
}

class SideBySide implements ByteSource {
  readonly name: string;
  readonly identity = undefined;
  readonly codec: SourceCodec | undefined;
  readonly #lanes: readonly Lane[];
  readonly #frameBytes: number;
  readonly #wav: MadeWav;

  constructor(name: string, lanes: readonly Lane[]) {
    this.name = name;
    this.#lanes = lanes;
    const { format, numberOfFrames, codec } = lanes[0]!;
    this.codec = codec;
    const numberOfChannels = lanes.reduce((sum, lane) => sum + lane.format.numberOfChannels, 0);
    const own = withChannels(format, numberOfChannels);
    this.#frameBytes = own.bytesPerFrame;
    this.#wav = new MadeWav(own, numberOfFrames, () => this.#readFrames());
  }

  get totalBytes(): number {
    return this.#wav.totalBytes;
  }

  get warnings(): readonly AudioWarning[] {
    return this.#lanes.flatMap(({ source }) => source.warnings ?? []);
  }

  rewind(): void {
    this.#wav.rewind();
  }

  read(): Uint8Array | Promise<Uint8Array | undefined> {
    return this.#wav.read();
  }

  assertUnchanged(): void {
    for (const { source } of this.#lanes) source.assertUnchanged();
  }

  close(): void {
    for (const { source } of this.#lanes) source.close();
  }

  async *#readFrames(): Frames {
    const readers = this.#lanes.map(({ source, format }) => {
      source.rewind();
      return { reader: new FrameReader(source), bytesPerFrame: format.bytesPerFrame };
    });
    const out = new Uint8Array(MOST_FRAMES * this.#frameBytes);
    let left = this.#lanes[0]!.numberOfFrames;
    while (left > 0) {
      const frames = Math.min(left, MOST_FRAMES);
      let slot = 0;
      for (const { reader, bytesPerFrame } of readers) {
        const bytes = await reader.read(frames * bytesPerFrame);
        for (let frame = 0; frame < frames; frame++) {
          const own = bytes.subarray(frame * bytesPerFrame, (frame + 1) * bytesPerFrame);
          out.set(own, frame * this.#frameBytes + slot);
        }
        slot += bytesPerFrame;
      }
      left -= frames;
      yield out.subarray(0, frames * this.#frameBytes);
    }
  }
}

/** Reads the encoded frames of a source in pieces of the sizes that are asked for. */
class FrameReader {
  readonly #pieces: Frames;
  #piece = new Uint8Array(0);

  constructor(source: ByteSource) {
    this.#pieces = decodedSamples(source);
  }

  /** @throws AudioFormatError where the source ends before. */
  async read(bytes: number): Promise<Uint8Array> {
    const out = new Uint8Array(bytes);
    for (let have = 0; have < bytes; ) {
      if (this.#piece.length === 0) {
        const { value, done } = await this.#pieces.next();
        if (done) throw new AudioFormatError('the audio ended before its header said; try again');
        this.#piece = value as Uint8Array<ArrayBuffer>;
      }
      const part = this.#piece.subarray(0, bytes - have);
      out.set(part, have);
      have += part.length;
      this.#piece = this.#piece.subarray(part.length);
    }
    return out;
  }
}
