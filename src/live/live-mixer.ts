import { decodeSamples, encodeSamples } from '../formats/encoded-samples/sample-codec.ts';
import type { SampleFormat } from '../formats/sample-format.ts';
import { ActiveLevelMeter } from '../level/active-level-meter.ts';
import { MeterMemory } from '../level/meter-memory.ts';
import { MixSums } from '../level/mix-sums.ts';
import type { EmitBytes, MixStatistics, NoiseMixer } from '../mix/noise-mixer.ts';
import { createNoiseStream, type NoiseSourceOptions } from '../noise/noise-source.ts';
import type { NoiseStream } from '../noise/noise-stream.ts';
import { NOISE_BLOCK_FRAMES } from '../noise/normal-stream.ts';
import { LiveGain } from './live-gain.ts';
import { framesPerLiveStep, LiveLevel } from './live-level.ts';

/** The window unless another is asked for, in seconds. */
export const DEFAULT_LIVE_WINDOW_SECONDS = 0.5;
/** The least and the longest window: a few steps of the level, and what fits into memory. */
export const LEAST_LIVE_WINDOW_SECONDS = 0.02;
export const LONGEST_LIVE_WINDOW_SECONDS = 10;

/** What is to be added to what, live. */
export interface LiveMixerOptions {
  /** Format of the samples that come in. */
  readonly input: SampleFormat;
  /** Format of the samples that go out: same rate and channels. */
  readonly output: SampleFormat;
  /** Which noise. */
  readonly source: Omit<NoiseSourceOptions, 'kernel'>;
  /** Ratio of the active level of what was heard lately to the noise, dB. */
  readonly snrDb: number;
  /** How long a frame waits while those after it decide its noise: the latency. */
  readonly windowSeconds: number;
  /** Whether all channels get the noise of the first. */
  readonly shared: boolean;
}

/** One step of planar samples on its way. */
interface Step {
  readonly channelData: readonly Float32Array[];
  frames: number;
}

/**
 * Adds noise whose gain follows the signal: whole frames in, in pieces of any size, whole frames out as soon as the window
 * after them is there.
 *
 *     input  ──▶ │ step k │ k + 1 │  ...  │ k + w - 1 │     LiveLevel has heard all of these
 *     output ◀── step k, with gains that go to what that level asks for
 *
 * All is decided on a grid of steps, some 10 ms from frame 0 on, so the output does not depend on how the input was split,
 * nor on when it came. Steps of the last window wait for the end. Memory is constant: the window, and a block of noise
 * for each channel.
 */
export class LiveMixer implements NoiseMixer {
  readonly #options: LiveMixerOptions;
  readonly #stepFrames: number;
  readonly #level: LiveLevel;
  readonly #gain: LiveGain;
  readonly #stream: NoiseStream;
  readonly #activeMeter: ActiveLevelMeter;
  readonly #sums: MixSums;
  /** A ring; the window's steps. */
  readonly #steps: readonly Step[];
  /** Blocks of the noise, one for each channel of the stream, and which one they are. */
  readonly #noise: readonly Float32Array[];
  #noiseBlock = -1;
  readonly #gains: Float32Array;
  readonly #mixed: readonly Float32Array[];
  readonly #out: Uint8Array;
  #lastGain = 0;
  #gainEnergy = 0;
  /** Steps that came, the unfinished one not counted, and that went. */
  #stepsIn = 0;
  #stepsOut = 0;
  #framesOut = 0;
  #clippedSamples = 0;

  /** @throws RangeError for a window out of range. */
  constructor(options: LiveMixerOptions) {
    const { input, output, windowSeconds, shared } = options;
    if (
      !(windowSeconds >= LEAST_LIVE_WINDOW_SECONDS && windowSeconds <= LONGEST_LIVE_WINDOW_SECONDS)
    ) {
      throw new RangeError(
        `the live window is ${windowSeconds} s; expected ${LEAST_LIVE_WINDOW_SECONDS} to ${LONGEST_LIVE_WINDOW_SECONDS} s`,
      );
    }
    const stepFrames = framesPerLiveStep(input.sampleRate);
    // No longer than asked for, as far as there are whole steps.
    const windowSteps = Math.max(1, Math.floor((windowSeconds * input.sampleRate) / stepFrames));
    const perChannel = <T>(create: () => T, channels = input.numberOfChannels): T[] =>
      Array.from({ length: channels }, create);
    const planar = () => perChannel(() => new Float32Array(stepFrames));
    this.#options = options;
    this.#stepFrames = stepFrames;
    this.#level = new LiveLevel(input);
    this.#gain = new LiveGain(options.snrDb, windowSteps);
    this.#stream = createNoiseStream(options.source);
    const memory = new MeterMemory();
    this.#activeMeter = new ActiveLevelMeter(input, memory);
    this.#sums = new MixSums(input.numberOfChannels, memory);
    this.#steps = Array.from({ length: windowSteps }, () => ({ channelData: planar(), frames: 0 }));
    const streamChannels = shared ? 1 : input.numberOfChannels;
    this.#noise = perChannel(() => new Float32Array(NOISE_BLOCK_FRAMES), streamChannels);
    this.#gains = new Float32Array(stepFrames);
    this.#mixed = planar();
    this.#out = new Uint8Array(stepFrames * output.bytesPerFrame);
  }

  push(bytes: Uint8Array, emit: EmitBytes): void {
    const { input } = this.#options;
    for (let at = 0; at < bytes.length; ) {
      const step = this.#steps[this.#stepsIn % this.#steps.length]!;
      const rest = bytes.subarray(at);
      const count = Math.min(this.#stepFrames - step.frames, rest.length / input.bytesPerFrame);
      const room = step.channelData.map((samples) => samples.subarray(step.frames));
      decodeSamples(rest, input, room, count);
      step.frames += count;
      at += count * input.bytesPerFrame;
      if (step.frames === this.#stepFrames) this.#hear(step, emit);
    }
  }

  end(emit: EmitBytes): void {
    const step = this.#steps[this.#stepsIn % this.#steps.length]!;
    if (step.frames > 0) this.#hear(step, emit);
    while (this.#stepsOut < this.#stepsIn) this.#release(emit);
  }

  get statistics(): MixStatistics {
    return {
      numberOfFrames: this.#framesOut,
      signalEnergy: this.#sums.signalEnergy,
      noiseEnergy: this.#sums.noiseEnergy,
      clippedSamples: this.#clippedSamples,
      peak: Number.NaN,
    };
  }

  /** Active power (ITU-T P.56) of all that came so far, forgetting nothing; undefined for silence. */
  get activePower(): number | undefined {
    return this.#activeMeter.power();
  }

  /** Root mean square of the noise's standard deviation over the frames that went, linear. */
  get rmsStd(): number {
    return this.#framesOut > 0 ? Math.sqrt(this.#gainEnergy / this.#framesOut) : 0;
  }

  /** Takes a step that is complete, and releases the one whose window it ends. */
  #hear(step: Step, emit: EmitBytes): void {
    const { frames } = step;
    const channelData = step.channelData.map((samples) => samples.subarray(0, frames));
    const frameIndex = this.#stepsIn * this.#stepFrames;
    const block = { format: this.#options.input, frameIndex, channelData };
    this.#activeMeter.process(block);
    this.#level.process(channelData, frames);
    this.#stepsIn++;
    if (this.#stepsIn - this.#stepsOut === this.#steps.length) this.#release(emit);
  }

  /** Mixes the oldest step and emits it. */
  #release(emit: EmitBytes): void {
    const { output } = this.#options;
    const step = this.#steps[this.#stepsOut % this.#steps.length]!;
    const { channelData, frames } = step;
    this.#fillGains(frames);
    for (const [channel, samples] of channelData.entries()) {
      this.#mixed[channel]!.set(samples);
    }
    this.#addNoise(frames);
    const out = this.#out;
    const mixed = this.#mixed;
    this.#clippedSamples += encodeSamples(mixed, frames, output, out);
    decodeSamples(out, output, mixed, frames);
    this.#sums.add(channelData, mixed, 1, frames);
    this.#framesOut += frames;
    this.#stepsOut++;
    step.frames = 0;
    emit(out.subarray(0, frames * output.bytesPerFrame));
  }

  /** A straight line to the gain at the end of the step: with the default window that is 0.4 dB away at most. */
  #fillGains(frames: number): void {
    const gains = this.#gains;
    const from = this.#lastGain;
    const to = this.#gain.follow(this.#level.power);
    const rise = (to - from) / this.#stepFrames;
    for (let i = 0; i < frames; i++) {
      gains[i] = from + rise * (i + 1);
      this.#gainEnergy += gains[i]! * gains[i]!;
    }
    this.#lastGain = to;
  }

  /** Rounded after every step, as 32-bit hardware does; the last rounding is the store's. */
  #addNoise(frames: number): void {
    const gains = this.#gains;
    for (let start = 0; start < frames; ) {
      const frameIndex = this.#framesOut + start;
      const blockIndex = Math.floor(frameIndex / NOISE_BLOCK_FRAMES);
      const first = frameIndex - blockIndex * NOISE_BLOCK_FRAMES;
      const end = Math.min(frames, start + NOISE_BLOCK_FRAMES - first);
      this.#drawNoise(blockIndex);
      for (const [channel, samples] of this.#mixed.entries()) {
        const noise = this.#noise[channel % this.#noise.length]!;
        for (let i = start, j = first; i < end; i++, j++) {
          samples[i] = samples[i]! + Math.fround(gains[i]! * noise[j]!);
        }
      }
      start = end;
    }
  }

  #drawNoise(blockIndex: number): void {
    if (this.#noiseBlock === blockIndex) return;
    this.#noiseBlock = blockIndex;
    for (const [channel, noise] of this.#noise.entries()) {
      noise.set(this.#stream.block(channel, blockIndex));
    }
  }
}
