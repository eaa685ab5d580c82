import { describe, expect, test } from 'vitest';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import type { LevelMeter } from '../../src/level/level-meter.ts';
import { MeterMemory } from '../../src/level/meter-memory.ts';
import { LOUDNESS_OFFSET, WeightedMeter } from '../../src/level/weighted-meter.ts';
import { WEIGHTING_BYTES } from '../../src/level/weighting-filter.ts';
import { decibels, feed, tone, whiteNoise } from './test-signals.ts';

const FRAMES = 5000;

const readings = (meter: LevelMeter) => [
  meter.numberOfFrames,
  meter.power(),
  ...meter.channelPowers(),
];

describe.each(['a', 'k'] as const)('%s-weighting in a kernel that others use, too', (curve) => {
  test.each([1, 2, 5])(
    'gives what it gives in its own, to the last bit: %i channels',
    (channels) => {
      const format = { sampleRate: 16000, numberOfChannels: channels };
      const channelData = Array.from({ length: channels }, (_, channel) =>
        whiteNoise(FRAMES, 0.1, channel + 1),
      );
      const samplesBytes = 16 * Math.ceil((channels * FRAMES) / 4);
      const kernel = instantiateKernel(samplesBytes + WEIGHTING_BYTES * channels);
      const { exports, audioAddress: address } = kernel;
      const interleaved = new Float32Array(exports.memory.buffer, address, channels * FRAMES);
      for (const [channel, samples] of channelData.entries()) {
        for (const [i, x] of samples.entries()) interleaved[i * channels + channel] = x;
      }

      const before = new Uint8Array(exports.memory.buffer.slice(0, address + samplesBytes));
      const meter = new WeightedMeter(curve, format, new MeterMemory(kernel, samplesBytes));
      for (const [from, to] of [
        [0, 999],
        [999, FRAMES],
      ] as const) {
        for (let channel = 0; channel < channels; channel++) {
          const first = address + 4 * (from * channels + channel);
          meter.addChannel(channel, first, to - from, 4 * channels);
        }
      }
      expect(readings(meter)).toEqual(
        readings(feed(new WeightedMeter(curve, format), channelData, format)),
      );
      // It keeps to the memory it was given.
      const after = new Uint8Array(exports.memory.buffer, 0, before.length);
      expect(after.findIndex((byte, i) => byte !== before[i])).toBe(-1);
    },
  );
});

test('a sample that is not finite is refused in any channel', () => {
  const format = { sampleRate: 8000, numberOfChannels: 2 };
  const channelData = [new Float32Array(3), Float32Array.of(0, Number.NaN, 0)];
  expect(() => feed(new WeightedMeter('a', format), channelData, format)).toThrow(
    'sample 1 of channel 2 is NaN',
  );
});

describe('several channels', () => {
  const format = { sampleRate: 48000, numberOfChannels: 5 };
  const samples = tone({ hertz: 1000, sampleRate: 48000, frames: 48_000, amplitude: 0.1 });
  const channelData = [1, 0, 0, 0, 1].map((gain) => samples.map((x) => gain * x));

  test('are averaged by A-weighting', () => {
    const meter = feed(new WeightedMeter('a', format), channelData, format);
    // Once the filter has settled, the gain at 1 kHz is 1.
    expect(decibels(meter.power())).toBeCloseTo(decibels((0.005 * 2) / 5), 2);
    expect(meter.channelPowers()).toEqual([
      expect.closeTo(0.005, 4),
      undefined,
      undefined,
      undefined,
      expect.closeTo(0.005, 4),
    ]);
  });

  test('are summed by K-weighting, with the weights of loudness', () => {
    const meter = feed(new WeightedMeter('k', format), channelData, format);
    const [left, , , , surround] = meter.channelPowers();
    expect(surround).toBe(left);
    expect(meter.power()).toBeCloseTo(left! * (1 + 1.41), 15);
    expect(10 * Math.log10(LOUDNESS_OFFSET)).toBeCloseTo(-0.691, 12);
  });
});
