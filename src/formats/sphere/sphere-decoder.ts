import { AudioFormatError } from '../../errors.ts';
import type { AudioDecoder, AudioEvent, AudioExtent, AudioWarning } from '../audio-decoder.ts';
import { ByteQueue, type Parsing, waitForBytes } from '../byte-queue.ts';
import { type Decoding, EventSteps } from '../event-steps.ts';
import { SampleChecksum } from './sample-checksum.ts';
import { ShortenDamage, ShortenDecoder, type ShortenHeader } from './shorten-decoder.ts';
import {
  headerBytesOf,
  PREAMBLE_BYTES,
  parseSphereHeader,
  type SphereHeader,
  truncatedHeader,
} from './sphere-header.ts';

/** What can be odd about a SPHERE file. */
export type SphereWarningCode =
  | 'checksum'
  | 'damaged-data'
  | 'incomplete-frame'
  | 'trailing-junk'
  | 'truncated-data';

const DAMAGE: ReadonlySet<SphereWarningCode> = new Set(['checksum', 'damaged-data']);

/**
 * Takes a NIST SPHERE file apart as it arrives: a header of text, then samples, plain or in Shorten's code.
 *
 * Header, samples and warnings are the same however the input is split. Memory: the header, a piece of the input, and
 * what {@link ShortenDecoder} needs.
 */
export class SphereDecoder implements AudioDecoder {
  readonly keepsBytes = false;
  readonly #queue = new ByteQueue();
  readonly #warnings: AudioWarning[] = [];
  readonly #steps = new EventSteps(this.#parse());
  #header: SphereHeader | undefined;
  #checksum: SampleChecksum | undefined;
  #numberOfFrames = 0;

  get warnings(): readonly AudioWarning[] {
    return this.#warnings;
  }

  get extent(): AudioExtent {
    return { numberOfFrames: this.#numberOfFrames, tailBytes: 0 };
  }

  /** @throws AudioFormatError, UnsupportedAudioError or TruncatedAudioError before the first sample, while it is iterated over; never after it. */
  *push(bytes: Uint8Array): Iterable<AudioEvent> {
    this.#queue.push(bytes);
    yield* this.#steps.resume();
    this.#queue.hold();
  }

  *end(): Iterable<AudioEvent> {
    this.#queue.end();
    yield* this.#steps.resume();
  }

  *#parse(): Decoding {
    const header = yield* this.#parseHeader();
    this.#header = header;
    if (header.checksum !== undefined) this.#checksum = new SampleChecksum(header.format);
    if (header.coding.isShorten) yield* this.#parseShorten(header);
    else yield* this.#parsePlain(header);
    this.#warnOfChecksum(header);
  }

  *#parseHeader(): Decoding<SphereHeader> {
    yield* this.#waitForHeader(PREAMBLE_BYTES);
    const headerBytes = headerBytesOf(this.#queue.peek(PREAMBLE_BYTES)!);
    yield* this.#waitForHeader(headerBytes);
    const header = parseSphereHeader(this.#queue.take(headerBytes)!);
    // What Shorten's own header says is known before the first sample is given.
    if (!header.coding.isShorten) yield { type: 'header', header };
    return header;
  }

  *#waitForHeader(bytes: number): Parsing<void> {
    if (!(yield* waitForBytes(this.#queue, bytes))) {
      throw truncatedHeader(this.#queue.availableBytes, bytes);
    }
  }

  *#parsePlain({ format, coding, declaredFrames }: SphereHeader): Decoding {
    const { bytesPerFrame } = format;
    let missingFrames = declaredFrames ?? Number.POSITIVE_INFINITY;
    while (missingFrames > 0 && (yield* waitForBytes(this.#queue, bytesPerFrame))) {
      const stored = this.#queue.takeRun(missingFrames * bytesPerFrame, bytesPerFrame)!;
      missingFrames -= stored.length / bytesPerFrame;
      this.#checksum?.add(stored);
      yield this.#data(coding.bytes === 'plain' ? stored : stored.map(CONVERSIONS[coding.bytes]));
    }
    const byteOffset = this.#queue.byteOffset;
    const rest = yield* this.#skipRest();
    if (missingFrames > 0 && declaredFrames !== undefined)
      this.#warnOfMissing(declaredFrames, byteOffset);
    else if (rest > 0) this.#warnOfRest(rest, declaredFrames, byteOffset);
  }

  *#parseShorten(header: SphereHeader): Decoding {
    const shorten = new ShortenDecoder();
    const startOffset = this.#queue.byteOffset;
    let damage: ShortenDamage | undefined;
    try {
      yield* this.#parseShortenHeader(header, shorten);
      yield* this.#parseBlocks(header, shorten);
    } catch (error) {
      if (!(error instanceof ShortenDamage)) throw error;
      damage = error;
    }
    const byteOffset = startOffset + shorten.byteOffset;
    if (shorten.header === undefined) {
      const what = damage?.message ?? 'it ends within its header';
      const message = `the Shorten data of the SPHERE file cannot be decoded: ${what}; copy the file again`;
      throw new AudioFormatError(message, { byteOffset });
    }
    yield* this.#skipRest();
    const { declaredFrames } = header;
    if (damage !== undefined) {
      const message = `the Shorten data is damaged: ${damage.message}; the ${this.#numberOfFrames} frames before that are processed`;
      this.#warn('damaged-data', message, byteOffset);
    } else if (declaredFrames !== undefined) {
      if (this.#numberOfFrames < declaredFrames) this.#warnOfMissing(declaredFrames, byteOffset);
    } else if (!shorten.isEnded) {
      const message = `the Shorten data ends without an end mark, after ${this.#numberOfFrames} frames; these are processed`;
      this.#warn('truncated-data', message, byteOffset);
    }
  }

  *#parseShortenHeader(header: SphereHeader, shorten: ShortenDecoder): Decoding {
    while (shorten.decode() === undefined) {
      if (!(yield* waitForBytes(this.#queue, 1))) break;
      shorten.push(this.#queue.takeRun(Number.POSITIVE_INFINITY)!);
    }
    if (shorten.header === undefined) shorten.decode(true);
    if (shorten.header === undefined) return;
    refuseOther(header, shorten.header);
    yield { type: 'header', header };
  }

  *#parseBlocks(header: SphereHeader, shorten: ShortenDecoder): Decoding {
    const { declaredFrames = Number.POSITIVE_INFINITY } = header;
    let isWhole = false;
    while (!shorten.isEnded && this.#numberOfFrames < declaredFrames) {
      const frames = shorten.decode(isWhole);
      if (frames !== undefined) yield this.#data(this.#bytesOf(frames));
      else if (isWhole) return;
      else if (yield* waitForBytes(this.#queue, 1)) {
        shorten.push(this.#queue.takeRun(Number.POSITIVE_INFINITY)!);
      } else isWhole = true;
    }
  }

  /** Takes all that is left, and returns how many bytes that was. */
  *#skipRest(): Parsing<number> {
    const start = this.#queue.byteOffset;
    while (yield* waitForBytes(this.#queue, 1)) this.#queue.takeRun(Number.POSITIVE_INFINITY);
    return this.#queue.byteOffset - start;
  }

  /** @param frames samples by channel. */
  #bytesOf(frames: readonly Int32Array[]): Uint8Array {
    const { format, declaredFrames = Number.POSITIVE_INFINITY } = this.#header!;
    const count = Math.min(frames[0]!.length, declaredFrames - this.#numberOfFrames);
    const bytes = new Uint8Array(count * format.bytesPerFrame);
    const view = new DataView(bytes.buffer);
    for (const [channel, samples] of frames.entries()) {
      for (let frame = 0; frame < count; frame++) {
        const at = frame * format.bytesPerFrame + channel * format.slotBytes;
        if (format.slotBytes === 2) view.setInt16(at, samples[frame]!, true);
        else bytes[at] = samples[frame]!;
      }
    }
    this.#checksum?.add(bytes);
    return bytes;
  }

  #data(bytes: Uint8Array): AudioEvent {
    this.#numberOfFrames += bytes.length / this.#header!.format.bytesPerFrame;
    return { type: 'data', bytes };
  }

  #warnOfMissing(declaredFrames: number, byteOffset: number): void {
    const found = this.#numberOfFrames;
    // Some publishers counted the samples of all channels.
    if (found * this.#header!.format.numberOfChannels === declaredFrames) return;
    const message = `sample_count states ${declaredFrames} frames and the input ends after ${found}; these are processed`;
    this.#warn('truncated-data', message, byteOffset);
  }

  #warnOfRest(bytes: number, declaredFrames: number | undefined, byteOffset: number): void {
    if (declaredFrames === undefined) {
      const message = `the data ends with ${bytes} bytes of a frame of ${this.#header!.format.bytesPerFrame}; they are dropped`;
      this.#warn('incomplete-frame', message, byteOffset);
    } else {
      const message = `${bytes} bytes stand after the ${declaredFrames} frames that sample_count states; they are dropped`;
      this.#warn('trailing-junk', message, byteOffset);
    }
  }

  #warnOfChecksum({ checksum }: SphereHeader): void {
    // Of samples that are not all there it says nothing new.
    if (checksum === undefined || this.#warnings.length > 0) return;
    if (this.#checksum!.isOf(checksum)) return;
    const message = `the samples have the checksum ${this.#checksum!.value} and sample_checksum states ${checksum}: some of them were changed`;
    this.#warn('checksum', message, this.#queue.byteOffset);
  }

  #warn(code: SphereWarningCode, message: string, byteOffset: number): void {
    const damage = DAMAGE.has(code) && { isDamage: true };
    this.#warnings.push({ code, message, byteOffset, ...damage });
  }
}

/** @throws AudioFormatError where Shorten's header contradicts that of SPHERE. */
function refuseOther(
  { format }: SphereHeader,
  { encoding, numberOfChannels }: ShortenHeader,
): void {
  if (encoding === format.encoding && numberOfChannels === format.numberOfChannels) return;
  throw new AudioFormatError(
    `the SPHERE header states ${format.numberOfChannels} channels of ${format.encoding}, and its Shorten data ` +
      `${numberOfChannels} of ${encoding}; the file is damaged: copy it again`,
  );
}

/** Makes bytes of what is stored those that are understood elsewhere. */
const CONVERSIONS: Readonly<Record<'bit-reversed' | 'signed', (byte: number) => number>> = {
  'bit-reversed': (byte) => REVERSED_BITS[byte]!,
  signed: (byte) => byte ^ 0x80,
};

const REVERSED_BITS = Uint8Array.from({ length: 256 }, (_, byte) => {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) reversed |= ((byte >> bit) & 1) << (7 - bit);
  return reversed;
});
