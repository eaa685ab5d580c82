import { decibelsToPower } from '../../src/decibels.ts';
import { LiveGain } from '../../src/live/live-gain.ts';
import { framesPerLiveStep, LiveLevel } from '../../src/live/live-level.ts';
import { NoiseAdder } from '../../src/noise/noise-adder.ts';
import { noiseRmsForSnr } from '../../src/noise/noise-gain.ts';
import { createNoiseFilter, createNoiseStream } from '../../src/noise/noise-source.ts';
import { inputChannels, type Rendering } from './renderings.ts';

/** The frames of a quantum of Web Audio. */
const QUANTUM_FRAMES = 128;

/**
 * What a rendering must be, as the library without Web Audio makes it: frame by frame where the strength changes,
 * otherwise all at once.
 */
export function expectedSamples(rendering: Rendering): Float32Array[] {
  const { options, numberOfChannels, frames } = rendering;
  const { seed = 0, key = '', offsetFrames = 0, noiseChannels } = options;
  const stds = frameStds(rendering);
  const channelData = inputChannels(rendering);
  const { color = 'white', band } = options;
  const { sampleRate } = rendering;
  const spec = { color: color === 'gray' ? 'grey' : color, sampleRate, band } as const;
  const stream = createNoiseStream({ seed, key, filter: createNoiseFilter(spec) });
  const shared = noiseChannels === 'shared';
  for (let start = 0; start < frames; ) {
    let end = start + 1;
    while (end < frames && stds[end] === stds[start]) end++;
    const adder = new NoiseAdder(stream, {
      stds: Array.from({ length: numberOfChannels }, () => stds[start]!),
      mean: 0,
      shared,
    });
    const run = channelData.map((samples) => samples.subarray(start, end));
    adder.add(run, offsetFrames + start, end - start);
    start = end;
  }
  return channelData;
}

/** Standard deviation of the noise of each frame. */
function frameStds(rendering: Rendering): Float32Array {
  const { options, frames, steps = [] } = rendering;
  if ('snrDb' in options && options.signalLevelDbfs === undefined) return trackedStds(rendering);
  const stds = new Float32Array(frames);
  let snrDb = 'snrDb' in options ? (options.snrDb as number) : 0;
  let gain = options.gain ?? 1;
  for (let frame = 0; frame < frames; frame++) {
    for (const step of steps) {
      const isDue = step.parameter === 'gain' || frame % QUANTUM_FRAMES === 0;
      if (!isDue || frame < step.frame) continue;
      if (step.parameter === 'gain') gain = step.value;
      else snrDb = step.value;
    }
    stds[frame] = Math.fround(stdOf(rendering, snrDb)) * gain;
  }
  return stds;
}

function stdOf({ options }: Rendering, snrDb: number): number {
  if (options.std !== undefined) return options.std;
  if (options.noiseLevelDbfs !== undefined) {
    return Math.sqrt(decibelsToPower(options.noiseLevelDbfs));
  }
  return noiseRmsForSnr(decibelsToPower(options.signalLevelDbfs!), snrDb);
}

/** The gain goes, within a step, to what the level at the end of the step before asks for. */
function trackedStds(rendering: Rendering): Float32Array {
  const { options, numberOfChannels, frames, sampleRate } = rendering;
  const stepFrames = framesPerLiveStep(sampleRate);
  const level = new LiveLevel({ sampleRate, numberOfChannels });
  const gain = new LiveGain(0, 50);
  const std = Math.fround(noiseRmsForSnr(1, (options as { snrDb: number }).snrDb));
  const signal = inputChannels(rendering);
  const stds = new Float32Array(frames);
  let from = 0;
  let to = 0;
  for (let start = 0; start < frames; start += stepFrames) {
    for (let i = 0; i < stepFrames && start + i < frames; i++) {
      stds[start + i] = Math.fround(from + ((to - from) / stepFrames) * (i + 1)) * std;
    }
    level.process(
      signal.map((samples) => samples.subarray(start, start + stepFrames)),
      stepFrames,
    );
    from = to;
    to = gain.follow(level.power);
  }
  return stds;
}
