import { describe, expect, test } from 'vitest';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import {
  createNoiseLevelMeter,
  LEVEL_DEFINITIONS,
  LEVELS,
} from '../../src/level/level-definitions.ts';
import { measureNoise, noiseMeterBytes } from '../../src/mix/noise-power.ts';
import { type FillGains, GainedNoise } from '../../src/noise/noise-adder.ts';
import { createNoiseFilter, createNoiseStream } from '../../src/noise/noise-source.ts';

const FRAMES = 10_001;
const format = { sampleRate: 16000, numberOfChannels: 3 };

const fade: FillGains = (out, frameIndex, frames) => {
  for (let i = 0; i < frames; i++) out[i] = 1 / (1 + (frameIndex + i) / 4096);
};

const KINDS = [
  ['white', { color: 'white', shared: false, fillGains: undefined }],
  ['white that all channels share', { color: 'white', shared: true, fillGains: undefined }],
  ['pink', { color: 'pink', shared: false, fillGains: undefined }],
  ['white that fades', { color: 'white', shared: false, fillGains: fade }],
  ['pink that fades', { color: 'pink', shared: true, fillGains: fade }],
] as const;

describe.each(LEVEL_DEFINITIONS)('the power of unit noise by %s', (level) => {
  test.each(KINDS)('is that of the samples that are drawn: %s', (_, { color, ...shape }) => {
    const filter = createNoiseFilter({ color, sampleRate: format.sampleRate });
    const create = () => {
      const kernel = instantiateKernel(noiseMeterBytes(format, level));
      return new GainedNoise(createNoiseStream({ seed: 1, key: 'k', filter, kernel }), shape);
    };
    const drawn = create();
    const meter = createNoiseLevelMeter(level, format);
    for (let start = 0; start < FRAMES; start += 4096) {
      const count = Math.min(4096, FRAMES - start);
      const channelData = [0, 1, 2].map((channel) =>
        drawn.block(channel, start / 4096).slice(0, count),
      );
      meter.process({ format, frameIndex: start, channelData });
    }
    const steps = measureNoise(create(), format, FRAMES, level);
    let step = steps.next();
    while (!step.done) step = steps.next();
    const { power, channelPowers } = step.value;
    const isExact = LEVELS[level].weighting !== undefined || shape.fillGains !== undefined;
    // Of plain noise the kernel knows the energy without drawing it, to some 1e-7.
    const expectedOf = (value: number) => (isExact ? value : expect.closeTo(value, 6));
    expect(power).toEqual(expectedOf(meter.power()!));
    expect(channelPowers).toEqual(meter.channelPowers().map((value) => expectedOf(value!)));
  });
});
