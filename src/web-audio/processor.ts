import { noiseRmsForSnr } from '../noise/noise-gain.ts';
import { NOISE_BLOCK_FRAMES } from '../noise/normal-stream.ts';
import { ColoredBlocks } from './colored-blocks.ts';
import { type ChannelBlocks, NoiseBlocks } from './noise-blocks.ts';
import { type NoiseStrength, PROCESSOR_NAME, type ProcessorOptions } from './processor-options.ts';
import { TrackedGain } from './tracked-gain.ts';

// What an AudioWorkletGlobalScope has, as far as it is needed here.
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: unknown): void;
/** node-web-audio-api has a bigint there, against the standard. */
declare const currentFrame: number | bigint;
declare const sampleRate: number;

/** Channels that any implementation supports, and the most that those known do. */
const MOST_CHANNELS = 32;
/** Frames whose gains are computed at a time. */
const RUN_FRAMES = 128;

/** What nodes share, as long as the kernel is the same. */
let compiled: WebAssembly.Module | undefined;

type Parameters = Readonly<Record<'snr' | 'gain', Float32Array>>;

/**
 * Passes its input on with noise added. `process` takes what memory it needs from what the constructor took.
 */
class GaussianNoiseProcessor extends AudioWorkletProcessor {
  readonly #blocks: ChannelBlocks;
  readonly #shared: boolean;
  readonly #offsetFrames: number;
  readonly #strength: NoiseStrength;
  readonly #tracked: TrackedGain | undefined;
  readonly #gains = new Float32Array(RUN_FRAMES);
  /** Frame of the context that was rendered first; -1 before. */
  #origin = -1;
  #snrDb = Number.NaN;
  /** Standard deviation that `#snrDb` gives: of the signal's power, or of power 1 where it is tracked. */
  #std = 0;
  #isStopped = false;

  static get parameterDescriptors() {
    return [
      {
        name: 'snr',
        defaultValue: 0,
        minValue: -200,
        maxValue: 200,
        automationRate: 'k-rate',
      },
      { name: 'gain', defaultValue: 1, minValue: 0, automationRate: 'a-rate' },
    ];
  }

  constructor({ processorOptions }: { processorOptions: ProcessorOptions }) {
    super();
    const { kernelBytes, noiseKey, offsetFrames, shared, strength, color } = processorOptions;
    compiled ??= new WebAssembly.Module(kernelBytes);
    const channels = shared ? 1 : MOST_CHANNELS;
    this.#blocks =
      color === undefined
        ? new NoiseBlocks(compiled, noiseKey, channels)
        : new ColoredBlocks(compiled, noiseKey, color, channels);
    this.#shared = shared;
    this.#offsetFrames = offsetFrames;
    this.#strength = strength;
    if (strength.type === 'tracked') this.#tracked = new TrackedGain(sampleRate, MOST_CHANNELS);
    this.port.onmessage = () => {
      this.#isStopped = true;
    };
  }

  process(
    inputs: readonly (readonly Float32Array[])[],
    outputs: readonly (readonly Float32Array[])[],
    parameters: Parameters,
  ): boolean {
    const input = inputs[0]!;
    const output = outputs[0]!;
    if (this.#isStopped) {
      for (let channel = 0; channel < output.length; channel++) output[channel]!.fill(0);
      return false;
    }
    const now = Number(currentFrame);
    if (this.#origin < 0) this.#origin = now;
    for (let channel = 0; channel < output.length; channel++) {
      const samples = input[channel];
      if (samples === undefined) output[channel]!.fill(0);
      else output[channel]!.set(samples);
    }
    const frames = output[0]?.length ?? 0;
    const frameIndex = this.#offsetFrames + (now - this.#origin);
    this.#updateStd(parameters.snr[0]!);
    const { gain } = parameters;
    if (this.#tracked === undefined && gain.length === 1) {
      this.#addNoise(output, 0, frames, frameIndex, Math.fround(this.#std * gain[0]!));
    } else {
      this.#addVaryingNoise(input, output, frames, frameIndex, gain);
    }
    return true;
  }

  #updateStd(snrDb: number): void {
    if (snrDb === this.#snrDb) return;
    this.#snrDb = snrDb;
    const strength = this.#strength;
    if (strength.type === 'std') this.#std = strength.std;
    else {
      const power = strength.type === 'known' ? strength.signalPower : 1;
      this.#std = Math.fround(noiseRmsForSnr(power, snrDb));
    }
  }

  /** Adds noise whose strength changes from frame to frame. */
  #addVaryingNoise(
    input: readonly Float32Array[],
    output: readonly Float32Array[],
    frames: number,
    frameIndex: number,
    gain: Float32Array,
  ): void {
    const tracked = this.#tracked;
    const gains = this.#gains;
    const std = this.#std;
    for (let start = 0; start < frames; ) {
      const room = tracked === undefined ? RUN_FRAMES : Math.min(RUN_FRAMES, tracked.framesLeft);
      const run = Math.min(room, frames - start);
      if (tracked === undefined) gains.fill(1, 0, run);
      else tracked.fill(gains, run);
      for (let i = 0; i < run; i++) {
        gains[i] = gains[i]! * std * (gain.length === 1 ? gain[0]! : gain[start + i]!);
      }
      this.#addNoise(output, start, start + run, frameIndex, gains);
      tracked?.hear(input, start, run);
      start += run;
    }
  }

  /**
   * Adds noise to the frames from `start` to before `end`.
   *
   * @param frameIndex frame of the noise that frame 0 of the output gets.
   * @param strength standard deviation of the noise: of all frames, or of each from `start` on.
   */
  #addNoise(
    output: readonly Float32Array[],
    start: number,
    end: number,
    frameIndex: number,
    strength: number | Float32Array,
  ): void {
    for (let from = start; from < end; ) {
      const blockIndex = Math.floor((frameIndex + from) / NOISE_BLOCK_FRAMES);
      const first = frameIndex + from - blockIndex * NOISE_BLOCK_FRAMES;
      const to = Math.min(end, from + NOISE_BLOCK_FRAMES - first);
      for (let channel = 0; channel < output.length; channel++) {
        const samples = output[channel]!;
        const noise = this.#blocks.block(this.#shared ? 0 : channel, blockIndex);
        if (typeof strength === 'number') {
          addScaled(samples, from, to, noise, first, strength, 0);
        } else {
          addProducts(samples, from, to, noise, first, strength, from - start);
        }
      }
      from = to;
    }
  }
}

/**
 * Adds std · noise + mean to the samples from `start` to before `end`; `first` is the index of the first noise.
 *
 * Rounded after every step, as the kernel does; the last rounding is the store's.
 */
function addScaled(
  samples: Float32Array,
  start: number,
  end: number,
  noise: Float32Array,
  first: number,
  std: number,
  mean: number,
): void {
  for (let i = start, j = first; i < end; i++, j++) {
    samples[i] = samples[i]! + Math.fround(Math.fround(std * noise[j]!) + mean);
  }
}

/** As {@link addScaled}, with a standard deviation for each frame. */
function addProducts(
  samples: Float32Array,
  start: number,
  end: number,
  noise: Float32Array,
  first: number,
  stds: Float32Array,
  firstStd: number,
): void {
  for (let i = start, j = first, k = firstStd; i < end; i++, j++, k++) {
    samples[i] = samples[i]! + Math.fround(stds[k]! * noise[j]!);
  }
}

registerProcessor(PROCESSOR_NAME, GaussianNoiseProcessor);
