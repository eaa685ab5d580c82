// What the filter warns of, a corpus tells as well; and damage is no warning there, unless it is accepted.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tarOf } from '../../corpus/kinds/webdataset/webdataset-archives.ts';
import { spherePcm } from '../../formats/sphere/sphere-files.ts';
import { awgn, namesIn } from '../../tools/awgn.ts';
import { speechLike } from '../../tools/corpus-tree.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

const ARGS = ['--seed', '1', '--snr'];

function cleanFolder(files: Readonly<Record<string, Uint8Array>>): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'clean'));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(cwd, 'clean', name), bytes);
  return cwd;
}

test('warnings are counted by their sort, by corpus, verify and summarize', () => {
  const whole = wavBytes([speechLike(6000, 1)]);
  const quiet = speechLike(6000, 2).map((sample) => sample / 3000);
  const cwd = cleanFolder({
    'cut1.wav': whole.subarray(0, 9000),
    'cut2.wav': whole.subarray(0, 9500),
    'quiet.wav': wavBytes([quiet]),
    'sound.wav': wavBytes([speechLike(6000, 3)], { encoding: 'f32' }),
  });
  const made = awgn(['corpus', 'clean', 'noisy', ...ARGS, '90'], { cwd });
  const lines = [
    /3 outputs have warnings \((missed-snr \d, )?no-noise \d, truncated-data 2\); see receipts\.jsonl/,
    /warning: truncated-data, for example: cut1\.wav: .*ends/,
    /warning: no-noise, for example: .*\.wav: the output has no noise at all/,
  ];
  expect(made.status).toBe(0);
  const verified = awgn(['verify', 'noisy', '--source', 'clean'], { cwd });
  expect(verified.status).toBe(0);
  const summary = awgn(['summarize', 'noisy'], { cwd }).stdout.toString();
  for (const line of lines) {
    for (const text of [made.stderr, verified.stderr, summary]) expect(text).toMatch(line);
  }
  const json = JSON.parse(awgn(['verify', 'noisy', '--json'], { cwd }).stdout.toString());
  expect(json.outputsWithWarnings).toBe(3);
  const receipts = readFileSync(join(cwd, 'noisy/receipts.jsonl'), 'utf8').trim().split('\n');
  for (const { warnings, warning_codes: codes } of receipts.map((line) => JSON.parse(line))) {
    expect(codes?.length ?? 0).toBe(warnings.length);
  }
});

/** FLAC of two seconds with a frame that is damaged, and a SPHERE file with a wrong checksum. */
function damagedFiles(): { 'broken.flac': Uint8Array; 'wrong.sph': Uint8Array } {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'a.wav'), wavBytes([speechLike(32000, 1)]));
  awgn(['--snr', '30', 'a.wav', 'a.flac'], { cwd });
  const flac = readFileSync(join(cwd, 'a.flac'));
  flac.fill(0x55, flac.length >> 1, (flac.length >> 1) + 50);
  const samples = Int16Array.from(speechLike(4000, 2), (sample) => Math.round(sample * 32767));
  const sphere = Buffer.from(spherePcm(samples, 1, { sample_checksum: 1 }));
  return { 'broken.flac': flac, 'wrong.sph': sphere };
}

test('damaged audio fails, unless it is accepted; audio that is cut off is a warning', () => {
  const cwd = cleanFolder({
    ...damagedFiles(),
    'cut.wav': wavBytes([speechLike(6000, 1)]).subarray(0, 9000),
  });
  const refused = awgn(['corpus', 'clean', 'noisy', ...ARGS, '10'], { cwd });
  expect(refused.status).toBe(1);
  for (const [name, found] of [
    ['broken.flac', 'silence stands for'],
    ['wrong.sph', 'checksum'],
  ]) {
    expect(refused.stderr).toMatch(
      new RegExp(
        `^awgn: ${name} .*the audio is damaged: .*${found}.*give --accept-damaged to use it`,
        'm',
      ),
    );
  }
  expect(namesIn(join(cwd, 'noisy')).filter((name) => !name.endsWith('l'))).toEqual([
    'awgn.json',
    'cut.wav',
  ]);
  const other = awgn(['corpus', 'clean', 'noisy', ...ARGS, '10', '--resume', '--accept-damaged'], {
    cwd,
  });
  expect(other.stderr).toContain('accept_damaged was false and is true');
  const accepted = awgn(['corpus', 'clean', 'all', ...ARGS, '10', '--accept-damaged'], { cwd });
  expect(accepted.status).toBe(0);
  expect(accepted.stderr).toMatch(
    /3 outputs have warnings \(checksum 1, lost-frames 1, (md5 1, )?truncated-data 1\)/,
  );
});

test('damaged audio in a tar archive fails as well', { tags: 'thorough' }, async () => {
  const cwd = temporaryFolder();
  const { 'broken.flac': content } = damagedFiles();
  writeFileSync(join(cwd, 'in.tar'), await tarOf([{ name: 'k.flac', content }]));
  const refused = awgn(['corpus', 'in.tar', 'noisy', ...ARGS, '10'], { cwd });
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain('k.flac: the audio is damaged');
  expect(
    awgn(['corpus', 'in.tar', 'all', ...ARGS, '10', '--accept-damaged'], { cwd }),
  ).toMatchObject({ status: 0, stderr: expect.stringContaining('(lost-frames 1') });
});
