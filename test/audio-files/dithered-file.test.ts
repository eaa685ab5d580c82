import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeNoisyFile } from '../../src/audio-files/noisy-file.ts';
import { readIndependently } from '../tools/independent-reader.ts';
import { noisyOptions, temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const folder = temporaryFolder();
const [input, output] = [join(folder, 'in.wav'), join(folder, 'out.wav')];
const FRAMES = 1 << 16;
/** A tone of half a step of 8 bits from peak to peak. */
const TONE = Float32Array.from({ length: FRAMES }, (_, i) => (0.25 / 128) * Math.sin(0.05 * i));

test('noise below a step of 8 bits is lost in rounding, and kept with dither', async () => {
  writeFileSync(input, wavBytes([TONE], { encoding: 'f32' }));
  const options = noisyOptions({ encoding: 'u8' });
  const bare = await writeNoisyFile(input, output, options);
  expect(bare).toMatchObject({ dither: 'none', clipped: 0 });
  expect(readIndependently(readFileSync(output))[0]!.every((x) => x === 0)).toBe(true);

  const dithered = await writeNoisyFile(input, output, { ...options, dither: 'tpdf' });
  expect(dithered.dither).toBe('tpdf');
  const [heard] = readIndependently(readFileSync(output));
  let [product, energy] = [0, 0];
  for (const [i, x] of TONE.entries()) {
    product += x * heard![i]!;
    energy += x * x;
  }
  // Errors of 1/2 step against a tone of RMS 0.177 steps: its gain strays by 2.83/√N; five of these.
  expect(Math.abs(product / energy - 1)).toBeLessThan((5 * 2.83) / Math.sqrt(FRAMES));
  // What was added is the noise, 10 dB below the tone, and step² / 4, which is all but independent of it.
  const expected = energy / FRAMES / 10 + 0.25 / 128 ** 2;
  // The power of N errors strays by √(1/2) steps² / √N at most; five of these in dB of 1/4 step².
  const strayDb = (10 / Math.LN10) * ((5 * Math.SQRT1_2) / Math.sqrt(FRAMES) / 0.25);
  expect(Math.abs(dithered.noise_dbfs! - 10 * Math.log10(expected))).toBeLessThan(strayDb);
});

test('dither is not recorded where it does nothing', async () => {
  writeFileSync(input, wavBytes([TONE], { encoding: 'f32' }));
  for (const encoding of ['f32', 's24', 'alaw'] as const) {
    const receipt = await writeNoisyFile(input, output, noisyOptions({ encoding, dither: 'tpdf' }));
    expect(receipt.dither).toBe('none');
  }
});

test('silence that is passed on stays silence', async () => {
  const silence = wavBytes([new Float32Array(5000)]);
  writeFileSync(input, silence);
  const options = noisyOptions({ onSilence: 'pass', dither: 'tpdf' });
  const receipt = await writeNoisyFile(input, output, options);
  expect(receipt).toMatchObject({ silent: true, dither: 'none' });
  expect(readFileSync(output)).toEqual(Buffer.from(silence));
});

test('what is scaled to fit does not clip by its dither', async () => {
  writeFileSync(input, wavBytes([new Float32Array(FRAMES).fill(2)], { encoding: 'f32' }));
  const target = { type: 'std', std: 1e-9, mean: 0 } as const;
  const options = noisyOptions({ target, encoding: 'u8', clip: 'scale', dither: 'tpdf' });
  const receipt = await writeNoisyFile(input, output, options);
  expect(receipt).toMatchObject({ clipped: 0, dither: 'tpdf' });
  expect(receipt.gain_db).toBeLessThan(-6);
});
