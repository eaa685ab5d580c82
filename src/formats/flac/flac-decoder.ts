import { AudioFormatError, UnsupportedAudioError } from '../../errors.ts';
import type { AudioDecoder, AudioEvent, AudioExtent } from '../audio-decoder.ts';
import { ByteQueue } from '../byte-queue.ts';
import { type Decoding, EventSteps } from '../event-steps.ts';
import { isAt } from '../magic.ts';
import { type FlacHeader, parseFlacHeader } from './flac-header-parser.ts';
import type { FlacWarning, FlacWarningCode } from './flac-warning.ts';
import { FrameReader } from './frame-reader.ts';

/** Bytes of silence that are given at a time. */
const SILENCE_BYTES = 1 << 16;

/** Frames that are damaged or look like one, after which a file is given up: each may take milliseconds. */
const MOST_FAULTS = 4096;

/** The longest gap that is believed of a file that does not state its length: what a damaged number says must not fill a disk. */
const MOST_LOST_SECONDS = 3600;

/** Warnings that are kept: a damaged file may have one for every few bytes. */
const MOST_WARNINGS = 64;
/** Samples that were encoded and are not there, or others than these. */
const DAMAGE: ReadonlySet<FlacWarningCode> = new Set(['lost-frames', 'md5']);

/** Bytes of an ID3v1 tag, which some programs put behind the frames. */
const ID3V1_BYTES = 128;

/** What must be waited for is told by a frame that is whole, by a damaged one, or by the end. */
type Found = 'sound' | 'damaged' | 'cut-short-at-end' | 'nothing';

/**
 * Decodes a FLAC file as it arrives, in pieces of any size, a frame at a time: RFC 9639.
 *
 * However the input is split, header, warnings and joined data are the same. Damaged frames become silence of the same
 * length, known by the numbers of the frames after them, so that nothing moves in time.
 *
 * Memory: that of a {@link FrameReader} and of what the header holds.
 */
export class FlacDecoder implements AudioDecoder {
  readonly keepsBytes = false;
  readonly #queue = new ByteQueue();
  readonly #warnings: FlacWarning[] = [];
  readonly #steps = new EventSteps(this.#decode());
  #header!: FlacHeader;
  #frames!: FrameReader;
  #framesDecoded = 0;
  /** Added to the position that a frame's number states. */
  #numberOffset = 0;
  /** Frames of every block but the last, where the numbers count blocks. */
  #nominalFrames = 0;
  #hasFrames = false;
  #faults = 0;
  #unsaidWarnings = 0;
  #isDamaged = false;

  /** What was odd about the file so far, in at most 65 entries; complete after {@link end}. */
  get warnings(): readonly FlacWarning[] {
    return this.#warnings;
  }

  get extent(): AudioExtent {
    return { numberOfFrames: this.#framesDecoded, tailBytes: 0 };
  }

  /**
   * Takes the next bytes of the file.
   *
   * @returns what they complete, decoded as it is iterated over. Iterating throws AudioFormatError, UnsupportedAudioError or
   *   TruncatedAudioError.
   */
  *push(bytes: Uint8Array): Generator<AudioEvent, void, void> {
    if (this.#queue.isEnded) {
      throw new Error(
        'push() after end(); expected no more bytes, since the FLAC file is over: use a new decoder for the next',
      );
    }
    this.#queue.push(bytes);
    yield* this.#steps.resume();
    this.#queue.hold();
  }

  /** Says that the file is over. Returns and throws as {@link push} does. */
  *end(): Generator<AudioEvent, void, void> {
    this.#queue.end();
    yield* this.#steps.resume();
  }

  *#decode(): Decoding<void> {
    this.#header = yield* parseFlacHeader(this.#queue, this.#warnings);
    yield { type: 'header', header: this.#header };
    const { streamInfo } = this.#header;
    this.#frames = new FrameReader(streamInfo);
    this.#nominalFrames = streamInfo.maxBlockFrames;
    for (;;) {
      const found = yield* this.#readFrame();
      if (found === 'nothing') break;
      if (found === 'sound' && this.#isInFormat()) yield* this.#acceptInOrder();
      else if (!(yield* this.#passDamage(found))) break;
    }
    yield* this.#givePending();
    this.#checkEnd();
  }

  /** Tries to read a frame, and waits for as much as that takes. */
  *#readFrame(): Decoding<Found> {
    const frames = this.#frames;
    // What is shorter is seldom a frame; not to try saves that it is decoded twice.
    let wantedBytes = this.#header.streamInfo.minFrameBytes;
    for (;;) {
      if (frames.availableBytes < wantedBytes) frames.fill(this.#queue);
      const isAllThere = this.#queue.isEnded && this.#queue.availableBytes === 0;
      if (frames.availableBytes >= wantedBytes || frames.isFull || isAllThere) {
        if (frames.availableBytes === 0 && isAllThere) return 'nothing';
        const attempt = frames.read();
        if (attempt !== 'cut-short') return attempt;
        if (isAllThere) return 'cut-short-at-end';
        // Half as much again: a frame that comes byte by byte is decoded a few times, not once for each.
        wantedBytes = frames.availableBytes + Math.max(1, frames.availableBytes >> 1);
        continue;
      }
      if (this.#queue.availableBytes > 0) continue;
      yield* this.#givePending();
      yield undefined;
    }
  }

  /** True if the frame that was read last is of the file's format; in a sequence of sound frames no other is taken. */
  #isInFormat(): boolean {
    const { numberOfChannels, sampleRate, bitsPerSample } = this.#header.streamInfo;
    const frames = this.#frames;
    return (
      frames.numberOfChannels === numberOfChannels &&
      frames.sampleRate === sampleRate &&
      frames.bitsPerSample === bitsPerSample
    );
  }

  /** Where the frame that was read last stands, in frames of audio from the start. */
  #positionOfFrame(): number {
    const { isVariable, codedNumber } = this.#frames;
    return (isVariable ? codedNumber : codedNumber * this.#nominalFrames) + this.#numberOffset;
  }

  /** Uses a frame that follows the one before it. */
  *#acceptInOrder(): Decoding<void> {
    const { declaredFrames, streamInfo } = this.#header;
    const isNominal = streamInfo.minBlockFrames === streamInfo.maxBlockFrames;
    if (!this.#hasFrames && !(isNominal && this.#nominalFrames > 0)) {
      this.#nominalFrames = this.#frames.blockFrames;
    }
    const gap = this.#positionOfFrame() - this.#framesDecoded;
    if (gap !== 0) {
      const byteOffset = this.#byteOffset;
      if (!this.#hasFrames && declaredFrames === undefined) {
        const message = `the first frame stands at frame ${gap} of what was encoded; the recording begins with it`;
        this.#warn('first-frame', message, byteOffset);
        this.#numberOffset = -gap;
      } else if (gap > 0 && this.#isGapBelieved(gap)) {
        const message = `${gap} frames of audio are missing; silence stands for them`;
        this.#warn('lost-frames', message, byteOffset);
        yield* this.#giveSilence(gap);
      } else {
        const message = `a frame states that it stands at frame ${this.#framesDecoded + gap} of the audio, and comes at ${this.#framesDecoded}; frames are taken in their order in the file`;
        this.#warn('frame-number', message, byteOffset);
        this.#numberOffset -= gap;
      }
    }
    yield* this.#accept();
  }

  *#accept(): Decoding<void> {
    const frames = this.#frames;
    if (frames.mustTake) yield* this.#givePending();
    this.#hasFrames = true;
    this.#framesDecoded += frames.blockFrames;
    frames.accept();
  }

  *#givePending(): Decoding<void> {
    const bytes = this.#frames.takePending();
    if (bytes.length > 0) yield { type: 'data', bytes };
  }

  #isGapBelieved(gap: number): boolean {
    const { declaredFrames, format } = this.#header;
    return declaredFrames === undefined
      ? gap <= MOST_LOST_SECONDS * format.sampleRate
      : this.#framesDecoded + gap + this.#frames.blockFrames <= declaredFrames;
  }

  *#giveSilence(numberOfFrames: number): Decoding<void> {
    yield* this.#givePending();
    this.#isDamaged = true;
    const { bytesPerFrame, encoding } = this.#header.format;
    const pieceFrames = Math.floor(SILENCE_BYTES / bytesPerFrame);
    for (let left = numberOfFrames; left > 0; ) {
      const frames = Math.min(left, pieceFrames);
      left -= frames;
      this.#framesDecoded += frames;
      const bytes = new Uint8Array(frames * bytesPerFrame).fill(encoding === 'u8' ? 128 : 0);
      yield { type: 'data', bytes };
    }
  }

  /**
   * Goes on to the next frame that fits, over what is none, and puts silence for what was lost.
   *
   * @returns false if none follows.
   */
  *#passDamage(first: Found): Decoding<boolean> {
    const start = this.#byteOffset;
    if (first === 'sound') this.#refuseOtherFormat(start);
    const isTag = yield* this.#isTag();
    for (let found: Found = first; ; ) {
      if (found === 'sound' && this.#isInFormat() && this.#fitsAfterDamage()) break;
      if (found === 'nothing') {
        yield* this.#endInDamage(start, first, isTag);
        return false;
      }
      if (found === 'damaged' && this.#frames.hasHeader) this.#countFault();
      // A frame that is sound and does not fit is none of what was lost.
      yield* this.#skipToSync(found === 'sound' ? this.#frames.frameBytes : 1);
      found = yield* this.#readFrame();
    }
    const gap = this.#positionOfFrame() - this.#framesDecoded;
    const skipped = `${this.#byteOffset - start} bytes are no sound frame`;
    if (gap === 0) this.#warn('junk', `${skipped}; they are left out`, start);
    else {
      const message = `${skipped}; silence stands for the ${gap} frames of audio that are lost`;
      this.#warn('lost-frames', message, start);
      yield* this.#giveSilence(gap);
    }
    yield* this.#accept();
    return true;
  }

  /** A frame that is sound by its checksum, but of other rate, channels or bits, belongs to another recording. */
  #refuseOtherFormat(byteOffset: number): void {
    const { sampleRate, numberOfChannels, bitsPerSample } = this.#header.streamInfo;
    const frames = this.#frames;
    throw new UnsupportedAudioError(
      `a frame has ${frames.sampleRate} Hz, ${frames.numberOfChannels} channels and ${frames.bitsPerSample} bits; the file began with ` +
        `${sampleRate} Hz, ${numberOfChannels} and ${bitsPerSample}; split it where they change`,
      { byteOffset },
    );
  }

  /** True if the frame that was read last may follow what was lost. */
  #fitsAfterDamage(): boolean {
    const gap = this.#positionOfFrame() - this.#framesDecoded;
    return gap === 0 || (gap > 0 && this.#isGapBelieved(gap));
  }

  #countFault(): void {
    if (++this.#faults <= MOST_FAULTS) return;
    throw new AudioFormatError(
      `the file is damaged in more than ${MOST_FAULTS} places; copy or download it again`,
      { byteOffset: this.#byteOffset },
    );
  }

  /** Leaves out bytes, and all up to the next one with which a frame may begin, or to the end. */
  *#skipToSync(byteLength: number): Decoding<void> {
    this.#frames.skip(byteLength);
    do this.#frames.skipToSync();
    while (this.#frames.availableBytes === 0 && (yield* this.#fill(1)));
  }

  /** Waits for bytes; false: the input ends before. */
  *#fill(byteLength: number): Decoding<boolean> {
    while (this.#frames.availableBytes < byteLength) {
      this.#frames.fill(this.#queue);
      if (this.#frames.availableBytes >= byteLength) break;
      if (this.#queue.isEnded) return false;
      yield* this.#givePending();
      yield undefined;
    }
    return true;
  }

  /** True if an ID3v1 tag begins here. */
  *#isTag(): Decoding<boolean> {
    yield* this.#fill(3);
    return isAt(this.#frames.peek(3), 'TAG');
  }

  /** The file is over, and since `start` no frame was found. */
  *#endInDamage(start: number, first: Found, isTag: boolean): Decoding<void> {
    const lostBytes = this.#byteOffset - start;
    const { declaredFrames } = this.#header;
    if (isTag && lostBytes === ID3V1_BYTES) return;
    if (declaredFrames !== undefined && this.#framesDecoded >= declaredFrames) {
      const message = `${lostBytes} bytes after the last frame are no frame; they are left out`;
      this.#warn('trailing-junk', message, start);
      return;
    }
    if (first === 'cut-short-at-end') {
      const message = `the input ends ${lostBytes} bytes into a frame; they are dropped`;
      this.#warn('incomplete-frame', message, start);
      this.#isDamaged = true;
      return;
    }
    const missing = (declaredFrames ?? 0) - this.#framesDecoded;
    if (missing > 0 && missing <= this.#nominalFrames) {
      const message = `${lostBytes} bytes are no sound frame; silence stands for the ${missing} frames of audio that are lost`;
      this.#warn('lost-frames', message, start);
      yield* this.#giveSilence(missing);
    } else {
      const message = `${lostBytes} bytes at the end are no sound frame; they are left out`;
      this.#warn('lost-frames', message, start);
      this.#isDamaged = true;
    }
  }

  #checkEnd(): void {
    const { declaredFrames } = this.#header;
    const byteOffset = this.#byteOffset;
    const found = this.#framesDecoded;
    if (declaredFrames !== undefined && found < declaredFrames) {
      const message = `STREAMINFO states ${declaredFrames} frames of audio and the input ends after ${found}; those are processed`;
      this.#warn('truncated-data', message, byteOffset);
    } else if (declaredFrames !== undefined && found > declaredFrames) {
      const message = `STREAMINFO states ${declaredFrames} frames of audio and the input has ${found}; all are processed`;
      this.#warn('excess-data', message, byteOffset);
    } else if (!this.#isDamaged && !this.#frames.isMd5Right()) {
      const message =
        'the MD5 of the samples is not that of STREAMINFO: every frame is sound, but they are not those that were encoded, ' +
        'or the program that wrote the file was at fault; they are processed';
      this.#warn('md5', message, 0);
    }
  }

  /** Where the next byte stands that was not used. */
  get #byteOffset(): number {
    return this.#queue.byteOffset - this.#frames.availableBytes;
  }

  #warn(code: FlacWarningCode, message: string, byteOffset: number): void {
    const damage = DAMAGE.has(code) && { isDamage: true };
    if (this.#warnings.length < MOST_WARNINGS) {
      this.#warnings.push({ code, message, byteOffset, ...damage });
      return;
    }
    this.#unsaidWarnings++;
    const more = `${this.#unsaidWarnings} more oddities follow, the last of them: ${message}`;
    this.#warnings[MOST_WARNINGS] = { code, message: more, byteOffset, ...damage };
  }
}
