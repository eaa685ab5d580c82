import type { AudioBlock } from '../audio-format.ts';
import { ALAW_TO_LINEAR, MULAW_TO_LINEAR } from '../formats/encoded-samples/g711.ts';
import type { SampleFormat } from '../formats/sample-format.ts';

/** A run of this many samples at full scale is taken for clipping; a crest may touch it once or twice. */
const CLIPPED_RUN = 3;

/** Samples at full scale, and how they hang together. */
export interface FullScaleCounts {
  /** Samples at full scale or beyond, of either polarity. */
  readonly fullScaleSamples: number;
  /** Runs of three or more consecutive ones of one channel and polarity. */
  readonly clippedRuns: number;
  /** Samples in these runs. */
  readonly clippedSamples: number;
  /** Samples of the longest run, even if it is shorter than three. */
  readonly longestRun: number;
}

/**
 * Magnitude from which a sample is at full scale, linear.
 *
 * The largest positive integer of the valid bits: a clipper that is symmetric stops at its negative, so -(2^(n-1) - 1) counts as
 * -2^(n-1) does. 32-bit floats hold 25 bits of it at most. A-law and µ-law end where their outermost code words are.
 */
export function fullScaleMagnitude(
  format: Pick<SampleFormat, 'encoding' | 'significantBytes' | 'validBits'>,
): number {
  switch (format.encoding) {
    case 'alaw':
      return Math.max(...ALAW_TO_LINEAR) / 32768;
    case 'mulaw':
      return Math.max(...MULAW_TO_LINEAR) / 32768;
    case 'f32':
    case 'f64':
      return 1;
    default: {
      // Fewer than 8 valid bits are a mistake in a header, not a scale.
      const bits = format.validBits >= 8 ? format.validBits : 8 * format.significantBytes;
      return 1 - 2 ** (1 - Math.min(bits, 25));
    }
  }
}

/** Finds clipping, channel by channel, in blocks of any size. */
export class FullScaleCounter {
  readonly #magnitude: number;
  readonly #channels: RunCounter[];

  /** @param magnitude {@link fullScaleMagnitude} of the format. */
  constructor(magnitude: number, numberOfChannels: number) {
    this.#magnitude = magnitude;
    this.#channels = Array.from({ length: numberOfChannels }, () => new RunCounter());
  }

  process({ channelData }: Pick<AudioBlock, 'channelData'>): void {
    for (const [channel, counter] of this.#channels.entries()) {
      counter.process(channelData[channel]!, this.#magnitude);
    }
  }

  /** Each channel by itself. */
  get channels(): FullScaleCounts[] {
    return this.#channels.map((counter) => counter.counts);
  }

  /** All channels together. */
  get counts(): FullScaleCounts {
    return this.channels.reduce((a, b) => ({
      fullScaleSamples: a.fullScaleSamples + b.fullScaleSamples,
      clippedRuns: a.clippedRuns + b.clippedRuns,
      clippedSamples: a.clippedSamples + b.clippedSamples,
      longestRun: Math.max(a.longestRun, b.longestRun),
    }));
  }
}

class RunCounter {
  #samples = 0;
  #clippedRuns = 0;
  #clippedSamples = 0;
  #longestRun = 0;
  /** The run that the last sample belongs to: 0 samples where that was not at full scale. */
  #run = 0;
  #polarity = 0;

  process(samples: Float32Array, magnitude: number): void {
    let run = this.#run;
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i]!;
      const polarity = sample >= magnitude ? 1 : sample <= -magnitude ? -1 : 0;
      if (polarity === 0 && run === 0) continue;
      if (polarity !== this.#polarity) {
        this.#endRun(run);
        this.#polarity = polarity;
        run = 0;
      }
      if (polarity !== 0) run++;
    }
    this.#run = run;
  }

  get counts(): FullScaleCounts {
    const isClipped = this.#run >= CLIPPED_RUN;
    return {
      fullScaleSamples: this.#samples + this.#run,
      clippedRuns: this.#clippedRuns + Number(isClipped),
      clippedSamples: this.#clippedSamples + (isClipped ? this.#run : 0),
      longestRun: Math.max(this.#longestRun, this.#run),
    };
  }

  #endRun(run: number): void {
    this.#samples += run;
    this.#longestRun = Math.max(this.#longestRun, run);
    if (run < CLIPPED_RUN) return;
    this.#clippedRuns++;
    this.#clippedSamples += run;
  }
}
