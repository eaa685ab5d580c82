/** Sums over one channel of a clean signal and of the difference to its noisy version. */
interface ChannelSums {
  frames: number;
  /** Σ c². */
  cleanEnergy: number;
  /** Σ c (y - c). */
  product: number;
  /** Σ (y - c)². */
  differenceEnergy: number;
  cleanSum: number;
  differenceSum: number;
}

/** Mean and variance that a residual will have. */
export interface ResidualForecast {
  readonly mean: number;
  readonly variance: number;
}

/**
 * What of a noisy signal y is a multiple of the clean one c: the gain g that leaves the least residual y - g·c.
 *
 * All is computed by way of the difference y - c, which loses no digits where the gain is near 1 and the noise weak.
 */
export class PairSums {
  readonly #channels: ChannelSums[];

  constructor(numberOfChannels: number) {
    this.#channels = Array.from({ length: numberOfChannels }, () => ({
      frames: 0,
      cleanEnergy: 0,
      product: 0,
      differenceEnergy: 0,
      cleanSum: 0,
      differenceSum: 0,
    }));
  }

  /** @param clean and `noisy`: one array per channel, all of one length. */
  process(clean: readonly Float32Array[], noisy: readonly Float32Array[]): void {
    for (const [channel, sums] of this.#channels.entries()) {
      addPairs(sums, clean[channel]!, noisy[channel]!);
    }
  }

  /** Energy of the clean signal, all channels pooled. */
  get cleanEnergy(): number {
    return this.#total('cleanEnergy');
  }

  /** Gain by least squares, one for all channels: Σ c·y / Σ c². 1 for a silent clean signal. */
  get gain(): number {
    return this.cleanEnergy > 0 ? 1 + this.#total('product') / this.cleanEnergy : 1;
  }

  /**
   * Whether a gain of 1 does as well: it leaves at most 0.1 % more energy (0.004 dB), or no more than five standard errors of the gain
   * in white noise would. The noise always resembles the signal a little, and the gain by least squares takes that for signal.
   */
  get isGainOne(): boolean {
    const { cleanEnergy, gain } = this;
    const explained = (gain - 1) ** 2 * cleanEnergy;
    const left = this.#total('differenceEnergy') - explained;
    return explained <= Math.max(1e-3, 25 / this.#total('frames')) * left;
  }

  /** Of y - gain·c, by channel. */
  forecast(gain: number): ResidualForecast[] {
    const rest = 1 - gain;
    return this.#channels.map((sums) => {
      const frames = Math.max(1, sums.frames);
      const mean = (sums.differenceSum + rest * sums.cleanSum) / frames;
      const energy =
        sums.differenceEnergy + 2 * rest * sums.product + rest * rest * sums.cleanEnergy;
      return { mean, variance: Math.max(0, energy / frames - mean * mean) };
    });
  }

  #total(name: keyof ChannelSums): number {
    return this.#channels.reduce((sum, sums) => sum + sums[name], 0);
  }
}

function addPairs(sums: ChannelSums, clean: Float32Array, noisy: Float32Array): void {
  let { cleanEnergy, product, differenceEnergy, cleanSum, differenceSum } = sums;
  for (let i = 0; i < clean.length; i++) {
    const c = clean[i]!;
    const difference = noisy[i]! - c;
    cleanEnergy += c * c;
    product += c * difference;
    differenceEnergy += difference * difference;
    cleanSum += c;
    differenceSum += difference;
  }
  sums.frames += clean.length;
  Object.assign(sums, { cleanEnergy, product, differenceEnergy, cleanSum, differenceSum });
}
