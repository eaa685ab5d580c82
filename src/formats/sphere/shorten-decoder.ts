import { MAX_CHANNELS } from '../sample-format.ts';
import { OUT_OF_BITS, ShortenReader, TOO_LARGE } from './shorten-reader.ts';
import { MOST_ULAW_SHIFT, ulawCodesByRank } from './ulaw-ranks.ts';

const MAGIC = 'ajkg';
/** Types of samples, by their numbers in a header. */
const TYPE_ULAW = 0;
const TYPE_S16_BIG_ENDIAN = 3;
const TYPE_S16_LITTLE_ENDIAN = 5;
const TYPE_ULAW_OF_TWO_ZEROS = 8;

/** Commands, by their codes. */
const ZERO_ORDER = 0;
const FIRST_ORDER = 1;
const SECOND_ORDER = 2;
const QUIT = 4;
const BLOCK_SIZE = 5;
const BIT_SHIFT = 6;
const STATED_COEFFICIENTS = 7;
const SILENCE = 8;
const VERBATIM = 9;

/** Numbers of low bits in the codes of a block. */
const COMMAND_BITS = 2;
const ENERGY_BITS = 3;
const ORDER_BITS = 2;
const COEFFICIENT_BITS = 5;
const SHIFT_BITS = 2;
const VERBATIM_COUNT_BITS = 5;
const VERBATIM_BITS = 8;
const SKIPPED_BITS = 7;

/** Coefficients are multiples of 2^-5. */
const COEFFICIENT_SCALE = 32;

/** Samples before a block that the predictors of fixed coefficients look at. */
const FIXED_HISTORY = 3;
const MOST_BLOCK_SAMPLES = 1 << 16;
/** Samples of all channels in a block: 4 MiB, which a few bits of the stream may ask for. */
const MOST_SAMPLES = 1 << 20;
const MOST_ORDER = 1024;
const MOST_MEANS = 1024;
/** The most that a command may take: a block of the largest size has some 200 KiB. */
const MOST_COMMAND_BYTES = 1 << 20;

/** What cannot be decoded. The message says what, and is to be put into a sentence. */
export class ShortenDamage {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** What the header of a stream says. */
export interface ShortenHeader {
  readonly numberOfChannels: number;
  readonly encoding: 's16' | 'mulaw';
}

/** One channel, and what the predictors know of it. */
interface Channel {
  /** History, then the block. */
  readonly samples: Int32Array;
  /** Means of the last blocks. */
  readonly means: Int32Array;
}

/**
 * Decodes a Shorten stream (T. Robinson, "SHORTEN: simple lossless and near-lossless waveform compression", 1994) of version 1 to 3, as it is
 * embedded in SPHERE files, in pieces of any size.
 *
 * Samples come in blocks, channel after channel. A block is predicted from what came before, by fixed or by stated coefficients, and the
 * residual stands in it as Rice codes. A command that is not there whole is read again when more bytes are: it changes
 * nothing before its end.
 *
 * Memory: a block of each channel (4 MiB at most), and a command (1 MiB at most).
 */
export class ShortenDecoder {
  readonly #reader = new ShortenReader();
  #header: ShortenHeader | undefined;
  #version = 0;
  #type = 0;
  #blockSamples = 0;
  #history = FIXED_HISTORY;
  #channels: Channel[] = [];
  /** The one whose block comes next. */
  #channel = 0;
  #bitShift = 0;
  #isEnded = false;
  /** Bytes that must be there before it is worth while to try again. */
  #wantedBytes = 1;
  #codesByRank = new Map<number, Uint8Array>();

  /** Undefined until the stream's header is there. */
  get header(): ShortenHeader | undefined {
    return this.#header;
  }

  /** True if the stream said that it is over. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Where the next command begins, in bytes from the start of the stream. */
  get byteOffset(): number {
    return this.#reader.byteOffset;
  }

  /** Takes the next bytes of the stream. */
  push(bytes: Uint8Array): void {
    if (!this.#isEnded) this.#reader.push(bytes);
  }

  /**
   * Decodes the next frames.
   *
   * @param isWhole true if no more bytes will come.
   * @returns samples by channel, of 16 bits or codes of µ-law, valid until the next call; undefined where more bytes are needed.
   *   None at first, when the header was read.
   * @throws ShortenDamage for what cannot be decoded.
   */
  decode(isWhole = false): readonly Int32Array[] | undefined {
    if (!isWhole && this.#reader.availableBytes < this.#wantedBytes) return undefined;
    try {
      if (this.#header === undefined) {
        this.#readHeader();
        return this.#channels.map(() => new Int32Array(0));
      }
      while (!this.#isEnded) {
        const frames = this.#readCommand();
        this.#reader.commit();
        if (frames !== undefined) return frames;
      }
    } catch (error) {
      if (error === TOO_LARGE) throw new ShortenDamage('it has a number beyond 32 bits');
      if (error !== OUT_OF_BITS) throw error;
      if (this.#reader.availableBytes > MOST_COMMAND_BYTES) {
        throw new ShortenDamage(`it has a block of more than ${MOST_COMMAND_BYTES} bytes`);
      }
      this.#reader.rewind();
      // So that a command that comes byte by byte is not tried at each.
      this.#wantedBytes = Math.ceil(this.#reader.availableBytes * 1.25) + 1;
      return undefined;
    }
    return undefined;
  }

  #readHeader(): void {
    const reader = this.#reader;
    for (const letter of MAGIC) {
      if (reader.byte() !== letter.charCodeAt(0))
        throw new ShortenDamage('it has no Shorten header');
    }
    this.#version = reader.byte();
    if (this.#version < 1 || this.#version > 3) {
      throw new ShortenDamage(`it is of Shorten's version ${this.#version}; expected 1 to 3`);
    }
    this.#type = reader.long();
    const encoding = encodingOf(this.#type);
    const numberOfChannels = bounded('channels', reader.long(), 1, MAX_CHANNELS);
    this.#blockSamples = bounded('samples in a block', reader.long(), 1, MOST_BLOCK_SAMPLES);
    bounded(
      'samples in the blocks of all channels',
      numberOfChannels * this.#blockSamples,
      1,
      MOST_SAMPLES,
    );
    const mostOrder = bounded('coefficients', reader.long(), 0, MOST_ORDER);
    const means = bounded('means', reader.long(), 0, MOST_MEANS);
    const skipped = bounded('bytes to skip', reader.long(), 0, MOST_COMMAND_BYTES);
    for (let i = 0; i < skipped; i++) reader.unsigned(SKIPPED_BITS);
    reader.commit();
    this.#history = Math.max(FIXED_HISTORY, mostOrder);
    this.#channels = Array.from({ length: numberOfChannels }, () => ({
      samples: new Int32Array(this.#history + this.#blockSamples),
      means: new Int32Array(means),
    }));
    this.#header = { numberOfChannels, encoding };
  }

  /** Returns the frames that a command completes. */
  #readCommand(): Int32Array[] | undefined {
    const reader = this.#reader;
    const command = reader.unsigned(COMMAND_BITS);
    switch (command) {
      case QUIT:
        this.#isEnded = true;
        return undefined;
      case BLOCK_SIZE:
        if (this.#channel !== 0) throw new ShortenDamage('its blocks differ between the channels');
        this.#blockSamples = bounded(
          'samples in a block',
          reader.long(),
          1,
          this.#mostBlockSamples,
        );
        return undefined;
      case BIT_SHIFT:
        this.#bitShift = bounded('bits of shift', reader.unsigned(SHIFT_BITS), 0, this.#mostShift);
        return undefined;
      case VERBATIM:
        for (let count = reader.unsigned(VERBATIM_COUNT_BITS); count > 0; count--) {
          reader.unsigned(VERBATIM_BITS);
        }
        return undefined;
      default:
        if (command > VERBATIM) throw new ShortenDamage(`it has the command ${command}`);
        this.#readBlock(command);
        return this.#endBlock();
    }
  }

  get #mostBlockSamples(): number {
    return this.#channels[0]!.samples.length - this.#history;
  }

  get #mostShift(): number {
    return this.#header!.encoding === 'mulaw' ? MOST_ULAW_SHIFT : 31;
  }

  #readBlock(command: number): void {
    const { samples, means } = this.#channels[this.#channel]!;
    const start = this.#history;
    const end = start + this.#blockSamples;
    if (command === SILENCE) {
      samples.fill(0, start, end);
      return;
    }
    const reader = this.#reader;
    const lowBits = reader.unsigned(ENERGY_BITS);
    if (lowBits > 31) throw TOO_LARGE;
    if (command === STATED_COEFFICIENTS) {
      this.#readPredicted(samples, this.#mean(means), lowBits);
      return;
    }
    const mean = command === ZERO_ORDER ? this.#mean(means) : 0;
    for (let i = start; i < end; i++) {
      const a = samples[i - 1]!;
      const b = samples[i - 2]!;
      const c = samples[i - 3]!;
      let predicted = 3 * (a - b) + c;
      if (command === ZERO_ORDER) predicted = mean;
      else if (command === FIRST_ORDER) predicted = a;
      else if (command === SECOND_ORDER) predicted = 2 * a - b;
      samples[i] = reader.signed(lowBits) + predicted;
    }
  }

  #readPredicted(samples: Int32Array, mean: number, lowBits: number): void {
    const reader = this.#reader;
    const order = bounded('coefficients', reader.unsigned(ORDER_BITS), 0, this.#history);
    const coefficients = Array.from({ length: order }, () => reader.signed(COEFFICIENT_BITS));
    const start = this.#history;
    for (let i = start; i < start + this.#blockSamples; i++) {
      let sum = this.#version > 1 ? COEFFICIENT_SCALE : 0;
      for (let j = 0; j < order; j++) sum += coefficients[j]! * (samples[i - 1 - j]! - mean);
      samples[i] = reader.signed(lowBits) + Math.floor(sum / COEFFICIENT_SCALE) + mean;
    }
  }

  /** Mean of the last blocks, as the predictors take it. */
  #mean(means: Int32Array): number {
    if (means.length === 0) return 0;
    const rounding = this.#version > 1 ? means.length >> 1 : 0;
    const mean = Math.trunc(means.reduce((sum, value) => sum + value, rounding) / means.length);
    if (this.#version < 2 || this.#bitShift === 0) return mean;
    return (mean >> (this.#bitShift - 1)) >> 1;
  }

  /** Puts by what the next block is predicted from, and goes on to the next channel. */
  #endBlock(): Int32Array[] | undefined {
    const { samples, means } = this.#channels[this.#channel]!;
    const start = this.#history;
    const end = start + this.#blockSamples;
    if (means.length > 0) {
      let sum = this.#version > 1 ? this.#blockSamples >> 1 : 0;
      for (let i = start; i < end; i++) sum += samples[i]!;
      const mean = Math.trunc(sum / this.#blockSamples);
      means.copyWithin(0, 1);
      means[means.length - 1] = this.#version > 1 ? mean << this.#bitShift : mean;
    }
    const values = this.#values(samples.subarray(start, end));
    samples.copyWithin(0, this.#blockSamples, this.#blockSamples + this.#history);
    this.#blocks[this.#channel] = values;
    this.#channel = (this.#channel + 1) % this.#channels.length;
    return this.#channel === 0 ? this.#blocks : undefined;
  }

  readonly #blocks: Int32Array[] = [];

  /** The samples that numbers of a block stand for. */
  #values(numbers: Int32Array): Int32Array {
    if (this.#header!.encoding === 's16') {
      // A lossy encoder may come out one too high.
      return numbers.map((number) => Math.min(number << this.#bitShift, 0x7fff));
    }
    const codes = this.#codes(this.#bitShift);
    const hasTwoZeros = this.#type === TYPE_ULAW_OF_TWO_ZEROS;
    return numbers.map((number) => {
      if (!hasTwoZeros || number >= 0) return codes[number + 128] ?? 0;
      return number === -1 ? 0x7f : (codes[number + 129] ?? 0);
    });
  }

  #codes(shift: number): Uint8Array {
    let codes = this.#codesByRank.get(shift);
    if (codes === undefined) {
      codes = ulawCodesByRank(shift);
      this.#codesByRank.set(shift, codes);
    }
    return codes;
  }
}

function encodingOf(type: number): ShortenHeader['encoding'] {
  if (type === TYPE_S16_BIG_ENDIAN || type === TYPE_S16_LITTLE_ENDIAN) return 's16';
  if (type === TYPE_ULAW || type === TYPE_ULAW_OF_TWO_ZEROS) return 'mulaw';
  throw new ShortenDamage(`it has samples of Shorten's type ${type}; expected 16 bits or µ-law`);
}

/** @throws ShortenDamage where a number is out of bounds. */
function bounded(what: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new ShortenDamage(`it states ${value} ${what}; expected ${least} to ${most}`);
}
