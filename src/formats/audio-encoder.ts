import type { AudioExtent, AudioHeader, AudioTail, AudioWarning } from './audio-decoder.ts';
import type { SampleFormat } from './sample-format.ts';

/** What an encoder is to write. */
export interface AudioEncoderOptions {
  /** How the samples will lie in memory: what {@link AudioWriter.sampleFormat} said. */
  readonly format: SampleFormat;
  /** Header of the input. What else it says is passed on where it is of the same format. None by default. */
  readonly from?: AudioHeader | undefined;
  /** What was counted before; without it, what `from` declares is believed. */
  readonly extent?: AudioExtent | undefined;
  /** True if {@link AudioEncoder.patches} can be written. Default false. */
  readonly isSeekable?: boolean | undefined;
}

/** Bytes to overwrite in a seekable output. */
export interface AudioPatch {
  /** From the start of the file. */
  readonly byteOffset: number;
  /** What stands there from now on. */
  readonly bytes: Uint8Array;
}

/** Writes one file. Each method returns bytes to be output in the order of the calls. */
export interface AudioEncoder {
  /** True if there will be {@link patches}, whatever was known before: the header states what only the end tells. */
  readonly patchesHeader?: true;

  /** All bytes before the first sample. */
  header(): Uint8Array;

  /**
   * @param samples whole frames in the encoder's sample format.
   * @returns their bytes in the file, perhaps `samples` itself; overwritten by the next call.
   */
  write(samples: Uint8Array): Uint8Array;

  /** Adds to what stands after the samples, if it is of the same format. */
  writeTail(tail: AudioTail): Uint8Array;

  /** Ends the file. */
  end(): Uint8Array;

  /** What must be overwritten in the output once {@link end} was called. */
  patches(): readonly AudioPatch[];

  /** What is wrong with an output that could not be patched; undefined where nothing is. */
  unpatched(): AudioWarning | undefined;
}

/** How files of a format are written. */
export interface AudioWriter {
  /** How samples are to be given to an encoder that stores them in `encoding`. */
  sampleFormat(input: SampleFormat, encoding: SampleFormat['encoding']): SampleFormat;

  /** @throws AwgnError for what a file of the format cannot hold. */
  createEncoder(options: AudioEncoderOptions): AudioEncoder;
}
