import { describe, expect, test } from 'vitest';
import { MixSums } from '../../src/level/mix-sums.ts';
import { PowerSum } from '../../src/level/power-sum.ts';
import { RmsMeter } from '../../src/level/rms-meter.ts';
import { SignalSums } from '../../src/level/signal-sums.ts';
import { NoiseAdder } from '../../src/noise/noise-adder.ts';
import { NormalStream } from '../../src/noise/normal-stream.ts';
import { randomChannels } from '../mix/signals.ts';

/** Soft, loud, and so loud that a square is beyond what a sum holds before its whole part is set aside. */
const PEAKS = [1e-20, 0.1, 1, 7, 1e6, 3e38];

function sumsOf(channelData: Float32Array[]): SignalSums {
  const sums = new SignalSums(channelData.length);
  sums.process(channelData);
  return sums;
}

describe('the sums of a signal in the kernel', () => {
  test.each(PEAKS)('are those of PowerSum and RmsMeter to the last bit, peak %s', (peak) => {
    const channelData = randomChannels(3, 3, 10_001, peak);
    const sums = sumsOf(channelData);
    const meter = new RmsMeter();
    meter.process({
      format: { sampleRate: 1, numberOfChannels: 3 },
      frameIndex: 0,
      channelData,
    });
    expect(sums.numberOfFrames).toBe(10_001);
    expect(sums.energy).toBe(meter.energy);
    expect(sums.power()).toBe(meter.power());
    expect(sums.channelPowers()).toEqual(meter.channelPowers());
    const energies = channelData.map((samples) => {
      const sum = new PowerSum();
      sum.addDifference(samples, new Float32Array(samples.length).fill(samples[0]!), 1);
      return sum;
    });
    expect(sums.pooled.energy).toBe(PowerSum.total(energies));
    for (const [channel, { energy, sums: totals, offsets }] of sums.channels.entries()) {
      const samples = channelData[channel]!;
      expect(energy).toBe(energies[channel]!.value);
      expect(offsets).toEqual([samples[0]]);
      expect(totals).toEqual([samples.reduce((total, x) => total + (x - samples[0]!), 0)]);
    }
  });

  test('are zero for silence, which has no power', () => {
    const sums = sumsOf([new Float32Array(5000)]);
    expect([sums.energy, sums.power(), sums.channelPowers()]).toEqual([0, undefined, [undefined]]);
    expect(new SignalSums(2).energy).toBe(0);
  });

  test.each([Number.NaN, Infinity, -Infinity])('are no numbers once a sample was %s', (value) => {
    const samples = new Float32Array(9000).fill(0.5);
    samples[4500] = value;
    expect(Number.isFinite(sumsOf([new Float32Array(9000), samples]).energy)).toBe(false);
  });
});

describe('the sums of a signal and of what was added to it', () => {
  test.each(PEAKS)('are those of PowerSum to the last bit, however it is cut, peak %s', (peak) => {
    const signal = randomChannels(5, 2, 9000, peak);
    const mixed = randomChannels(6, 2, 9000, peak);
    const scale = 1 / 3;
    const sums = new MixSums(2);
    for (const [start, count] of [
      [0, 4096],
      [4096, 1],
      [4097, 4096],
      [8193, 807],
    ] as const) {
      // Longer than what counts.
      const from = (samples: Float32Array) => samples.subarray(start, start + 4096);
      sums.add(signal.map(from), mixed.map(from), scale, count);
    }
    const energies = signal.map(() => [new PowerSum(), new PowerSum()] as const);
    for (const [channel, [signalEnergy, noiseEnergy]] of energies.entries()) {
      signalEnergy.add(signal[channel]!);
      noiseEnergy.addDifference(mixed[channel]!, signal[channel]!, scale);
    }
    expect(sums.signalEnergy).toBe(PowerSum.total(energies.map(([sum]) => sum)));
    expect(sums.noiseEnergy).toBe(PowerSum.total(energies.map(([, sum]) => sum)));
  });

  test('are zero without a signal', () => {
    const { signalEnergy, noiseEnergy } = new MixSums(2);
    expect([signalEnergy, noiseEnergy]).toEqual([0, 0]);
  });
});

describe('the energy of the noise that is added', () => {
  test.each(PEAKS.slice(0, -1))('is that of what the samples really got, peak %s', (peak) => {
    const clean = randomChannels(4, 2, 9000, peak);
    const noisy = clean.map((samples) => samples.slice());
    const plain = clean.map((samples) => samples.slice());
    const shape = { stds: [0.1 * peak, 3 * peak], mean: 0.01 * peak, shared: false };
    const energies = clean.map(() => new PowerSum());
    // In pieces that do not keep to the blocks of the noise.
    for (let start = 0, adder = newAdder(); start < 9000; start += 3001) {
      const pieces = noisy.map((samples) => samples.subarray(start, start + 3001));
      adder.add(pieces, start, pieces[0]!.length, energies);
    }
    newAdder().add(plain, 0, 9000);
    expect(noisy).toEqual(plain);
    for (const [channel, energy] of energies.entries()) {
      const expected = new PowerSum();
      expected.addDifference(noisy[channel]!, clean[channel]!, 1);
      expect(energy.value).toBe(expected.value);
    }

    function newAdder(): NoiseAdder {
      return new NoiseAdder(new NormalStream(1, 'k'), shape);
    }
  });
});
