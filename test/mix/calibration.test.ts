import { expect, test } from 'vitest';
import { encodeSamples } from '../../src/formats/encoded-samples/sample-codec.ts';
import { plainSampleFormat } from '../../src/formats/sample-format.ts';
import { Calibration } from '../../src/mix/calibration.ts';
import { createSampleMeter } from '../../src/mix/create-sample-meter.ts';
import type { NoiseOptions } from '../../src/mix/noise-plan.ts';
import { PlanarMeter } from '../../src/mix/planar-meter.ts';
import { runSteps } from '../../src/mix/run-steps.ts';
import type { SampleMeterOptions, SignalFindings } from '../../src/mix/sample-meter.ts';
import { speechLike } from '../tools/corpus-tree.ts';

const format = plainSampleFormat({ sampleRate: 16000, numberOfChannels: 2 }, 's16');
const SIGNAL = [speechLike(20_000, 1), speechLike(20_000, 2).map((sample) => sample / 3 + 0.1)];
const snr = { target: { type: 'snr', snrDb: 10 }, seed: 1, key: '' } as const;

/** All passes that a calibration asks for. */
function calibrate(
  options: NoiseOptions,
  measure: (wanted: SampleMeterOptions) => SignalFindings,
): Calibration {
  const calibration = new Calibration(options);
  while (calibration.passesLeft > 0) calibration.take(measure(calibration.meterOptions()));
  return calibration;
}

const planar = (signal: readonly Float32Array[]) => (wanted: SampleMeterOptions) => {
  const meter = new PlanarMeter(format, wanted);
  meter.process(signal.map((samples) => samples.slice()));
  return meter;
};

const encoded = (signal: readonly Float32Array[]) => (wanted: SampleMeterOptions) => {
  const bytes = new Uint8Array(signal[0]!.length * format.bytesPerFrame);
  encodeSamples(signal, signal[0]!.length, format, bytes);
  const meter = createSampleMeter(format, wanted);
  meter.push(bytes);
  return meter;
};

test.each<[passes: number, options: Partial<NoiseOptions>]>([
  [1, {}],
  [0, { signalLevelDbfs: -20 }],
  [0, { target: { type: 'std', std: 0.1, mean: 0 } }],
  [1, { target: { type: 'level', noiseDbfs: -30 }, color: 'matched' }],
  [1, { removeDc: true }],
  [1, { level: 'loudness', removeDc: true }],
  [2, { level: 'active', removeDc: true }],
  [2, { level: 'peak', removeDc: true }],
  [1, { level: 'active' }],
])('asks for %i passes where the options are %o', (passes, options) => {
  const calibration = new Calibration({ ...snr, ...options });
  expect(calibration.isMeasured).toBe(passes > 0);
  for (let left = passes; left > 0; left--) {
    expect(calibration.passesLeft).toBe(left);
    calibration.take(planar(SIGNAL)(calibration.meterOptions()));
  }
  expect(calibration.passesLeft).toBe(0);
});

test.each<Partial<NoiseOptions>>([
  {},
  { channels: 'separate' },
  { level: 'active', removeDc: true },
  { level: 'a-weighted', channels: 'separate' },
  { color: 'matched' },
  { color: 'pink', noiseChannels: 'shared', exact: false },
])('plans the same noise for samples in memory and as they stand in a file: %o', (options) => {
  const whole = SIGNAL.map((samples) => samples.map((x) => Math.round(x * 32768) / 32768));
  const plans = [planar(whole), encoded(whole)].map((measure) =>
    runSteps(calibrate({ ...snr, ...options }, measure).plan(format)),
  );
  expect(plans[0]!.shape.stds).toEqual(plans[1]!.shape.stds);
});

test.each([
  ['has no samples', 0],
  ['is silent: all 100 frames are 0', 100],
])('a signal that %s is told, and gets a plan that adds nothing', (message, frames) => {
  const silence = [new Float32Array(frames), new Float32Array(frames)];
  const calibration = calibrate(snr, planar(silence));
  expect(calibration.isSilent).toBe(true);
  expect(calibration.silence().message).toContain(message);
  expect(runSteps(calibration.plan(format)).shape.stds).toEqual([0, 0]);
});

test('noise of its own strength is never silent, whatever it is added to', () => {
  const options = { ...snr, target: { type: 'level', noiseDbfs: -30 }, color: 'matched' } as const;
  const calibration = calibrate(options, planar([new Float32Array(9), new Float32Array(9)]));
  expect(calibration.isSilent).toBe(false);
});
