import { UnsupportedAudioError } from '../../errors.ts';
import {
  FLAC_BLOCK_FRAMES,
  type FlacKernel,
  growMemory,
  returnFlacKernel,
  takeFlacKernel,
} from '../../kernel/flac-kernel.ts';
import type { AudioHeader, AudioWarning } from '../audio-decoder.ts';
import type { AudioEncoder, AudioEncoderOptions, AudioPatch } from '../audio-encoder.ts';
import { concatBytes } from '../concat-bytes.ts';
import type { SampleFormat } from '../sample-format.ts';
import type { FlacHeader } from './flac-header-parser.ts';
import { outputMetadata, serializeBlock } from './flac-metadata.ts';
import { type StreamInfo, serializeStreamInfo } from './stream-info.ts';

/** The most that FLAC has room for. */
const MOST_CHANNELS = 8;
const MOST_SAMPLE_RATE = 2 ** 20 - 1;
const MOST_FRAMES = 2 ** 36 - 1;
/** Blocks are numbered by 31 bits: 101 days of 16 kHz are 34 million of them. */
const MOST_BLOCKS = 2 ** 31;

/** Where the content of STREAMINFO stands in every file. */
const STREAM_INFO_OFFSET = 8;

/** Rates that have a code of their own in the header of a frame. */
const RATE_CODES: ReadonlyMap<number, number> = new Map(
  [88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000].map((rate, i) => [
    rate,
    i + 1,
  ]),
);

/**
 * Writes a FLAC file: RFC 9639, blocks of 4096 frames. The same samples are the same bytes on every machine.
 *
 * Memory: a block and its ways of being stored, 0.9 MB.
 */
export class FlacEncoder implements AudioEncoder {
  /** The MD5 of the samples stands in it. */
  readonly patchesHeader = true;
  readonly #kernel: FlacKernel;
  readonly #format: SampleFormat;
  readonly #memory: Uint8Array;
  readonly #metadata: readonly Uint8Array[];
  readonly #declaredFrames: number | undefined;
  readonly #rate: { readonly code: number; readonly value: number };
  #header: StreamInfo;
  /** Encoded frames of a block that is not complete. */
  #waitingFrames = 0;
  #framesWritten = 0;
  #numberOfBlocks = 0;
  #minFrameBytes = 0xffffff;
  #maxFrameBytes = 0;
  #isEnded = false;
  #md5: Uint8Array | undefined;

  /**
   * @param options with a format that `FLAC_WRITER.sampleFormat` gave.
   * @throws UnsupportedAudioError for what FLAC has no room for.
   */
  constructor({ format, from, extent }: AudioEncoderOptions) {
    checkRoom(format);
    this.#format = format;
    const { sampleRate } = format;
    this.#rate = rateOf(sampleRate);
    this.#declaredFrames = extent?.numberOfFrames ?? from?.declaredFrames;
    this.#kernel = takeFlacKernel();
    growMemory(this.#kernel, this.#kernel.encoderBytes());
    this.#memory = new Uint8Array(this.#kernel.memory.buffer);
    this.#kernel.startMd5();
    const metadata = outputMetadata(from && isFlacHeader(from) ? from.metadata : [], format);
    this.#metadata = metadata.map((block, i) => serializeBlock(block, i === metadata.length - 1));
    this.#header = this.#streamInfo(this.#declaredFrames);
  }

  header(): Uint8Array {
    const info = serializeBlock({ type: 0, bytes: serializeStreamInfo(this.#header) }, false);
    return concatBytes([Uint8Array.from('fLaC', (c) => c.charCodeAt(0)), info, ...this.#metadata]);
  }

  /** @throws UnsupportedAudioError for more frames than FLAC can count. */
  write(samples: Uint8Array): Uint8Array {
    if (this.#isEnded) throw new Error('samples follow the end; expected all of them before end()');
    const { bytesPerFrame } = this.#format;
    if (samples.length % bytesPerFrame !== 0) {
      throw new RangeError(
        `${samples.length} bytes are given; expected whole frames of ${bytesPerFrame} bytes`,
      );
    }
    const frames: Uint8Array[] = [];
    for (let at = 0; at < samples.length; ) {
      const waitingBytes = this.#waitingFrames * bytesPerFrame;
      const part = samples.subarray(at, at + FLAC_BLOCK_FRAMES * bytesPerFrame - waitingBytes);
      this.#memory.set(part, this.#kernel.encodedAddress() + waitingBytes);
      this.#waitingFrames += part.length / bytesPerFrame;
      at += part.length;
      if (this.#waitingFrames === FLAC_BLOCK_FRAMES) frames.push(this.#encodeBlock());
    }
    return concatBytes(frames);
  }

  /** Nothing of what other formats have there is of use in FLAC. */
  writeTail(): Uint8Array {
    return new Uint8Array(0);
  }

  end(): Uint8Array {
    if (this.#isEnded) return new Uint8Array(0);
    const last = this.#waitingFrames > 0 ? this.#encodeBlock() : new Uint8Array(0);
    this.#isEnded = true;
    this.#kernel.finishMd5(this.#kernel.encodedAddress());
    const start = this.#kernel.encodedAddress();
    this.#md5 = this.#memory.slice(start, start + 16);
    // All that it gave out are copies, and write() refuses more.
    returnFlacKernel(this.#kernel);
    return last;
  }

  /** STREAMINFO, which has the number of frames, the sizes of blocks and the MD5 of the samples. */
  patches(): readonly AudioPatch[] {
    const bytes = serializeStreamInfo(this.#streamInfo(this.#framesWritten, this.#md5));
    return [{ byteOffset: STREAM_INFO_OFFSET, bytes }];
  }

  unpatched(): AudioWarning | undefined {
    if (this.#declaredFrames === undefined || this.#declaredFrames === this.#framesWritten) {
      return undefined;
    }
    const message = `the output's STREAMINFO states ${this.#declaredFrames} frames and ${this.#framesWritten} came; it was written before that was known`;
    return { code: 'truncated-data', message, byteOffset: 0 };
  }

  #encodeBlock(): Uint8Array {
    const kernel = this.#kernel;
    const { numberOfChannels, slotBytes, bytesPerFrame } = this.#format;
    const frames = this.#waitingFrames;
    const at = kernel.encodedAddress();
    const byteLength = frames * bytesPerFrame;
    if (slotBytes === 1) kernel.flipSigns(at, byteLength);
    kernel.addMd5(at, byteLength);
    const { code, value } = this.#rate;
    const number = this.#numberOfBlocks++;
    if (number >= MOST_BLOCKS) {
      throw new UnsupportedAudioError(
        `there are more than ${MOST_BLOCKS * FLAC_BLOCK_FRAMES} frames of audio; FLAC cannot count them; write a WAV file`,
      );
    }
    const frameBytes = kernel.encodeBlock(numberOfChannels, frames, slotBytes, number, code, value);
    this.#framesWritten += frames;
    this.#waitingFrames = 0;
    this.#minFrameBytes = Math.min(this.#minFrameBytes, frameBytes);
    this.#maxFrameBytes = Math.max(this.#maxFrameBytes, frameBytes);
    const start = kernel.frameAddress();
    return this.#memory.slice(start, start + frameBytes);
  }

  #streamInfo(numberOfFrames: number | undefined, md5?: Uint8Array): StreamInfo {
    const { sampleRate, numberOfChannels, slotBytes } = this.#format;
    const isCounted = numberOfFrames !== undefined && numberOfFrames <= MOST_FRAMES;
    return {
      minBlockFrames: FLAC_BLOCK_FRAMES,
      maxBlockFrames: FLAC_BLOCK_FRAMES,
      minFrameBytes: md5 === undefined || this.#maxFrameBytes === 0 ? 0 : this.#minFrameBytes,
      maxFrameBytes: md5 === undefined ? 0 : this.#maxFrameBytes,
      sampleRate,
      numberOfChannels,
      bitsPerSample: 8 * slotBytes,
      numberOfFrames: isCounted ? numberOfFrames : undefined,
      md5,
    };
  }
}

/** How the header of a frame states a rate; code 0: as STREAMINFO has it. */
function rateOf(sampleRate: number): { readonly code: number; readonly value: number } {
  const code = RATE_CODES.get(sampleRate);
  if (code !== undefined) return { code, value: 0 };
  if (sampleRate % 1000 === 0 && sampleRate < 256_000)
    return { code: 12, value: sampleRate / 1000 };
  if (sampleRate < 65_536) return { code: 13, value: sampleRate };
  if (sampleRate % 10 === 0 && sampleRate < 655_360) return { code: 14, value: sampleRate / 10 };
  return { code: 0, value: 0 };
}

function checkRoom({ numberOfChannels, sampleRate }: SampleFormat): void {
  if (numberOfChannels > MOST_CHANNELS) {
    throw new UnsupportedAudioError(
      `FLAC has room for ${MOST_CHANNELS} channels and the audio has ${numberOfChannels}; write a WAV file, or take some of them out first`,
    );
  }
  if (sampleRate > MOST_SAMPLE_RATE) {
    throw new UnsupportedAudioError(
      `FLAC has room for rates up to ${MOST_SAMPLE_RATE} Hz and the audio has ${sampleRate} Hz; write a WAV file, or resample it first`,
    );
  }
}

function isFlacHeader(header: AudioHeader): header is FlacHeader {
  return header.container === 'FLAC' && 'streamInfo' in header;
}
