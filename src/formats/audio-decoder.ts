import type { SampleFormat } from './sample-format.ts';

/** All that a file says before its first sample, whatever its format. Formats add what only they understand. */
export interface AudioHeader {
  /** Kind of file, as reports name it: `RIFF`, `RF64`. */
  readonly container: string;
  /** Name and version of the package that decodes the file, where its samples depend on that. */
  readonly decoder?: string;
  /** How the samples that a decoder gives lie in memory, and the rate. */
  readonly format: SampleFormat;
  /** Frames by the header; undefined: not known before the input ends. */
  readonly declaredFrames: number | undefined;
  /**
   * Where the first frame stands, in bytes from the start of the input; undefined where the frames do not lie in the
   * file one after the other just as `format` says.
   */
  readonly dataByteOffset: number | undefined;
}

/** Bytes that stand after the samples; an encoder of the same format passes them on. */
export interface AudioTail {
  /** A piece of them. */
  readonly bytes: Uint8Array;
}

/**
 * What a decoder finds, in the order of the file.
 *
 * - `header`: exactly once, and first.
 * - `data`: encoded samples, always whole frames. What a decoder must skip (priming, padding) is not among them.
 * - `tail`: bytes after the samples.
 */
export type AudioEvent =
  | { readonly type: 'header'; readonly header: AudioHeader }
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | ({ readonly type: 'tail' } & AudioTail);

/** Something odd in a file that did not keep its samples from being read. */
export interface AudioWarning {
  /** What is odd, for programs. */
  readonly code: string;
  /** What was found and what was done about it. */
  readonly message: string;
  /** Where it was found, in bytes from the start of the input. */
  readonly byteOffset: number;
  /** True if samples are lost or wrong though the file is there to its end. What is cut off is not damaged. */
  readonly isDamage?: boolean;
}

/** What must be known of a file before its header can be right. */
export interface AudioExtent {
  readonly numberOfFrames: number;
  /** Bytes of the tail, as far as sizes in the header count them. */
  readonly tailBytes: number;
}

/**
 * What comes of a piece of input: at once, or later where a package must be loaded or decodes elsewhere. This is the
 * only thing about a decoder that may be asynchronous; most are never.
 *
 * Iterate over it once, to its end, before the next call: a few bytes may stand for more samples than memory holds, so a
 * decoder may decode while it is iterated over, and then throws there, too.
 */
export type Decoded = Iterable<AudioEvent> | Promise<Iterable<AudioEvent>>;

/** Turns the bytes of one file into encoded samples, in pieces of any size. One piece at a time: the next may come when the last is decoded. */
export interface AudioDecoder {
  /**
   * Takes the next bytes of the file.
   *
   * @returns what they complete. The bytes of events may be parts of the piece just pushed, and may be overwritten when
   *   the next event is asked for, unless {@link keepsBytes} says otherwise.
   * @throws AwgnError for what cannot be decoded.
   */
  push(bytes: Uint8Array): Decoded;

  /** Says that the file is over. Returns and throws as {@link push} does. */
  end(): Decoded;

  /** What was odd about the file so far; complete after {@link end}. */
  readonly warnings: readonly AudioWarning[];

  /** What was found; complete after {@link end}. */
  readonly extent: AudioExtent;

  /** True if the bytes of events stay as they are for as long as those that were pushed do. */
  readonly keepsBytes: boolean;
}
