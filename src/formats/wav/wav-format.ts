import { SAMPLE_ENCODINGS, type SampleEncoding } from '../../audio-format.ts';
import { shown } from '../../shown.ts';
import { MAX_CHANNELS, plainSampleFormat, type SampleFormat } from '../sample-format.ts';

/**
 * The kinds of RIFF file that carry WAVE audio: little-endian, big-endian, and the two with 64-bit sizes
 * (EBU Tech 3306 and ITU-R BS.2088).
 */
export type WavContainer = 'RIFF' | 'RIFX' | 'RF64' | 'BW64';

/** How a WAV file stores its samples, and what else its `fmt ` chunk says of them. */
export interface WavFormat extends SampleFormat {
  /** Kind of RIFF file. */
  readonly container: WavContainer;
  /** Whether the `fmt ` chunk is a WAVEFORMATEXTENSIBLE. */
  readonly extensible: boolean;
  /** Whether the sub-format is one of the two ambisonic B-format GUIDs (`.amb` files). */
  readonly ambisonic: boolean;
}

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
  return {
    ...plainSampleFormat({ sampleRate, numberOfChannels }, encoding),
    container,
    bigEndian: isBigEndian({ container }),
    extensible,
    channelMask,
    ambisonic: false,
  };
}

/**
 * The same audio in another encoding.
 *
 * The slot becomes the plain one of the encoding, with all bits valid; container, extensibility, speaker mask
 * and ambisonic sub-format are kept. A-law and µ-law have no ambisonic sub-format and lose it. Who asks for 8 or 16 bits of
 * one or two channels gets the plainest file there is, which every reader knows: one that is not extensible, unless its
 * speakers stand elsewhere than those of mono and stereo do.
 *
 * The same encoding returns `format` itself, with its slots as they are.
 */
export function wavFormatWithEncoding(format: WavFormat, encoding: SampleEncoding): WavFormat {
  if (encoding === format.encoding) return format;
  const ambisonic = format.ambisonic && encoding !== 'alaw' && encoding !== 'mulaw';
  const isPlain = !ambisonic && (encoding === 'u8' || encoding === 's16') && isUsualLayout(format);
  const plain = isPlain && { extensible: false, channelMask: 0 };
  return { ...createWavFormat({ ...format, ...plain, encoding }), ambisonic };
}

/** Speakers that a file of one or two channels has without saying so: front center, or front left and right. */
function isUsualLayout({ numberOfChannels, channelMask }: WavFormat): boolean {
  const usual = numberOfChannels === 1 ? 0x4 : numberOfChannels === 2 ? 0x3 : undefined;
  return usual !== undefined && (channelMask === 0 || channelMask === usual);
}

/** Whether the samples and all numbers of the container are stored most significant byte first. */
export function isBigEndian(format: Pick<WavFormat, 'container'>): boolean {
  return format.container === 'RIFX';
}

/** Whether the container states its sizes in a `ds64` chunk. */
export function is64Bit(format: Pick<WavFormat, 'container'>): boolean {
  return format.container === 'RF64' || format.container === 'BW64';
}

function requireInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(
    `${name} is ${shown(value)}; expected a whole number from ${least} to ${most}`,
  );
}
