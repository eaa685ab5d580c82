import { expect, test } from 'vitest';
import { ClippingError, SilentSignalError, SourceChangedError } from '../../src/errors.ts';
import { encodeSamples } from '../../src/formats/encoded-samples/sample-codec.ts';
import { plainSampleFormat } from '../../src/formats/sample-format.ts';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import { NoiseRun, type NoiseRunOptions, numberOfPasses } from '../../src/mix/noise-run.ts';
import { runSteps } from '../../src/mix/run-steps.ts';
import { speechLike } from '../tools/corpus-tree.ts';

const format = plainSampleFormat({ sampleRate: 16000, numberOfChannels: 1 }, 's16');
const plain: NoiseRunOptions = {
  target: { type: 'snr', snrDb: 10 },
  seed: 1,
  key: '',
  clip: 'saturate',
  onSilence: 'fail',
};

function bytesOf(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * format.bytesPerFrame);
  encodeSamples([samples], samples.length, format, bytes);
  return bytes;
}

const SPEECH = bytesOf(speechLike(9000, 1));

/** Does all steps; `reading` gives the samples of each pass. */
function drive(options: NoiseRunOptions, reading: (pass: number) => Uint8Array = () => SPEECH) {
  const run = new NoiseRun(options, {
    outputFormat: (input, encoding) => plainSampleFormat(input, encoding),
    parts: false,
    createFilter: undefined,
  });
  const steps: string[] = [];
  const written: Uint8Array[] = [];
  let passes = 0;
  for (const step of run.steps()) {
    if (step.type === 'planning') {
      steps.push('plan');
      runSteps(step.run(instantiateKernel));
      continue;
    }
    steps.push(step.isWritten ? 'write' : 'read');
    const emit = (bytes: Uint8Array) => step.isWritten && written.push(bytes.slice());
    step.begin(format, instantiateKernel);
    step.push(reading(passes++), emit);
    step.end(emit);
  }
  return { steps, passes, written: Buffer.concat(written), outcome: run.outcome };
}

test.each<[steps: string, options: Partial<NoiseRunOptions>]>([
  ['read plan write', {}],
  ['write', { target: { type: 'std', std: 0.01, mean: 0 } }],
  ['read write', { target: { type: 'std', std: 0.01, mean: 0 }, clip: 'scale' }],
  ['read read plan read write', { level: 'active', removeDc: true, clip: 'fail' }],
  ['read plan write', { encoding: 'f32', clip: 'fail' }],
])('goes "%s" where the options are %o', (expected, options) => {
  const { steps, passes, written, outcome } = drive({ ...plain, ...options });
  expect(steps.join(' ')).toBe(expected);
  expect(numberOfPasses({ ...plain, ...options })).toBe(passes);
  expect(written.length).toBe(9000 * (outcome.format.encoding === 'f32' ? 4 : 2));
  expect(outcome.mixed?.numberOfFrames).toBe(9000);
});

test('silence is passed on, left out or refused', () => {
  const silent = () => new Uint8Array(200);
  expect(drive({ ...plain, onSilence: 'pass' }, silent).written).toEqual(Buffer.alloc(200));
  const { steps, outcome } = drive({ ...plain, onSilence: 'skip' }, silent);
  expect(steps).toEqual(['read']);
  expect(outcome).toMatchObject({ silent: true, mixed: undefined });
  expect(() => drive(plain, silent)).toThrow(SilentSignalError);
});

test('what would clip is scaled to fit, or refused before anything is written', () => {
  const loud = { ...plain, target: { type: 'snr', snrDb: -20 } } as const;
  const { outcome } = drive({ ...loud, clip: 'scale' });
  expect(outcome.scale).toBeLessThan(1);
  expect(outcome.mixed?.clippedSamples).toBe(0);
  expect(() => drive({ ...loud, clip: 'fail' })).toThrow(ClippingError);
});

test.each([
  ['level', {}],
  ['clipping', { target: { type: 'std', std: 0.01, mean: 0 }, clip: 'scale' }],
] as const)('samples that changed since the pass for the %s are refused', (_, options) => {
  const shorter = (pass: number) => (pass === 0 ? SPEECH : SPEECH.subarray(2));
  expect(() => drive({ ...plain, ...options }, shorter)).toThrow(SourceChangedError);
});
