import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Run {
  trainedWith: 'clean' | 'noise';
  seed: number;
  accuracies: { color: string; snrDb: 'clean' | number; accuracy: number }[];
}

const folder = resolve(import.meta.dirname, '../samples/robustness');
const load = (name: string) => import(`${folder}/${name}.mjs`);
const { FULL, QUICK, curriculum } = await load('plan');
const { bandEdgesHz, logMel, NUMBER_OF_BANDS, NUMBER_OF_FRAMES } = await load('features');
const { placedInWindow, resampled, SAMPLE_RATE } = await load('speech');
const { accuracyTable } = await load('table');
const { accuracyPlot } = await load('plot');
const { shuffled, uniformNumbers } = await load('random');

const sine = (hz: number, sampleRate: number, numberOfSamples: number) =>
  Float32Array.from({ length: numberOfSamples }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / sampleRate),
  );

describe('the plan of samples/robustness', () => {
  test.each([
    ['full', FULL],
    ['quick', QUICK],
  ])('%s: no variant of a voice is both trained on and tested', (_, plan) => {
    const variants = (voices: string[]) => voices.map((voice) => voice.split('+')[1]);
    const trained = variants(plan.trainingVoices);
    const heldOut = variants(plan.heldOutVoices);
    expect(trained.length).toBeGreaterThan(0);
    expect(heldOut.length).toBeGreaterThan(0);
    expect(new Set([...trained, ...heldOut]).size).toBe(trained.length + heldOut.length);
  });

  test('the curriculum opens from 30 dB down to 0 dB, never closes, and keeps a share clean', () => {
    const steps = Array.from({ length: 40 }, (_, epoch) => curriculum(epoch, 40));
    const lows = steps.map(({ lowDb }) => lowDb);
    expect(lows[0]).toBe(30);
    expect(lows.at(-1)).toBe(0);
    expect(lows.slice(1).every((low, i) => low <= lows[i]!)).toBe(true);
    expect(lows[10]).toBeCloseTo(30 - (30 * 10) / 26, 9);
    for (const { cleanShare, highDb } of steps) expect([cleanShare, highDb]).toEqual([0.2, 30]);
  });

  test('a curriculum of one epoch is the easiest', () => {
    expect(curriculum(0, 1)).toMatchObject({ lowDb: 30, highDb: 30 });
  });

  test('the order of training is a permutation that the seed decides', () => {
    const list = Array.from({ length: 100 }, (_, i) => i);
    const order = shuffled(list, uniformNumbers(1));
    expect(order).not.toEqual(list);
    expect(order.toSorted((a: number, b: number) => a - b)).toEqual(list);
    expect(shuffled(list, uniformNumbers(1))).toEqual(order);
    expect(shuffled(list, uniformNumbers(2))).not.toEqual(order);
  });
});

describe('the features of samples/robustness', () => {
  test.each([5, 15, 28])(
    'a sine at the centre of band %i is loudest there, in all frames',
    (band) => {
      const features = logMel(sine(bandEdgesHz[band + 1], SAMPLE_RATE, SAMPLE_RATE));
      for (let frame = 0; frame < NUMBER_OF_FRAMES; frame++) {
        const row = [...features.subarray(frame * NUMBER_OF_BANDS, (frame + 1) * NUMBER_OF_BANDS)];
        expect(row.indexOf(Math.max(...row))).toBe(band);
      }
    },
  );

  test('are those of a plain Fourier sum of each frame by itself', () => {
    const uniform = uniformNumbers(1);
    const samples = Float32Array.from(
      { length: SAMPLE_RATE },
      (_, i) => (uniform() - 0.5) * (1 + (i % 999)),
    );
    const hop = Math.floor((SAMPLE_RATE - 512) / (NUMBER_OF_FRAMES - 1));
    const decibels = Array.from({ length: NUMBER_OF_FRAMES }, (_, frame) => {
      const powers = Array.from({ length: 256 }, (_, bin) => {
        let [re, im] = [0, 0];
        for (let i = 0; i < 512; i++) {
          const x = samples[frame * hop + i]! * Math.sin((Math.PI * i) / 512) ** 2;
          re += x * Math.cos((2 * Math.PI * bin * i) / 512);
          im += x * Math.sin((2 * Math.PI * bin * i) / 512);
        }
        return re * re + im * im;
      });
      return Array.from({ length: NUMBER_OF_BANDS }, (_, band) => {
        const [low, center, high] = bandEdgesHz.slice(band, band + 3);
        const weight = (hz: number) =>
          Math.max(0, Math.min((hz - low) / (center - low), (high - hz) / (high - center)));
        const power = powers.reduce(
          (sum, p, bin) => sum + p * weight((bin * SAMPLE_RATE) / 512),
          0,
        );
        return 10 * Math.log10(power);
      });
    }).flat();
    const mean = decibels.reduce((a, b) => a + b, 0) / decibels.length;
    const deviation = Math.sqrt(
      decibels.reduce((sum, x) => sum + (x - mean) ** 2, 0) / decibels.length,
    );
    const features = logMel(samples);
    for (const [i, x] of decibels.entries()) {
      expect(features[i]).toBeCloseTo((x - mean) / deviation, 3);
    }
  });

  test('have mean 0 and deviation 1, and do not know how loud the word was', () => {
    const word = placedInWindow(sine(440, SAMPLE_RATE, 8000), 0.5);
    const features = logMel(word);
    const mean = features.reduce((a: number, b: number) => a + b, 0) / features.length;
    const power = features.reduce((a: number, b: number) => a + b * b, 0) / features.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(power).toBeCloseTo(1, 4);
    const quiet = logMel(word.map((x: number) => x / 8));
    for (const [i, x] of quiet.entries()) expect(x).toBeCloseTo(features[i], 4);
  });

  test('a word is placed whole, early, late or between', () => {
    const word = new Float32Array(1000).fill(1);
    expect(placedInWindow(word, 0).indexOf(1)).toBe(0);
    expect(placedInWindow(word, 1).indexOf(1)).toBe(SAMPLE_RATE - 1000);
    const between = placedInWindow(word, 0.5);
    expect(between.length).toBe(SAMPLE_RATE);
    expect(between.indexOf(1)).toBe((SAMPLE_RATE - 1000) / 2);
    expect(between.filter((x: number) => x === 1).length).toBe(1000);
  });

  test('resampling keeps a tone and takes away what is above the new half rate', () => {
    const middle = (samples: Float32Array) => samples.subarray(1000, 7000);
    const tone = middle(resampled(sine(1000, 22050, 11025), 22050, 16000));
    const expected = middle(sine(1000, 16000, 8000));
    // A Hann window's sidelobes: at most -44 dB of ripple.
    for (const [i, x] of tone.entries()) expect(Math.abs(x - expected[i]!)).toBeLessThan(0.006);
    const alias = middle(resampled(sine(10000, 22050, 11025), 22050, 16000));
    expect(Math.max(...alias.map(Math.abs))).toBeLessThan(0.006);
  });
});

describe('the report of samples/robustness', () => {
  const run = (trainedWith: Run['trainedWith'], seed: number, clean: number, at0: number): Run => ({
    trainedWith,
    seed,
    accuracies: [
      { color: 'white', snrDb: 'clean', accuracy: clean },
      { color: 'white', snrDb: 0, accuracy: at0 },
      { color: 'pink', snrDb: 'clean', accuracy: 0 },
    ],
  });
  const runs = [
    run('clean', 1, 0.9, 0.2),
    run('noise', 1, 0.8, 0.7),
    run('clean', 2, 1, 0.4),
    run('noise', 2, 0.8, 0.9),
  ];

  test('the table has means, sample deviations and gains of its color', () => {
    // Two values a and b have the sample deviation |a - b| / √2.
    expect(accuracyTable(runs, 'white').split('\n').slice(2)).toEqual([
      '| clean | 95.0 ± 7.1 | 80.0 ± 0.0 | -15.0 |',
      '| 0 dB | 30.0 ± 14.1 | 80.0 ± 14.1 | +50.0 |',
    ]);
  });

  test('the plot draws each mean once, the better one higher, on a ground of its own', () => {
    const svg: string = accuracyPlot(runs, 'white');
    expect(svg).toMatch(/<rect width="720" height="420" fill="#fff"\/>/);
    const points = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map((match) => ({
      x: Number(match[1]),
      y: Number(match[2]),
    }));
    // With noise at 0 dB and clean, then without.
    expect(points.length).toBe(4);
    const [noise0, noiseClean, clean0, cleanClean] = points;
    expect(noise0!.x).toBeLessThan(noiseClean!.x);
    expect(noise0!.x).toBe(clean0!.x);
    expect(noise0!.y).toBe(noiseClean!.y);
    expect(noise0!.y).toBeLessThan(clean0!.y);
    expect(cleanClean!.y).toBeLessThan(noiseClean!.y);
    for (const label of ['SNR of the test, dB', 'words recognised, %', 'trained with awgn']) {
      expect(svg).toContain(label);
    }
  });

  test('table and plot that are shown are those of results.json', () => {
    const read = (name: string) => readFileSync(`${folder}/results/${name}`, 'utf8');
    const results: { runs: Run[]; heldOutVoices: string[] } = JSON.parse(read('results.json'));
    expect(results.heldOutVoices).toEqual(FULL.heldOutVoices);
    expect(results.runs.map(({ seed }) => seed)).toEqual(FULL.seeds.flatMap((s: number) => [s, s]));
    // A color that was asked for under the wrong name is white again.
    for (const { accuracies } of results.runs) {
      const percents = FULL.testColors.map((color: string) =>
        accuracies.filter((at) => at.color === color).map((at) => at.accuracy),
      );
      expect(percents[0]).not.toEqual(percents[1]);
    }
    expect(read('accuracy.svg')).toBe(accuracyPlot(results.runs, 'white'));
    const readme = readFileSync(`${folder}/README.md`, 'utf8');
    for (const color of FULL.testColors) {
      expect(read('accuracy.md')).toContain(accuracyTable(results.runs, color));
      expect(readme).toContain(accuracyTable(results.runs, color));
    }
    const rootReadme = readFileSync(resolve(folder, '../../README.md'), 'utf8');
    const rows = accuracyTable(results.runs, 'white').split('\n');
    const shown = rows.filter((row: string) => rootReadme.includes(row));
    expect(shown.length).toBeGreaterThanOrEqual(4);
  });
});
