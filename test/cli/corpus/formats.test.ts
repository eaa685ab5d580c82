// A source of several formats: nothing of it is left out, and no output is WAV under another name.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { spherePcm } from '../../formats/sphere/sphere-files.ts';
import { awgn, namesIn } from '../../tools/awgn.ts';
import { speechLike } from '../../tools/corpus-tree.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

const peer = (name: string) => new URL(`../../formats/peers/${name}`, import.meta.url);

test('a folder of several formats becomes WAV and FLAC, and names that meet keep their extensions', () => {
  const cwd = temporaryFolder();
  const source = join(cwd, 'clean');
  mkdirSync(source);
  const samples = speechLike(2000, 1);
  writeFileSync(join(source, 'x.wav'), wavBytes([samples]));
  writeFileSync(
    join(source, 'SA1.WAV'),
    spherePcm(Int16Array.from(samples, (sample) => Math.round(sample * 32767))),
  );
  copyFileSync(peer('mono-16khz-4000-frames.mp3'), join(source, 'x.mp3'));
  copyFileSync(peer('mono-16khz-4000-frames.opus'), join(source, 'y.opus'));
  copyFileSync(peer('mono-16khz-4000-frames.ogg'), join(source, 'y.ogg'));
  awgn(['--snr', '20', 'clean/x.wav', 'clean/z.flac'], { cwd });
  const args = ['--snr', '10', '--seed', '1'];
  expect(awgn(['corpus', 'clean', 'noisy', ...args], { cwd })).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('6 outputs of 6 utterances'),
  });
  const outputs = ['SA1.wav', 'x.mp3.wav', 'x.wav', 'y.ogg.wav', 'y.wav', 'z.flac'];
  expect(namesIn(join(cwd, 'noisy'))).toEqual(
    expect.arrayContaining(outputs.filter((name) => name !== 'y.ogg.wav')),
  );
  for (const name of outputs) {
    const magic = readFileSync(join(cwd, 'noisy', name)).toString('latin1', 0, 4);
    expect(magic).toBe(name.endsWith('.flac') ? 'fLaC' : 'RIFF');
  }
  expect(awgn(['verify', 'noisy', '-q'], { cwd }).status).toBe(0);
  // The id of the WAV file is what it is without the others, and so is its noise.
  mkdirSync(join(cwd, 'alone'));
  copyFileSync(join(source, 'x.wav'), join(cwd, 'alone/x.wav'));
  awgn(['corpus', 'alone', 'noisy-alone', ...args], { cwd });
  expect(readFileSync(join(cwd, 'noisy/x.wav'))).toEqual(
    readFileSync(join(cwd, 'noisy-alone/x.wav')),
  );
});
