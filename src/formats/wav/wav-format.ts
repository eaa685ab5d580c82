import { type AudioFormat, SAMPLE_ENCODINGS, type SampleEncoding } from '../../audio-format.ts';
import { shown } from '../../shown.ts';

/**
 * The kinds of RIFF file that carry WAVE audio: little-endian, big-endian, and the two with 64-bit sizes
 * (EBU Tech 3306 and ITU-R BS.2088).
 */
export type WavContainer = 'RIFF' | 'RIFX' | 'RF64' | 'BW64';

/**
 * How a WAV file stores its samples.
 *
 *     slotBytes 4, significantBytes 3 (24 bits in 4 bytes), little-endian:
 *
 *       byte 0   byte 1   byte 2   byte 3
 *       low      mid      high     ignored when read, the sign when written
 *
 * In a big-endian file the unused bytes come first.
 */
export interface WavFormat extends AudioFormat {
  /** Kind of RIFF file. */
  readonly container: WavContainer;
  /** What the significant bytes of a slot hold. */
  readonly encoding: SampleEncoding;
  /** Bytes of one frame in the file: `numberOfChannels * slotBytes`. */
  readonly bytesPerFrame: number;
  /** Bytes that one sample occupies in the file, 1 to 8. */
  readonly slotBytes: number;
  /** Bytes of the slot that hold the sample, the numerically low ones; what `encoding` needs. */
  readonly significantBytes: number;
  /**
   * Bits that the file claims to use, counted from the top of the significant bytes. Informative: samples are
   * read and written with all bits of their significant bytes.
   */
  readonly validBits: number;
  /** Whether the `fmt ` chunk is a WAVEFORMATEXTENSIBLE. */
  readonly extensible: boolean;
  /** Speaker positions of WAVEFORMATEXTENSIBLE; 0 where none are given or the format is not extensible. */
  readonly channelMask: number;
  /** Whether the sub-format is one of the two ambisonic B-format GUIDs (`.amb` files). */
  readonly ambisonic: boolean;
}

/** The most channels that a WAV file may have here. */
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

/** What {@link createWavFormat} needs to know; the rest follows. */
export interface WavFormatOptions {
  /** Frames per second, 1 to 2^32 - 1. */
  readonly sampleRate: number;
  /** 1 to 1024. */
  readonly numberOfChannels: number;
  /** How samples are stored. */
  readonly encoding: SampleEncoding;
  /** Default `RIFF`. */
  readonly container?: WavContainer;
  /** Default false. */
  readonly extensible?: boolean;
  /** Default 0, no positions. Only an extensible format has one. */
  readonly channelMask?: number;
}

/**
 * The plain format of an encoding: slots of just the bytes that it needs, all bits valid.
 *
 * @throws RangeError for a rate, a number of channels or a mask that a WAV file cannot state.
 * @throws TypeError for an encoding that there is not.
 */
export function createWavFormat(options: WavFormatOptions): WavFormat {
  const { sampleRate, numberOfChannels, encoding, container = 'RIFF' } = options;
  const { extensible = false, channelMask = 0 } = options;
  requireInteger('sampleRate', sampleRate, 1, 0xffffffff);
  requireInteger('numberOfChannels', numberOfChannels, 1, MAX_CHANNELS);
  requireInteger('channelMask', channelMask, 0, extensible ? 0xffffffff : 0);
  if (!SAMPLE_ENCODINGS.includes(encoding)) {
    throw new TypeError(
      `encoding is ${shown(encoding)}; expected one of ${SAMPLE_ENCODINGS.join(', ')}`,
    );
  }
  const slotBytes = BYTES_PER_SAMPLE[encoding];
  return {
    sampleRate,
    numberOfChannels,
    container,
    encoding,
    bytesPerFrame: numberOfChannels * slotBytes,
    slotBytes,
    significantBytes: slotBytes,
    validBits: 8 * slotBytes,
    extensible,
    channelMask,
    ambisonic: false,
  };
}

/**
 * The same audio in another encoding.
 *
 * The slot becomes the plain one of the encoding, with all bits valid; container, extensibility, speaker mask
 * and ambisonic sub-format are kept. A-law and µ-law have no ambisonic sub-format and lose it.
 *
 * The same encoding returns `format` itself, with its slots as they are.
 */
export function wavFormatWithEncoding(format: WavFormat, encoding: SampleEncoding): WavFormat {
  if (encoding === format.encoding) return format;
  return {
    ...createWavFormat({ ...format, encoding }),
    ambisonic: format.ambisonic && encoding !== 'alaw' && encoding !== 'mulaw',
  };
}

/** Whether the samples and all numbers of the container are stored most significant byte first. */
export function isBigEndian(format: Pick<WavFormat, 'container'>): boolean {
  return format.container === 'RIFX';
}

/** Whether the container states its sizes in a `ds64` chunk. */
export function is64Bit(format: Pick<WavFormat, 'container'>): boolean {
  return format.container === 'RF64' || format.container === 'BW64';
}

/** Whether the samples are integers (WAVE_FORMAT_PCM), neither floating point nor G.711. */
export function isIntegerPcm(format: Pick<WavFormat, 'encoding'>): boolean {
  const { encoding } = format;
  return encoding === 'u8' || encoding === 's16' || encoding === 's24' || encoding === 's32';
}

function requireInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(
    `${name} is ${shown(value)}; expected a whole number from ${least} to ${most}`,
  );
}
