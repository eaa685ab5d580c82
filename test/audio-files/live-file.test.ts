import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LiveNoiseOptions, writeLiveFile } from '../../src/audio-files/live-file.ts';
import { SilentSignalError } from '../../src/errors.ts';
import { activePower, speechWithPauses } from '../live/live-speech.ts';
import { readIndependently } from '../tools/independent-reader.ts';
import { SAMPLE_FILES, SAMPLES, sha256, temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const folder = temporaryFolder();
const input = join(folder, 'speech.wav');
const output = join(folder, 'noisy.wav');
const speech = speechWithPauses(20, 1, -10);
writeFileSync(input, wavBytes([speech]));

function live(options: Partial<LiveNoiseOptions> = {}, from = input, to = output) {
  return writeLiveFile(from, to, { snrDb: 10, seed: 7, key: '', overwrite: true, ...options });
}

describe('writeLiveFile', () => {
  test('reports as achieved what another reader of both files finds', async () => {
    const receipt = await live();
    const [clean] = readIndependently(readFileSync(input));
    const [noisy] = readIndependently(readFileSync(output));
    const noisePower = clean!.reduce((sum, x, i) => sum + (noisy![i]! - x) ** 2, 0) / clean!.length;
    const snrDb = 10 * Math.log10(activePower(Float32Array.from(clean!)) / noisePower);
    expect(receipt.snr_achieved_db).toBeCloseTo(snrDb, 6);
    expect(receipt).toMatchObject({
      level: 'active',
      exact: false,
      approximate: true,
      live_window_seconds: 0.5,
      snr_target_db: 10,
    });
    expect(Math.abs(receipt.snr_achieved_db! - 10)).toBeLessThan(1);
  });

  test('hashes input and output as they are on the disk', async () => {
    const receipt = await live({ hash: true });
    expect(receipt.source_sha256).toBe(sha256(input));
    expect(receipt.output_sha256).toBe(sha256(output));
  });

  test('puts sizes that the input did not know right in a file', async () => {
    const unknown = join(folder, 'unknown.wav');
    const bytes = Buffer.from(wavBytes([speech]));
    bytes.writeUInt32LE(0xffffffff, 4);
    bytes.writeUInt32LE(0xffffffff, 40);
    writeFileSync(unknown, bytes);
    const receipt = await live({ hash: true }, unknown);
    const [noisy] = readIndependently(readFileSync(output));
    expect(noisy!.length).toBe(speech.length);
    expect(receipt.output_sha256).toBe(sha256(output));
  });

  test.each(SAMPLE_FILES)('keeps format and length of %s', async (name) => {
    const receipt = await live({}, join(SAMPLES, name));
    const clean = readIndependently(readFileSync(join(SAMPLES, name)));
    const noisy = readIndependently(readFileSync(output));
    expect(noisy.map(({ length }) => length)).toEqual(clean.map(({ length }) => length));
    expect(receipt.frames).toBe(clean[0]!.length);
  });

  test.each(['pink', 'speech'] as const)('adds %s noise', async (color) => {
    const receipt = await live({ color, band: { lowHz: 100, highHz: 7000 } });
    expect(receipt).toMatchObject({ color, band_hz: [100, 7000] });
    expect(Math.abs(receipt.snr_achieved_db! - 10)).toBeLessThan(1);
  });

  test('passes silence on, or fails and leaves nothing', async () => {
    const silent = join(folder, 'silent.wav');
    const bytes = wavBytes([new Float32Array(20_000)]);
    writeFileSync(silent, bytes);
    expect(await live({}, silent)).toMatchObject({ silent: true, snr_achieved_db: null });
    expect(readFileSync(output).equals(bytes)).toBe(true);
    const empty = temporaryFolder();
    await expect(
      live({ onSilence: 'fail' }, silent, join(empty, 'out.wav')),
    ).rejects.toBeInstanceOf(SilentSignalError);
    expect(readdirSync(empty)).toEqual([]);
  });
});
