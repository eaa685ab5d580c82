// The promise of the project: whatever the options, the SNR asked for, before quantisation, however the input is split.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type NoisyFileOptions, writeNoisyFile } from '../../src/audio-files/noisy-file.ts';
import { type AudioBlock, SAMPLE_ENCODINGS, type SampleEncoding } from '../../src/audio-format.ts';
import { wavFormatWithEncoding } from '../../src/formats/wav/wav-format.ts';
import { WavParser } from '../../src/formats/wav/wav-parser.ts';
import {
  createLevelMeter,
  createNoiseLevelMeter,
  LEVEL_DEFINITIONS,
  type LevelDefinition,
} from '../../src/level/level-definitions.ts';
import { Calibration } from '../../src/mix/calibration.ts';
import { createNoiseMixer } from '../../src/mix/create-noise-mixer.ts';
import { createSampleMeter } from '../../src/mix/create-sample-meter.ts';

import { NOISE_COLORS } from '../../src/noise/noise-color.ts';
import { inPiecesOf, seededRandom } from '../formats/wav/splitting.ts';
import { naiveActiveLevel } from '../level/naive-active-level.ts';
import { IS_ALL_TRIED, sampleOf } from '../tools/depth.ts';
import { readIndependently } from '../tools/independent-reader.ts';
import { noisyOptions, temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const folder = temporaryFolder();
const inputFile = join(folder, 'clean.wav');
const outputFile = join(folder, 'noisy.wav');

/** All that a case has besides level, color and encoding. */
const CASES = fc.record({
  numberOfChannels: fc.integer({ min: 1, max: 3 }),
  channels: fc.constantFrom('joint' as const, 'separate' as const),
  noiseChannels: fc.constantFrom('independent' as const, 'shared' as const),
  sampleRate: fc.constantFrom(8000, 11_025, 16_000),
  output: fc.constantFrom('f32' as const, 'f64' as const),
  /** Of the output's rounding to 32-bit floats, -150 dB, this leaves enough. */
  snrDb: fc.double({ min: -10, max: 50, noNaN: true }),
  seed: fc.nat(),
  pieceBytes: fc.integer({ min: 1, max: 40_000 }),
});

type Case = typeof CASES extends fc.Arbitrary<infer T> ? T : never;

/** 1.2 s of bursts and pauses; each channel 6 dB softer than the one before, and with pauses of its own. */
function bursts({ numberOfChannels, sampleRate, seed }: Case): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: numberOfChannels }, (_, channel) =>
    Float32Array.from({ length: Math.round(1.2 * sampleRate) }, (_, i) => {
      const seconds = i / sampleRate;
      const isBurst = Math.sin(2 * Math.PI * (1.7 * seconds + 0.2 * channel)) > -0.3;
      const tone = Math.sin(2 * Math.PI * 440 * (channel + 1) * seconds);
      return isBurst ? 2 ** -channel * (0.4 * tone + 0.2 * (random() - 0.5)) : 0;
    }),
  );
}

/** What two passes over the input make of it when it comes in pieces of some size: the samples' bytes. */
function inPieces(wav: Uint8Array, pieceBytes: number, options: NoisyFileOptions): Buffer {
  const eventsOf = () => {
    const parser = new WavParser();
    const events = inPiecesOf(pieceBytes, wav).flatMap((piece) => [
      // What a parser hands out lives until the next push.
      ...parser.push(piece).map((event) => ({
        ...event,
        ...(event.type === 'data' && { bytes: event.bytes.slice() }),
      })),
    ]);
    return [...events, ...parser.end()] as ReturnType<WavParser['push']>;
  };
  const first = eventsOf();
  const [header] = first.flatMap((event) => (event.type === 'header' ? [event.header] : []));
  const input = header!.format;
  const calibration = new Calibration(options);
  while (calibration.passesLeft > 0) {
    const meter = createSampleMeter(input, calibration.meterOptions());
    for (const event of first) if (event.type === 'data') meter.push(event.bytes);
    calibration.take(meter);
  }
  const planning = calibration.plan(input);
  let step = planning.next();
  while (!step.done) step = planning.next();
  const output = wavFormatWithEncoding(input, options.encoding!);
  const mixer = createNoiseMixer({ ...step.value, input, output, scale: 1 });
  const pieces: Buffer[] = [];
  const emit = (bytes: Uint8Array) => pieces.push(Buffer.from(bytes));
  for (const event of eventsOf()) if (event.type === 'data') mixer.push(event.bytes, emit);
  mixer.end(emit);
  return Buffer.concat(pieces);
}

/** 10·log10(power of the signal / power of the noise) by the meters of the definition. */
function meteredSnrDb(level: LevelDefinition, signal: AudioBlock, noise: AudioBlock): number {
  const signalMeter = createLevelMeter(level, signal.format);
  const noiseMeter = createNoiseLevelMeter(level, noise.format);
  signalMeter.process(signal);
  noiseMeter.process(noise);
  return 10 * Math.log10(signalMeter.power()! / noiseMeter.power()!);
}

/** The same from the definitions themselves; undefined for those that need a filter. */
function naiveSnrDb(level: LevelDefinition, signal: AudioBlock, noise: AudioBlock) {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const energyOf = (x: Float32Array) => x.reduce((total, value) => total + value * value, 0);
  const energies = signal.channelData.map(energyOf);
  const samples = sum(signal.channelData.map(({ length }) => length));
  const noisePower = sum(noise.channelData.map(energyOf)) / samples;
  const powers: Partial<Record<LevelDefinition, () => number>> = {
    rms: () => sum(energies) / samples,
    peak: () =>
      Math.max(...signal.channelData.map((x) => x.reduce((a, b) => Math.max(a, b ** 2), 0))),
    active: () => {
      const active = signal.channelData.map((x, channel) => {
        const { activeDbfs } = naiveActiveLevel(x, signal.format.sampleRate);
        return energies[channel]! / 10 ** (activeDbfs! / 10);
      });
      return sum(energies) / sum(active);
    },
  };
  const power = powers[level]?.();
  return power === undefined ? undefined : 10 * Math.log10(power / noisePower);
}

/** A block as such, or its channels, each as a block of its own. */
function unitsOf(block: AudioBlock, channels: 'joint' | 'separate'): AudioBlock[] {
  if (channels === 'joint') return [block];
  const format = { ...block.format, numberOfChannels: 1 };
  return block.channelData.map((samples) => ({ format, frameIndex: 0, channelData: [samples] }));
}

async function expectSnr(
  level: LevelDefinition,
  color: (typeof NOISE_COLORS)[number],
  encoding: SampleEncoding,
  given: Case,
): Promise<void> {
  const { channels, noiseChannels, output, snrDb, seed, sampleRate, numberOfChannels } = given;
  const wav = wavBytes(bursts(given), { encoding, sampleRate });
  writeFileSync(inputFile, wav);
  const target = { type: 'snr', snrDb } as const;
  const options = noisyOptions({ target, seed, level, color, channels, noiseChannels });
  const receipt = await writeNoisyFile(inputFile, outputFile, { ...options, encoding: output });
  const written = readFileSync(outputFile);

  const clean = readIndependently(wav);
  const noisy = readIndependently(written);
  const format = { sampleRate, numberOfChannels };
  const blockOf = (channelData: Float64Array[]): AudioBlock => ({
    format,
    frameIndex: 0,
    channelData: channelData.map((samples) => Float32Array.from(samples)),
  });
  const noise = blockOf(noisy.map((samples, c) => samples.map((x, i) => x - clean[c]![i]!)));
  const noises = unitsOf(noise, channels);
  for (const [unit, signal] of unitsOf(blockOf(clean), channels).entries()) {
    expect(Math.abs(meteredSnrDb(level, signal, noises[unit]!) - snrDb)).toBeLessThan(0.001);
    const naive = naiveSnrDb(level, signal, noises[unit]!);
    if (naive !== undefined) expect(Math.abs(naive - snrDb)).toBeLessThan(0.001);
  }
  expect(Math.abs(receipt.snr_achieved_db! - snrDb)).toBeLessThan(0.001);

  const samples = inPieces(wav, given.pieceBytes, { ...options, encoding: output });
  expect(samples.equals(written.subarray(written.length - samples.length))).toBe(true);
}

/** All colors, or each by one of the levels. */
const colorsBy = (level: LevelDefinition) =>
  NOISE_COLORS.filter((_, i) => {
    const turn = LEVEL_DEFINITIONS[i % LEVEL_DEFINITIONS.length];
    return IS_ALL_TRIED || turn === level;
  });

describe.each(sampleOf(LEVEL_DEFINITIONS, 2))('by the level %s', (level) => {
  test.each(colorsBy(level))(
    'in the color %s, of any encoding and channels, the SNR is that asked for, however the input is split',
    async (color) => {
      for (const [index, encoding] of SAMPLE_ENCODINGS.entries()) {
        const property = fc.asyncProperty(CASES, (given) =>
          expectSnr(level, color, encoding, given),
        );
        const place = LEVEL_DEFINITIONS.indexOf(level) * 8 + NOISE_COLORS.indexOf(color);
        // Unbiased: a single run would go to the simplest of values.
        await fc.assert(property, { seed: 8 * place + index, numRuns: 1, unbiased: true });
      }
    },
  );
});

test('the cases drawn hold every pair of an encoding, a number of channels and their treatment', () => {
  const pairs = new Set<string>();
  for (let place = 0; place < 40 * SAMPLE_ENCODINGS.length; place++) {
    const [given] = fc.sample(CASES, { seed: place, numRuns: 1, unbiased: true });
    const values = [
      SAMPLE_ENCODINGS[place % SAMPLE_ENCODINGS.length],
      LEVEL_DEFINITIONS[Math.floor(place / 64)],
      NOISE_COLORS[Math.floor(place / 8) % 8],
      given!.numberOfChannels,
      given!.channels,
      given!.noiseChannels,
      given!.output,
    ];
    for (const [i, a] of values.entries()) {
      for (const [j, b] of values.entries()) if (i < j) pairs.add(`${i} ${a} ${j} ${b}`);
    }
  }
  const sizes = [8, 5, 8, 3, 2, 2, 2];
  const all = sizes.reduce((sum, n, i) => sizes.slice(i + 1).reduce((s, m) => s + n * m, sum), 0);
  expect(pairs.size).toBe(all);
});
