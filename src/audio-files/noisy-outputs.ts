import type { WavFormat } from '../formats/wav/wav-format.ts';
import type { WavHeader } from '../formats/wav/wav-header-parser.ts';
import type { WavTail } from '../formats/wav/wav-tail-parser.ts';
import type { WavWarning } from '../formats/wav/wav-warning.ts';
import type { ByteSink } from '../io/byte-sink.ts';
import type { MixParts } from '../mix/parts-encoder.ts';
import { HashedWav } from './hashed-output.ts';
import type { OutputExtent } from './output-header.ts';

/** Where what comes of one input goes. */
export interface NoisyWavSinks {
  /** Signal and noise. */
  readonly noisy: ByteSink;
  /** The signal, as it is in the noisy output. */
  readonly clean?: ByteSink | undefined;
  /** The noise, as it is in the noisy output. */
  readonly noise?: ByteSink | undefined;
}

/** The WAV files that come of one input: as long as each other, of one format, with the same other chunks. */
export class NoisyWavOutputs {
  readonly #noisy: HashedWav;
  readonly #clean: HashedWav | undefined;
  readonly #noise: HashedWav | undefined;

  /** @param hash true if {@link sha256} will be wanted. */
  constructor({ noisy, clean, noise }: NoisyWavSinks, hash: boolean | undefined) {
    this.#noisy = new HashedWav(noisy, hash);
    this.#clean = clean && new HashedWav(clean, hash);
    this.#noise = noise && new HashedWav(noise, hash);
  }

  begin(header: WavHeader, format: WavFormat, extent: OutputExtent | undefined): void {
    for (const wav of this.#all()) wav.begin(header, format, extent);
  }

  /** @param parts needed where there is more than the noisy output. */
  write(bytes: Uint8Array, parts: MixParts | undefined): void {
    this.#noisy.write(bytes);
    this.#clean?.write(parts!.clean);
    this.#noise?.write(parts!.noise);
  }

  writeTail(tail: WavTail): void {
    for (const wav of this.#all()) wav.writeTail(tail);
  }

  end(): void {
    for (const wav of this.#all()) wav.end();
  }

  /** Sets right what the headers state, when all is written; returns what could not be. */
  async mend(): Promise<readonly WavWarning[]> {
    for (const wav of this.#all().slice(1)) await wav.mend();
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

  #all(): readonly HashedWav[] {
    return [this.#noisy, this.#clean, this.#noise].filter((wav) => wav !== undefined);
  }
}
