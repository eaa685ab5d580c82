/** Seconds of one frame. */
const FRAME_SECONDS = 0.03;
/** Frames overlap by three quarters. */
const HOPS_PER_FRAME = 4;
const LEAST_DB = -10;
const MOST_DB = 35;

/** Samples that are taken in at a time. */
const PIECE = 4096;

/**
 * Segmental SNR: the mean over short frames of their SNR in dB, each clamped to -10 ... 35 dB.
 *
 * Quackenbush, Barnwell & Clements, Objective Measures of Speech Quality (1988), eq. 2.12; clamps as Papamichalis (1987) and
 * Hansen & Pellom (ICSLP 1998); frames of 30 ms, Hann window, three quarters overlapped, as Loizou's `comp_snr.m`, from which
 * this differs twice: frames in which the signal is digital silence have no SNR and are left out, where there they count as -10 dB, and
 * the last whole frame counts. The mean goes over the frames of all channels.
 */
export class SegmentalSnr {
  readonly #channels: ChannelFrames[];

  /** @param sampleRate frames per second, as everywhere, not those of 30 ms. */
  constructor(sampleRate: number, numberOfChannels: number) {
    const frameSamples = Math.max(1, Math.round(FRAME_SECONDS * sampleRate));
    const weights = Float64Array.from({ length: frameSamples }, (_, i) => {
      const hann = 0.5 * (1 - Math.cos((2 * Math.PI * (i + 1)) / (frameSamples + 1)));
      return hann * hann;
    });
    this.#channels = Array.from({ length: numberOfChannels }, () => new ChannelFrames(weights));
  }

  /** @param signal and `noise`: one array per channel, all of one length, the samples that follow those of the last call. */
  process(signal: readonly Float32Array[], noise: readonly Float32Array[]): void {
    for (const [channel, frames] of this.#channels.entries()) {
      frames.process(signal[channel]!, noise[channel]!);
    }
  }

  /** Decibels; undefined where there is no frame with a signal. */
  get decibels(): number | undefined {
    const sum = this.#channels.reduce((total, { decibels }) => total + decibels, 0);
    const count = this.#channels.reduce((total, { frames }) => total + frames, 0);
    return count > 0 ? sum / count : undefined;
  }
}

class ChannelFrames {
  /** Sum of the frames' SNRs. */
  decibels = 0;
  frames = 0;
  readonly #weights: Float64Array;
  readonly #hop: number;
  /** Squares of the samples from the start of the next frame on. */
  readonly #signal: Float64Array;
  readonly #noise: Float64Array;
  #filled = 0;

  constructor(weights: Float64Array) {
    this.#weights = weights;
    this.#hop = Math.max(1, Math.floor(weights.length / HOPS_PER_FRAME));
    this.#signal = new Float64Array(weights.length + PIECE);
    this.#noise = new Float64Array(weights.length + PIECE);
  }

  process(signal: Float32Array, noise: Float32Array): void {
    for (let start = 0; start < signal.length; start += PIECE) {
      const end = Math.min(signal.length, start + PIECE);
      for (let i = start, to = this.#filled; i < end; i++, to++) {
        this.#signal[to] = signal[i]! * signal[i]!;
        this.#noise[to] = noise[i]! * noise[i]!;
      }
      this.#filled += end - start;
      this.#useFrames();
    }
  }

  #useFrames(): void {
    let start = 0;
    for (; start + this.#weights.length <= this.#filled; start += this.#hop) this.#useFrame(start);
    this.#signal.copyWithin(0, start, this.#filled);
    this.#noise.copyWithin(0, start, this.#filled);
    this.#filled -= start;
  }

  #useFrame(start: number): void {
    const weights = this.#weights;
    let signalEnergy = 0;
    let noiseEnergy = 0;
    for (let i = 0; i < weights.length; i++) {
      signalEnergy += weights[i]! * this.#signal[start + i]!;
      noiseEnergy += weights[i]! * this.#noise[start + i]!;
    }
    if (signalEnergy === 0) return;
    const decibels = 10 * Math.log10(signalEnergy / noiseEnergy);
    this.decibels += Math.min(MOST_DB, Math.max(LEAST_DB, decibels));
    this.frames++;
  }
}
