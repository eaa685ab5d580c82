import { describe, expect, test } from 'vitest';
import { MixSums } from '../../src/level/mix-sums.ts';
import { RmsMeter } from '../../src/level/rms-meter.ts';
import { SignalSums } from '../../src/level/signal-sums.ts';
import { randomChannels } from '../mix/signals.ts';
import { PowerSum } from './oracles/power-sum.ts';
import { feed } from './test-signals.ts';

/** Soft, loud, and so loud that a square is beyond what a sum holds before its whole part is set aside. */
const PEAKS = [1e-20, 0.1, 1, 7, 1e6, 3e38];

const formatOf = ({ length }: readonly Float32Array[]) => {
  return { sampleRate: 1, numberOfChannels: length };
};

function sumsOf(channelData: Float32Array[], offset?: 'first' | 'none'): SignalSums {
  const sums = new SignalSums(channelData.length, undefined, offset);
  return feed(sums, channelData, formatOf(channelData));
}

describe('the sums of a signal in the kernel', () => {
  describe.each(PEAKS)('are those of the oracle to the last bit, peak %s', (peak) => {
    const channelData = randomChannels(3, 3, 10_001, peak);
    const oracles = channelData.map((samples) => {
      const sum = new PowerSum();
      sum.add(samples);
      return sum;
    });

    test('squares, by channel and in all, as a level too', () => {
      for (const meter of [
        sumsOf(channelData),
        feed(new RmsMeter(), channelData, formatOf(channelData), [1, 4099, 5000]),
      ]) {
        expect(meter.numberOfFrames).toBe(10_001);
        expect(meter.energy).toBe(PowerSum.total(oracles));
        expect(meter.channelEnergies).toEqual(oracles.map(({ value }) => value));
        expect(meter.power()).toBe(PowerSum.total(oracles) / 30_003);
        expect(meter.channelPowers()).toEqual(oracles.map(({ value }) => value / 10_001));
      }
    });

    test.each(['first', 'none'] as const)('samples less an offset: %s', (offset) => {
      const sums = sumsOf(channelData, offset);
      const offsets = channelData.map((samples) => (offset === 'first' ? samples[0]! : 0));
      const energies = channelData.map((samples, channel) => {
        const sum = new PowerSum();
        sum.addDifference(samples, new Float32Array(samples.length).fill(offsets[channel]!), 1);
        return sum;
      });
      const totals = channelData.map((samples, channel) =>
        samples.reduce((total, x) => total + (x - offsets[channel]!), 0),
      );
      expect(sums.pooled).toEqual({
        offsets,
        sums: totals,
        energy: PowerSum.total(energies),
        numberOfFrames: 10_001,
      });
      expect(sums.channels).toEqual(
        offsets.map((_, channel) => ({
          offsets: [offsets[channel]],
          sums: [totals[channel]],
          energy: energies[channel]!.value,
          numberOfFrames: 10_001,
        })),
      );
    });
  });

  test('are zero for silence, which has no power', () => {
    const sums = sumsOf([new Float32Array(5000)]);
    expect([sums.energy, sums.power(), sums.channelPowers()]).toEqual([0, undefined, [undefined]]);
    expect(new SignalSums(2).energy).toBe(0);
  });

  test.each([Number.NaN, Infinity, -Infinity])('know where a sample was %s', (value) => {
    const samples = new Float32Array(9000).fill(0.5);
    samples[4500] = value;
    const zeros = new Float32Array(9000);
    expect(() => sumsOf([zeros, samples])).toThrow(`sample 4500 of channel 2 is ${value}`);
    expect(() => sumsOf([samples, zeros])).toThrow(`sample 4500 of channel 1 is ${value}`);
  });
});

describe('the sums of a signal and of what was added to it', () => {
  test.each(PEAKS)(
    'are those of the oracle to the last bit, however it is cut, peak %s',
    (peak) => {
      const signal = randomChannels(5, 2, 9000, peak);
      const mixed = randomChannels(6, 2, 9000, peak);
      const scale = 1 / 3;
      const sums = new MixSums(2);
      for (const [start, count] of [
        [0, 1],
        [1, 4999],
        [5000, 4000],
      ] as const) {
        // Longer than what counts.
        const from = (samples: Float32Array) => samples.subarray(start, start + 6000);
        sums.add(signal.map(from), mixed.map(from), scale, count);
      }
      const energies = signal.map(() => [new PowerSum(), new PowerSum()] as const);
      for (const [channel, [signalEnergy, noiseEnergy]] of energies.entries()) {
        signalEnergy.add(signal[channel]!);
        noiseEnergy.addDifference(mixed[channel]!, signal[channel]!, scale);
      }
      expect(sums.signalEnergy).toBe(PowerSum.total(energies.map(([sum]) => sum)));
      expect(sums.noiseEnergy).toBe(PowerSum.total(energies.map(([, sum]) => sum)));
    },
  );

  test('are zero without a signal', () => {
    const { signalEnergy, noiseEnergy } = new MixSums(2);
    expect([signalEnergy, noiseEnergy]).toEqual([0, 0]);
  });
});
