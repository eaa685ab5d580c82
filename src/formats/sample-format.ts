import type { AudioFormat, SampleEncoding } from '../audio-format.ts';

/**
 * How encoded samples lie in memory, whatever file they come from: frame after frame, a slot for each channel.
 *
 *     slotBytes 4, significantBytes 3 (24 bits in 4 bytes), little-endian:
 *
 *       byte 0   byte 1   byte 2   byte 3
 *       low      mid      high     ignored when read, the sign when written
 *
 * In big-endian samples the unused bytes come first.
 */
export interface SampleFormat extends AudioFormat {
  /** What the significant bytes of a slot hold. */
  readonly encoding: SampleEncoding;
  /** Bytes of one frame: `numberOfChannels * slotBytes`. */
  readonly bytesPerFrame: number;
  /** Bytes that one sample occupies, 1 to 8. */
  readonly slotBytes: number;
  /** Bytes of the slot that hold the sample, the numerically low ones; what `encoding` needs. */
  readonly significantBytes: number;
  /**
   * Bits that are claimed to be used, counted from the top of the significant bytes. Informative: samples are
   * read and written with all bits of their significant bytes.
   */
  readonly validBits: number;
  /** True if the most significant byte of a slot comes first. */
  readonly bigEndian: boolean;
  /**
   * Encoding of an output for which none is asked, where it is not `encoding`: a lossy codec gives floats that are no more
   * exact than 16 bits.
   */
  readonly storedAs?: SampleEncoding;
  /** Speaker positions, as WAVEFORMATEXTENSIBLE numbers them; 0 where none are given. */
  readonly channelMask: number;
}

/** The most channels that audio may have here. */
export const MAX_CHANNELS = 1024;

/** Bytes that one sample of each encoding needs. */
export const BYTES_PER_SAMPLE: Readonly<Record<SampleEncoding, number>> = {
  u8: 1,
  s16: 2,
  s24: 3,
  s32: 4,
  f32: 4,
  f64: 8,
  alaw: 1,
  mulaw: 1,
};

/** The plain format of an encoding: little-endian slots of just the bytes that it needs, all bits valid. */
export function plainSampleFormat(
  { sampleRate, numberOfChannels }: AudioFormat,
  encoding: SampleEncoding,
): SampleFormat {
  const slotBytes = BYTES_PER_SAMPLE[encoding];
  return {
    sampleRate,
    numberOfChannels,
    encoding,
    bytesPerFrame: numberOfChannels * slotBytes,
    slotBytes,
    significantBytes: slotBytes,
    validBits: 8 * slotBytes,
    bigEndian: false,
    channelMask: 0,
  };
}

/** The same with another number of channels: where the speakers of some, or of several files together, stand is no layout any more. */
export function withChannels<Format extends SampleFormat>(
  format: Format,
  numberOfChannels: number,
): Format {
  const bytesPerFrame = numberOfChannels * format.slotBytes;
  return { ...format, numberOfChannels, bytesPerFrame, channelMask: 0 };
}

/** The encoding of an output for which none is asked. */
export function encodingByDefault({ storedAs, encoding }: SampleFormat): SampleEncoding {
  return storedAs ?? encoding;
}

/** True if the samples are integers, neither floating point nor G.711. */
export function isIntegerPcm({ encoding }: Pick<SampleFormat, 'encoding'>): boolean {
  return encoding === 'u8' || encoding === 's16' || encoding === 's24' || encoding === 's32';
}
