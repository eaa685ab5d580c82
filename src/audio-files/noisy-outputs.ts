import type { AudioTail, AudioWarning } from '../formats/audio-decoder.ts';
import type { AudioEncoderOptions, AudioWriter } from '../formats/audio-encoder.ts';
import type { ByteSink } from '../io/byte-sink.ts';
import type { MixParts } from '../mix/parts-encoder.ts';
import { AudioOutput } from './audio-output.ts';

/** Where what comes of one input goes. */
export interface NoisySinks {
  /** Signal and noise. */
  readonly noisy: ByteSink;
  /** The signal, as it is in the noisy output. */
  readonly clean?: ByteSink | undefined;
  /** The noise, as it is in the noisy output. */
  readonly noise?: ByteSink | undefined;
}

/** The files that come of one input: as long as each other, of one format, with the same tail. */
export class NoisyOutputs {
  readonly #writer: AudioWriter;
  readonly #noisy: AudioOutput;
  readonly #clean: AudioOutput | undefined;
  readonly #noise: AudioOutput | undefined;

  /** @param hash true if {@link sha256} will be wanted. */
  constructor({ noisy, clean, noise }: NoisySinks, writer: AudioWriter, hash: boolean | undefined) {
    this.#writer = writer;
    this.#noisy = new AudioOutput(noisy, hash);
    this.#clean = clean && new AudioOutput(clean, hash);
    this.#noise = noise && new AudioOutput(noise, hash);
  }

  begin({ format, from, extent }: AudioEncoderOptions): void {
    for (const output of this.#all()) {
      const { isSeekable } = output;
      output.begin(this.#writer.createEncoder({ format, from, extent, isSeekable }));
    }
  }

  /** @param parts needed where there is more than the noisy output. */
  write(bytes: Uint8Array, parts: MixParts | undefined): void {
    this.#noisy.write(bytes);
    this.#clean?.write(parts!.clean);
    this.#noise?.write(parts!.noise);
  }

  writeTail(tail: AudioTail): void {
    for (const output of this.#all()) output.writeTail(tail);
  }

  end(): void {
    for (const output of this.#all()) output.end();
  }

  /** Sets right what the headers state, when all is written; returns what could not be, in words. */
  async mend(): Promise<readonly AudioWarning[]> {
    for (const output of this.#all().slice(1)) await output.mend();
    return this.#noisy.mend();
  }

  /** Of each output, in hexadecimal; to be asked once. */
  sha256() {
    return {
      noisy: this.#noisy.sha256(),
      clean: this.#clean?.sha256(),
      noise: this.#noise?.sha256(),
    };
  }

  #all(): readonly AudioOutput[] {
    return [this.#noisy, this.#clean, this.#noise].filter((output) => output !== undefined);
  }
}
