import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type NoisyFileOptions, writeNoisyFile } from '../../src/audio-files/noisy-file.ts';
import { SilentSignalError } from '../../src/errors.ts';
import { LEVEL_DEFINITIONS } from '../../src/level/level-definitions.ts';
import { createSampleMeter } from '../../src/mix/create-sample-meter.ts';
import { seededRandom } from '../formats/wav/splitting.ts';
import { encode, formatOf, inFrames, randomChannels } from '../mix/signals.ts';
import { sampleOf } from '../tools/depth.ts';
import { independentNoise, readIndependently } from '../tools/independent-reader.ts';
import { noisyOptions, SPEECH, sha256, temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const folder = temporaryFolder();
let count = 0;
const fresh = () => join(folder, `${count++}.wav`);

function file(bytes: Uint8Array): string {
  const path = fresh();
  writeFileSync(path, bytes);
  return path;
}

async function run(input: string, options: Partial<NoisyFileOptions>) {
  const output = fresh();
  const receipt = await writeNoisyFile(input, output, noisyOptions(options));
  return { output, receipt };
}

/** The speech, and the same with 0.25 added: 2^13 steps of 16 bits, so that nothing but the mean differs. */
const speech = Float32Array.from(readIndependently(readFileSync(SPEECH))[0]!, (x) => x / 2);
const plain = file(wavBytes([speech]));
const offset = file(wavBytes([speech.map((x) => x + 0.25)]));

describe('with removeDc', () => {
  test.each(sampleOf(LEVEL_DEFINITIONS, 2))(
    'a mean added to the signal changes no noise, by %s',
    async (level) => {
      for (const channels of ['joint', 'separate'] as const) {
        const options = { level, channels, removeDc: true, encoding: 'f32' } as const;
        const [a, b] = [await run(plain, options), await run(offset, options)];
        // Weighting filters answer to the step at the start, a click; and peaks are found in 32-bit floats.
        const digits = level === 'loudness' || level === 'a-weighted' ? 1 : 5;
        expect(b.receipt.signal_dbfs).toBeCloseTo(a.receipt.signal_dbfs!, digits);
        expect(b.receipt.snr_achieved_db).toBeCloseTo(10, 3);
        expect(a.receipt.snr_achieved_db).toBeCloseTo(10, 3);
      }
    },
  );

  test('the SNR is that of the AC, as an independent reader finds it, and the signal keeps its mean', async () => {
    const { output, receipt } = await run(offset, { removeDc: true, encoding: 'f32' });
    const [clean, noisy] = [offset, output].map((path) => readIndependently(readFileSync(path)));
    const { power, mean } = independentNoise(clean!, noisy!);
    const samples = clean![0]!;
    const dc = samples.reduce((sum, x) => sum + x, 0) / samples.length;
    const ac = samples.reduce((sum, x) => sum + (x - dc) ** 2, 0) / samples.length;
    expect(10 * Math.log10(ac / power)).toBeCloseTo(10, 3);
    expect(receipt.signal_dbfs).toBeCloseTo(10 * Math.log10(ac), 9);
    expect(receipt.signal_dc_dbfs).toBeCloseTo(10 * Math.log10(dc * dc), 9);
    expect(receipt.signal_rms_dbfs).toBeCloseTo(10 * Math.log10(ac + dc * dc), 9);
    expect(receipt.remove_dc).toBe(true);
    // The noise has no mean to speak of: five σ of the mean of the draw.
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(power / samples.length));
  });

  test('without it the mean counts, and the receipt tells of it', async () => {
    const { receipt } = await run(offset, {});
    expect(receipt.remove_dc).toBe(false);
    expect(receipt.signal_dbfs).toBe(receipt.signal_rms_dbfs);
    expect(receipt.signal_dc_dbfs).toBeCloseTo(20 * Math.log10(0.25), 1);
    expect(
      (await run(plain, { target: { type: 'std', std: 0.1, mean: 0 } })).receipt,
    ).toMatchObject({
      remove_dc: false,
      signal_dc_dbfs: null,
    });
  });

  test.each(['a-weighted', 'loudness'] as const)(
    'nothing changes by %s, which has no DC',
    async (level) => {
      const [a, b] = [await run(offset, { level }), await run(offset, { level, removeDc: true })];
      expect(sha256(a.output)).toBe(sha256(b.output));
    },
  );

  test.each(['rms', 'active', 'peak'] as const)(
    'a signal of nothing but DC is silent, by %s',
    async (level) => {
      const constant = [new Float32Array(20_000).fill(0.1), new Float32Array(20_000).fill(-0.7)];
      for (const encoding of ['s16', 's24', 'f32'] as const) {
        const input = file(wavBytes(constant, { encoding }));
        const work = run(input, { level, removeDc: true });
        await expect(work).rejects.toThrow(SilentSignalError);
        await expect(work).rejects.toThrow(`no level by the definition "${level}" without its DC`);
        expect((await run(input, { level })).receipt.silent).toBe(false);
      }
    },
  );

  test('a level that is given is refused, since nothing is measured', async () => {
    const work = run(offset, { removeDc: true, signalLevelDbfs: -20 });
    await expect(work).rejects.toThrow(/removeDc with signalLevelDbfs; expected one of them/);
  });

  test('progress rises from 0 to 1 through the pass more that a peak takes', {
    tags: 'thorough',
  }, async () => {
    const long = file(wavBytes(randomChannels(1, 1, 3_000_000)));
    const parts: number[] = [];
    await run(long, { level: 'peak', removeDc: true, onProgress: (done) => parts.push(done!) });
    expect(parts).toEqual([...parts].sort((a, b) => a - b));
    expect(parts[0]).toBeLessThan(1 / 3);
    expect(parts.at(-1)).toBeGreaterThan(2 / 3);
    expect(parts.at(-1)).toBeLessThanOrEqual(1);
  });
});

describe('the quick meter of 16-bit samples', () => {
  test.each(sampleOf([1, 2, 3, 4, 6, 8], 3))(
    'finds means and AC power of %i channels as the decoding one does, to the last bit',
    (channels) => {
      const format = formatOf('s16', channels);
      const data = randomChannels(channels, channels, 100_003, 0.3).map((x, c) =>
        x.map((y) => y / (c + 1) + 0.6 - 0.1 * c),
      );
      const bytes = encode(data, format);
      const random = seededRandom(5);
      for (const framesOf of [() => 100_003, () => 1 + Math.floor(50_000 * random())]) {
        const [quick, decoding] = [false, true].map((spectrum) => {
          const meter = createSampleMeter(format, { removeDc: true, spectrum });
          for (const piece of inFrames(bytes, format, framesOf)) meter.push(piece);
          return meter;
        });
        expect(quick!.power()).toBe(decoding!.power());
        expect(quick!.means).toEqual(decoding!.means);
        expect(quick!.energy).toBe(decoding!.energy);
        for (const [c, mean] of quick!.means.entries()) expect(mean).toBeCloseTo(0.6 - 0.1 * c, 2);
      }
    },
  );

  test('sums the extremes without overflow', () => {
    const format = formatOf('s16', 1);
    for (const [value, mean] of [
      [-1, -1],
      [1, 32767 / 32768],
    ] as const) {
      const meter = createSampleMeter(format, { removeDc: true });
      meter.push(encode([new Float32Array(1_000_001).fill(value)], format));
      expect(meter.means).toEqual([mean]);
      expect(meter.power()).toBeUndefined();
    }
  });
});
