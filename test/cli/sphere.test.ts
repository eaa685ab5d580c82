// SPHERE from the command line: what its samples become is what those of a WAV file become.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeShorten } from '../formats/sphere/shorten-encoder.ts';
import { fieldsOf, sphereHeader, spherePcm } from '../formats/sphere/sphere-files.ts';
import { seededRandom } from '../formats/wav/splitting.ts';
import { awgn, bash, PROGRAM } from '../tools/awgn.ts';
import { digestsOf, speechLike } from '../tools/corpus-tree.ts';
import { temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const SAMPLES = Int16Array.from(speechLike(8000, 1), (sample) => Math.round(sample * 32767));

/** A folder with the same samples in a WAV file and in SPHERE files, plain and in Shorten's code. */
function folder(): string {
  const cwd = temporaryFolder();
  writeFileSync(
    join(cwd, 'a.wav'),
    wavBytes([Float32Array.from(SAMPLES, (sample) => sample / 32768)]),
  );
  writeFileSync(join(cwd, 'plain.WAV'), spherePcm(SAMPLES));
  const shorten = encodeShorten(SAMPLES, {
    version: 2,
    channels: 1,
    blockSamples: 256,
    mostOrder: 4,
    means: 4,
    type: 5,
    shifts: true,
    resizes: false,
    random: seededRandom(1),
  });
  const header = sphereHeader({
    ...fieldsOf(SAMPLES),
    sample_coding: 'pcm,embedded-shorten-v2.00',
  });
  writeFileSync(join(cwd, 'shorten.wv1'), Buffer.concat([header, shorten]));
  return cwd;
}

describe('a SPHERE file', () => {
  const options = ['--snr', '5', '--seed', '1', '--key', 'k', '--quiet'];

  test.each(['plain.WAV', 'shorten.wv1'])(
    '%s gets the noise of a WAV file, from a name and from a pipe',
    (name) => {
      const cwd = folder();
      awgn([...options, 'a.wav', 'noisy.wav'], { cwd });
      const noisy = readFileSync(join(cwd, 'noisy.wav'));
      expect(awgn([...options, name, 'out.wav'], { cwd })).toMatchObject({ status: 0, stderr: '' });
      expect(readFileSync(join(cwd, 'out.wav')).equals(noisy)).toBe(true);
      const piped = bash(
        'cat "$1" | "$2" "$3" --snr 5 --seed 1 --key k --quiet > piped.wav',
        [name, process.execPath, PROGRAM],
        { cwd },
      );
      expect(piped.status).toBe(0);
      expect(readFileSync(join(cwd, 'piped.wav')).equals(noisy)).toBe(true);
    },
  );

  test('is measured, and compared with what came of it', () => {
    const cwd = folder();
    awgn([...options, 'plain.WAV', 'out.wav'], { cwd });
    expect(String(awgn(['measure', 'shorten.wv1'], { cwd }).stdout)).toMatch(
      /s16 +16000 +1 .*SPHERE/,
    );
    expect(String(awgn(['compare', 'plain.WAV', 'out.wav'], { cwd }).stdout)).toMatch(
      /^ +RMS +5\.00/m,
    );
  });

  test('that was changed is told by its checksum', { tags: 'thorough' }, () => {
    const cwd = folder();
    const bytes = readFileSync(join(cwd, 'plain.WAV'));
    bytes[2000]! ^= 1;
    writeFileSync(join(cwd, 'changed.wav'), bytes);
    const { status, stderr } = awgn(['--snr', '5', 'changed.wav', 'out.wav'], { cwd });
    expect(stderr).toMatch(
      /^awgn: changed\.wav: the samples have the checksum \d+ and sample_checksum states \d+: some of them were changed\n/,
    );
    expect(status).toBe(0);
  });
});

test('a tree as TIMIT has it goes in, and comes out as WAV of the same names', () => {
  const cwd = temporaryFolder();
  for (const speaker of ['DR1/FCJF0', 'DR2/MABW0']) {
    mkdirSync(join(cwd, 'timit/TRAIN', speaker), { recursive: true });
    mkdirSync(join(cwd, 'plain/TRAIN', speaker), { recursive: true });
    for (const [i, name] of ['SA1', 'SX37'].entries()) {
      const samples = Int16Array.from(speechLike(3000, i + 1), (sample) =>
        Math.round(sample * 32767),
      );
      writeFileSync(join(cwd, 'timit/TRAIN', speaker, `${name}.WAV`), spherePcm(samples));
      const floats = Float32Array.from(samples, (sample) => sample / 32768);
      writeFileSync(join(cwd, 'plain/TRAIN', speaker, `${name}.wav`), wavBytes([floats]));
      writeFileSync(join(cwd, 'timit/TRAIN', speaker, `${name}.PHN`), '0 9640 h#\n');
    }
  }
  const args = ['--snr', '0:20', '--seed', '1', '--quiet'];
  expect(awgn(['corpus', 'timit', 'noisy', ...args], { cwd })).toMatchObject({
    status: 0,
    stderr: '',
  });
  awgn(['corpus', 'plain', 'wanted', ...args], { cwd });
  const audio = (path: string) =>
    Object.entries(digestsOf(join(cwd, path))).filter(([name]) => name.endsWith('.wav'));
  expect(audio('noisy')).toHaveLength(4);
  expect(audio('noisy')).toEqual(audio('wanted'));
  expect(awgn(['verify', 'noisy', '-q'], { cwd }).status).toBe(0);
});
