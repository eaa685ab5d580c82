import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AudioBlock } from '../../src/audio-format.ts';
import { NonFiniteSignalError } from '../../src/errors.ts';
import { RmsMeter } from '../../src/level/rms-meter.ts';
import { timesOf } from '../tools/depth.ts';

function block(channelData: Float32Array[], frameIndex = 0): AudioBlock {
  const format = { sampleRate: 16000, numberOfChannels: channelData.length };
  return { format, frameIndex, channelData };
}

function constant(value: number, frames: number): Float32Array {
  return new Float32Array(frames).fill(value);
}

describe('RmsMeter', () => {
  test('sums the squares of each channel and of all', () => {
    const meter = new RmsMeter();
    meter.process(block([constant(0.5, 1000), constant(-0.25, 1000), constant(0, 1000)]));
    expect(meter.numberOfFrames).toBe(1000);
    expect(meter.channelEnergies).toEqual([250, 62.5, 0]);
    expect(meter.energy).toBe(312.5);
  });

  test('a silent channel has no level, the others have theirs', () => {
    const meter = new RmsMeter();
    meter.process(block([constant(0.5, 1000), constant(0, 1000)]));
    expect(meter.channelPowers()).toEqual([0.25, undefined]);
    expect(meter.power()).toBe(0.125);
  });

  test('finds the power of a sine: half its amplitude squared', () => {
    // Whole periods, so the sum is exact but for rounding: 24 bits a sample.
    const sine = Float32Array.from({ length: 16000 }, (_, i) => Math.sin((2 * Math.PI * i) / 160));
    const meter = new RmsMeter();
    meter.process(block([sine]));
    expect(meter.energy / meter.numberOfFrames).toBeCloseTo(0.5, 7);
  });

  test('has seen nothing before the first block', () => {
    const meter = new RmsMeter();
    expect(meter.numberOfFrames).toBe(0);
    expect(meter.energy).toBe(0);
    expect(meter.channelEnergies).toEqual([]);
  });

  test('does not depend on the size of the blocks', () => {
    const frames = 9000;
    const channelData = [0.3, 0.7].map((amplitude) =>
      Float32Array.from({ length: frames }, (_, i) => amplitude * Math.sin(i * i * 0.001)),
    );
    const whole = new RmsMeter();
    whole.process(block(channelData));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: frames }), { maxLength: 10 }),
        (cuts) => {
          const meter = new RmsMeter();
          let from = 0;
          for (const to of [...cuts.sort((a, b) => a - b), frames]) {
            meter.process(
              block(
                channelData.map((samples) => samples.subarray(from, to)),
                from,
              ),
            );
            from = to;
          }
          expect(meter.channelEnergies).toEqual(whole.channelEnergies);
          expect(meter.energy).toBe(whole.energy);
          expect(meter.numberOfFrames).toBe(frames);
        },
      ),
      { seed: 1, numRuns: timesOf(20, 100) },
    );
  });

  test.each([Number.NaN, Infinity, -Infinity])('refuses %d and says where it is', (value) => {
    const meter = new RmsMeter();
    meter.process(block([constant(0.1, 4096), constant(0.1, 4096)]));
    const second = constant(0.1, 4096);
    second[17] = value;
    second[99] = Number.NaN;
    let error: unknown;
    try {
      meter.process(block([constant(0.1, 4096), second], 4096));
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(NonFiniteSignalError);
    expect(error).toMatchObject({
      code: 'ERR_SIGNAL_NOT_FINITE',
      name: 'NonFiniteSignalError',
      message:
        `sample 4113 of channel 2 is ${value}; expected finite samples, ` +
        'since a signal with others has no level; mend or remove it first',
    });
  });

  test('takes the largest finite float', () => {
    const largest = 3.4028234663852886e38;
    const meter = new RmsMeter();
    meter.process(block([Float32Array.of(largest)]));
    expect(meter.energy).toBe(largest * largest);
  });
});
