import type { SampleEncoding } from '../../audio-format.ts';
import type { AudioHeader, AudioTail, AudioWarning } from '../audio-decoder.ts';
import type {
  AudioEncoder,
  AudioEncoderOptions,
  AudioPatch,
  AudioWriter,
} from '../audio-encoder.ts';
import type { AudioFileFormat } from '../audio-file-format.ts';
import type { SampleFormat } from '../sample-format.ts';
import { createWavFormat, type WavFormat, wavFormatWithEncoding } from './wav-format.ts';
import { isWavMagic, type WavHeader } from './wav-header-parser.ts';
import { WavParser } from './wav-parser.ts';
import type { WavTail } from './wav-tail-parser.ts';
import { WavWriter } from './wav-writer.ts';

/** A name of its own, so that bundlers see what is used. */
export const WAV_WRITER: AudioWriter = {
  sampleFormat: wavFormatOf,
  createEncoder: (options) => new WavEncoder(options),
};

/** RIFF, RIFX, RF64 and BW64. */
export const WAV: AudioFileFormat = {
  name: 'wav',
  recognizes: isWavMagic,
  createDecoder: () => new WavParser(),
};

/** That of the input, if it is a WAV file; else a plain one. */
function wavFormatOf(input: SampleFormat, encoding: SampleEncoding): WavFormat {
  if (isWavFormat(input)) return wavFormatWithEncoding(input, encoding);
  const { sampleRate, numberOfChannels, channelMask } = input;
  // More than two channels are to be WAVE_FORMAT_EXTENSIBLE; where their speakers stand, nobody may know.
  const extensible = numberOfChannels > 2 || channelMask !== 0;
  return createWavFormat({ sampleRate, numberOfChannels, encoding, extensible, channelMask });
}

/** One that stores samples just as they lie in memory. */
function wavFormatFor(format: SampleFormat): WavFormat {
  if (isWavFormat(format)) return format;
  const container = format.bigEndian ? 'RIFX' : 'RIFF';
  return { ...wavFormatOf(format, format.encoding), ...format, container };
}

/** A `WavWriter` behind the seam. */
class WavEncoder implements AudioEncoder {
  readonly #writer: WavWriter;
  /** True if what follows the samples is passed on. */
  readonly #keepsTail: boolean;

  constructor({ format, from, extent, isSeekable = false }: AudioEncoderOptions) {
    const own = from !== undefined && isWavHeader(from) ? from : undefined;
    const numberOfFrames = extent?.numberOfFrames ?? from?.declaredFrames;
    this.#keepsTail = own !== undefined;
    this.#writer = new WavWriter({
      format: wavFormatFor(format),
      chunksBeforeData: own?.chunksBeforeData,
      fmtIndex: own?.fmtIndex,
      numberOfFrames,
      tailBytes: own && (extent?.tailBytes ?? own.declaredTailBytes),
      reserveDs64: isSeekable && numberOfFrames === undefined,
    });
  }

  header(): Uint8Array {
    return this.#writer.header();
  }

  write(samples: Uint8Array): Uint8Array {
    this.#writer.writeEncoded(samples);
    return samples;
  }

  writeTail(tail: AudioTail): Uint8Array {
    return this.#keepsTail ? this.#writer.writeTail(tail as WavTail) : new Uint8Array(0);
  }

  end(): Uint8Array {
    return this.#writer.end();
  }

  patches(): readonly AudioPatch[] {
    return this.#writer.headerPatches();
  }

  unpatched(): AudioWarning | undefined {
    const { declaredFrames, framesWritten } = this.#writer;
    if (declaredFrames === undefined || this.patches().length === 0) return undefined;
    const isCountRight = declaredFrames === framesWritten;
    const wrong = isCountRight
      ? 'the RIFF size in the output does not fit the chunks after the samples'
      : `the output's header states ${declaredFrames} frames and ${framesWritten} came`;
    const message = `${wrong}; it was written before that was known`;
    return { code: isCountRight ? 'riff-size' : 'truncated-data', message, byteOffset: 0 };
  }
}

function isWavFormat(format: SampleFormat): format is WavFormat {
  return 'extensible' in format;
}

function isWavHeader(header: AudioHeader): header is WavHeader {
  return 'chunksBeforeData' in header;
}
