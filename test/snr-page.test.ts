// docs/snr.md states numbers; here they are computed.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type AddNoiseToFileOptions,
  type AudioBlock,
  addNoiseToFile,
  createLevelMeter,
  drawSnrDb,
  LEVEL_DEFINITIONS,
  type LevelDefinition,
  NOISE_COLORS,
  type NoiseColor,
  RmsMeter,
  type SampleEncoding,
  SnrEnvelope,
  snrRangeOfEpoch,
  WavReader,
} from '../src/index.ts';
import { aWeightingPower, designAWeighting } from '../src/level/a-weighting.ts';
import { ActiveLevelMeter } from '../src/level/active-level-meter.ts';
import { biquadPower } from '../src/level/biquad.ts';
import { LoudnessMeter } from '../src/level/loudness-meter.ts';
import { concatenate, tone } from './level/test-signals.ts';
import { sampleOf } from './tools/depth.ts';
import { SAMPLES, temporaryFolder, wavBytes } from './tools/wav-files.ts';

const page = readFileSync(new URL('../docs/snr.md', import.meta.url), 'utf8');
const output = join(temporaryFolder(), 'noisy.wav');
const MALE = 'male-16khz-s16-mono.wav';
const PAUSES = 'pauses-16khz-s16-mono.wav';
const STEREO = 'two-speakers-44khz-s16-stereo.wav';

type Row = Readonly<Record<string, string>>;

/** Rows of the table whose header begins with these cells, by header; without the marks of code. */
function table(...header: string[]): Row[] {
  const cellsOf = (line: string) =>
    line
      .replaceAll('`', '')
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const lines = page.split('\n');
  const start = lines.findIndex(
    (line) => line.startsWith('|') && header.every((cell, i) => cellsOf(line)[i] === cell),
  );
  if (start < 0) throw new Error(`docs/snr.md has no table "${header.join(' | ')}"`);
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  const titles = cellsOf(lines[start]!);
  return lines
    .slice(start + 2, start + length)
    .map((line) => Object.fromEntries(cellsOf(line).map((cell, i) => [titles[i]!, cell])));
}

/** The value, rounded to the digits that are printed, is what is printed. */
function expectPrinted(printed: string | undefined, value: number): void {
  expect(printed).toMatch(/^-?\d+(\.\d+)?$/);
  const digits = printed!.split('.')[1]?.length ?? 0;
  // Half a unit of the last digit, and the rounding of the decimals themselves.
  expect(Math.abs(Number(printed) - value), `${value}, printed as ${printed}`).toBeLessThanOrEqual(
    0.5000001 * 10 ** -digits,
  );
}

/** The number that stands in the text where the pattern has its group. */
function inText(pattern: RegExp): string | undefined {
  return pattern.exec(page.replaceAll(/\s+/g, ' '))?.[1];
}

function run(file: string, options: Partial<AddNoiseToFileOptions>) {
  return addNoiseToFile(join(SAMPLES, file), output, {
    snrDb: 10,
    seed: 1,
    overwrite: true,
    ...options,
  });
}

function snr(snrDb: number): Pick<AddNoiseToFileOptions, 'snrDb'> {
  return { snrDb };
}

function read(path: string): AudioBlock {
  const reader = new WavReader({ maxBlockFrames: 1e7 });
  return [...reader.push(readFileSync(path)), ...reader.end()][0]!;
}

function decibels(power: number): number {
  return 10 * Math.log10(power);
}

function levelOf(file: string, level: LevelDefinition): number {
  const signal = read(join(SAMPLES, file));
  const meter = createLevelMeter(level, signal.format);
  meter.process(signal);
  return decibels(meter.power()!);
}

describe('the levels in docs/snr.md', () => {
  test.each(table('file', 'rms', 'active'))('are those of $file', (row) => {
    for (const level of LEVEL_DEFINITIONS) expectPrinted(row[level], levelOf(row.file!, level));
    const signal = read(join(SAMPLES, row.file!));
    const meter = new ActiveLevelMeter(signal.format);
    meter.process(signal);
    expectPrinted(row['activity, %'], 100 * meter.activityFactor);
  });

  test('that stand in its text are those of the tables', () => {
    expectPrinted(inText(/RMS level is (\S+) dBFS/), levelOf(MALE, 'rms'));
    const above = 10 + levelOf(PAUSES, 'active') - levelOf(PAUSES, 'rms');
    expectPrinted(inText(/its speech stands (\S+) dB above/), above);
    const meter = new RmsMeter();
    meter.process(read(join(SAMPLES, STEREO)));
    const [left, right] = meter.channelEnergies;
    expectPrinted(inText(/right channel is (\S+) dB softer/), decibels(left! / right!));
  });

  test('come of an A-weighting whose largest errors are those of the table', () => {
    const [row] = table('fs, Hz');
    const rates = Object.keys(row!).filter((title) => title !== 'fs, Hz');
    expect(rates.length).toBeGreaterThan(3);
    for (const rate of rates.map(Number)) {
      const filter = designAWeighting(rate);
      let largest = 0;
      for (let hertz = 10; hertz <= 0.45 * rate; hertz *= 1.002) {
        const phi = Math.sin((Math.PI * hertz) / rate) ** 2;
        const power = filter.reduce((product, biquad) => product * biquadPower(biquad, phi), 1);
        largest = Math.max(largest, Math.abs(decibels(power / aWeightingPower(hertz))));
      }
      expectPrinted(row![rate], largest);
    }
  });

  test.each(sampleOf(table('case', 'expected'), 2))('are of EBU Tech 3341, case $case', (row) => {
    const number = Number(row.case!.split(':')[0]);
    const seconds = [[20], [20], [10, 60, 10], [10, 10, 60, 10, 10], [20, 20.1, 20], [20]];
    const peaks = row.case!.split(':')[1]!.match(/-\d+/g)!.map(Number);
    for (const sampleRate of [48000, 8000]) {
      const toneOf = (dbfs: number, duration: number) =>
        tone({
          hertz: 1000,
          sampleRate,
          frames: Math.round(duration * sampleRate),
          amplitude: 10 ** (dbfs / 20),
        });
      const steps = () =>
        concatenate(...peaks.map((dbfs, i) => toneOf(dbfs, seconds[number - 1]![i]!)));
      const channelData =
        number === 6 ? peaks.map((dbfs) => toneOf(dbfs, 20)) : new Array(2).fill(steps());
      const format = { sampleRate, numberOfChannels: channelData.length };
      const meter = new LoudnessMeter(format);
      meter.process({ format, frameIndex: 0, channelData });
      expectPrinted(row[`${sampleRate} Hz`], meter.integratedLufs!);
      expect(Math.abs(meter.integratedLufs! - Number(row.expected))).toBeLessThanOrEqual(0.1);
    }
  });
});

describe('the outcomes in docs/snr.md', () => {
  test.each(table('file', 'level'))('are those of $file by $level', async (row) => {
    const level = row.level as LevelDefinition;
    const receipt = await run(row.file!, { ...snr(10), level });
    expectPrinted(row.σ, receipt.noise_std as number);
    expectPrinted(row['achieved, dB'], receipt.snr_achieved_db!);
    expectPrinted(row.clipped, receipt.clipped);
    expectPrinted(row['SNR by rms, dB'], receipt.signal_rms_dbfs! - receipt.noise_dbfs!);
  });

  test('are there for three files and every level', () => {
    expect(table('file', 'level').map(({ file, level }) => [file, level])).toEqual(
      [MALE, PAUSES, STEREO].flatMap((file) => LEVEL_DEFINITIONS.map((level) => [file, level])),
    );
  });

  test.each(table('options', 'σ'))('are those of the options $options', async (row) => {
    const [name, value] = row.options!.split(' ');
    const receipt = await run(MALE, {
      ...snr(10),
      exact: name === '--no-exact' ? false : undefined,
      signalLevelDbfs: name === '--signal-level' ? Number(value) : undefined,
    });
    expectPrinted(row.σ, receipt.noise_std as number);
    expectPrinted(row['achieved, dB'], receipt.snr_achieved_db!);
  });

  test.each(table('by level'))('are those of DC by $by level', async (row) => {
    const speech = read(join(SAMPLES, MALE)).channelData[0]!;
    const input = join(temporaryFolder(), 'dc.wav');
    writeFileSync(input, wavBytes([speech.map((x) => x + 0.125)]));
    const level = row['by level'] as LevelDefinition;
    const options = { ...snr(10), seed: 1, level, overwrite: true };
    const counted = await addNoiseToFile(input, output, options);
    expectPrinted(row['signal, dBFS'], counted.signal_dbfs!);
    expectPrinted(row.σ, counted.noise_std as number);
    const without = await addNoiseToFile(input, output, { ...options, removeDc: true });
    expectPrinted(row['signal without DC, dBFS'], without.signal_dbfs!);
    expectPrinted(row['σ without DC'], without.noise_std as number);
    expectPrinted(inText(/a DC of (\S+) dBFS/), without.signal_dc_dbfs!);
  });

  test('of DC are there for every level', () => {
    expect(table('by level').map((row) => row['by level'])).toEqual(LEVEL_DEFINITIONS);
  });

  test.each(table('channels', 'noise'))('are those of $channels $noise', async (row) => {
    const receipt = await run(STEREO, {
      ...snr(10),
      channels: row.channels as 'joint' | 'separate',
      noiseChannels: row.noise as 'independent' | 'shared',
      encoding: 'f32',
    });
    const clean = read(join(SAMPLES, STEREO)).channelData;
    const noise = read(output).channelData.map((samples, channel) =>
      samples.map((sample, i) => sample - clean[channel]![i]!),
    );
    const energy = (samples: Float32Array) => samples.reduce((sum, x) => sum + x * x, 0);
    const stds = [receipt.noise_std].flat();
    for (const [channel, side] of ['left', 'right'].entries()) {
      expectPrinted(row[`σ ${side}`], stds[channel] ?? stds[0]!);
      const ratio = energy(clean[channel]!) / energy(noise[channel]!);
      expectPrinted(row[`SNR ${side}, dB`], decibels(ratio));
    }
    expectPrinted(row['both, dB'], receipt.snr_achieved_db!);
  });

  test.each(table('color', 'σ'))('are those of the color $color', async (row) => {
    const color = row.color as NoiseColor;
    const receipt = await run(MALE, { ...snr(10), level: 'a-weighted', color });
    expectPrinted(row.σ, receipt.noise_std as number);
    expectPrinted(row['SNR by rms, dB'], receipt.signal_rms_dbfs! - receipt.noise_dbfs!);
  });

  test('are there for every color, and so are the definitions', () => {
    expect(table('color', 'σ').map(({ color }) => color)).toEqual(NOISE_COLORS);
    expect(table('--color').map((row) => row['--color'])).toEqual(NOISE_COLORS);
  });

  test.each(table('encoding', 'target, dB').map((row) => Object.values(row)))(
    'are those of %s at %s dB',
    async (encoding, target, achieved) => {
      const receipt = await run(MALE, {
        ...snr(Number(target)),
        encoding: encoding as SampleEncoding,
      });
      expectPrinted(achieved, receipt.snr_achieved_db!);
    },
  );

  test.each(
    table('encoding', 'target, dB')
      .filter(({ encoding }) => encoding === 's16' || encoding === 'u8')
      .map(
        (row) => [row.encoding!, Number(row['target, dB']), Number(row['achieved, dB'])] as const,
      ),
  )(
    'add Δ² / 12 for the rounding to %s at %d dB, unless σ is below Δ / 2',
    (encoding, target, achieved) => {
      const step = encoding === 'u8' ? 2 ** -7 : 2 ** -15;
      const noisePower = 10 ** ((levelOf(MALE, 'rms') - target) / 10);
      const predicted = target - decibels(1 + step ** 2 / 12 / noisePower);
      // Rounded Gaussian noise of σ = Δ / 2 has 2.4 % less than σ² + Δ² / 12, of larger σ far less than that.
      const isPredicted = Math.abs(achieved - predicted) < decibels(1.025);
      expect(isPredicted).toBe(Math.sqrt(noisePower) >= step / 2);
    },
  );

  test.each(table('--clip').map((row) => [row['--clip'] as 'saturate' | 'scale', row] as const))(
    'are those of --clip %s',
    async (clip, row) => {
      const receipt = await run(MALE, { ...snr(-20), clip });
      expectPrinted(row['achieved, dB'], receipt.snr_achieved_db!);
      expectPrinted(row['gain, dB'], receipt.gain_db);
      expectPrinted(row.clipped, receipt.clipped);
    },
  );

  test('are those of the dither in its text', async () => {
    const options = { ...snr(80), encoding: 's16' } as const;
    const plain = await run(MALE, options);
    expectPrinted(inText(/16 bits at 80 dB, (\S+) in the table/), plain.snr_achieved_db!);
    const dithered = await run(MALE, { ...options, dither: 'tpdf' });
    expectPrinted(inText(/then have (\S+) dB/), dithered.snr_achieved_db!);
    const noisePower = 10 ** ((levelOf(MALE, 'rms') - 80) / 10) + 2 ** -30 / 4;
    // Of 48,000 samples and more a draw strays by less than 0.03 dB, one standard deviation.
    const expected = levelOf(MALE, 'rms') - decibels(noisePower);
    expect(Math.abs(dithered.snr_achieved_db! - expected)).toBeLessThan(0.1);
  });

  test('are that of the envelope in its text', async () => {
    const text = inText(/--snr-envelope "([^"]+)"/)!;
    const points = text.split(',').map((point) => {
      const [seconds, snrDb] = point.split(':').map(Number);
      return { seconds: seconds!, snrDb: snrDb! };
    });
    const snrEnvelope = new SnrEnvelope(points);
    const receipt = await run(PAUSES, { snrDb: undefined, snrEnvelope, encoding: 'f32' });
    expectPrinted(inText(/envelope makes (\S+) dB/), receipt.snr_achieved_db!);
  });
});

describe('the drawn and scheduled ratios in docs/snr.md', () => {
  test.each(table('key'))('are those of the key $key', (row) => {
    const key = row.key === '(empty)' ? '' : row.key!;
    expectPrinted(row['SNR, dB'], drawSnrDb({ lowDb: 0, highDb: 20 }, 1, key));
  });

  test.each(table('epoch'))('are those of epoch $epoch', (row) => {
    const schedule = { fromDb: 20, toDb: 0, rampEpochs: 10 };
    const { lowDb, highDb } = snrRangeOfEpoch(schedule, Number(row.epoch));
    expectPrinted(row['low, dB'], lowDb);
    expectPrinted(row['high, dB'], highDb);
  });
});

describe('the formulas in docs/snr.md', () => {
  test('give the deviation of a draw of three seconds', () => {
    const deviation = decibels(Math.E) * Math.sqrt(2 / 48_000);
    expectPrinted(inText(/ (\S+)·√\(2 \/ N\) dB, one standard deviation/), decibels(Math.E));
    expectPrinted(inText(/: (\S+) dB for three seconds/), deviation);
  });

  test('give what SpeechBrain takes from the clean signal', () => {
    const attenuation = (snrDb: number) => -20 * Math.log10(1 - 1 / (10 ** (snrDb / 20) + 1));
    expectPrinted(inText(/attenuated too: by (\S+) dB at 10 dB/), attenuation(10));
    expectPrinted(inText(/ at 10 dB, (\S+) at 0/), attenuation(0));
  });
});
