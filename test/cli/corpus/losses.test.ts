// Nothing of a source is lost without a word: what is left out is counted, and told wherever the corpus is told of.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { membersOf, speechWav, tarOf } from '../../corpus/kinds/webdataset/webdataset-archives.ts';
import { awgn } from '../../tools/awgn.ts';
import { speechLike } from '../../tools/corpus-tree.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

const ARGS = ['--snr', '10', '--seed', '1'];

/** A folder with what most folders of recordings have besides; a WAV file at its top is called a.wav. */
function mixedFolder(): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'clean/day 1'), { recursive: true });
  writeFileSync(join(cwd, 'clean/a.wav'), wavBytes([speechLike(3000, 1)]));
  writeFileSync(join(cwd, 'clean/a.wave'), wavBytes([speechLike(3000, 2)]));
  writeFileSync(join(cwd, 'clean/b.wav'), wavBytes([speechLike(3000, 3)]));
  for (const name of ['day 1/1.m4a', 'day 1/2.M4A', 'c.caf', 'README.md']) {
    writeFileSync(join(cwd, 'clean', name), 'x');
  }
  return cwd;
}

const LEFT_OUT = [
  "left out: audio files of other formats (.caf): 1, namely c.caf; convert them first: ffmpeg -v error -i 'clean/c.caf' 'clean/c.wav'",
  "left out: audio files of other formats (.m4a): 2, such as day 1/1.m4a; convert them first: ffmpeg -v error -i 'clean/day 1/1.m4a' 'clean/day 1/1.wav'",
  'left out: text files (.md): 1, namely README.md',
  'note: files that keep their extension in their id, since a file of that name in another format is beside them: 1, namely a.wave',
];

const withoutRemedies = LEFT_OUT.map((line) => line.replace(/; convert.*/, ''));
const inMessages = (lines: readonly string[]) => lines.map((line) => `awgn: ${line}\n`).join('');
const unquoted = (text: string) => text.replaceAll("'", '');

describe('what is left out of a corpus', () => {
  test('is told by a run, a run that goes on, a dry run and summarize, and is no failure', () => {
    const cwd = mixedFolder();
    const dry = awgn(['corpus', 'clean', 'noisy', ...ARGS, '--dry-run'], { cwd });
    expect(dry.status).toBe(0);
    expect(unquoted(dry.stdout.toString())).toContain(unquoted(LEFT_OUT.join('\n')));
    for (const more of [[], ['--resume']]) {
      const made = awgn(['corpus', 'clean', 'noisy', ...ARGS, ...more], { cwd });
      expect(made.status).toBe(0);
      expect(unquoted(made.stderr)).toContain(unquoted(inMessages(LEFT_OUT)));
    }
    const summary = awgn(['summarize', 'noisy'], { cwd });
    expect(summary.stdout.toString()).toContain(`${withoutRemedies.join('\n')}\n`);
    const { leftOut, notes } = JSON.parse(
      awgn(['summarize', 'noisy', '--json'], { cwd }).stdout.toString(),
    );
    expect(leftOut.map(({ count }: { count: number }) => count)).toEqual([1, 2, 1]);
    expect(notes).toMatchObject([{ count: 1, example: 'a.wave' }]);
    expect(awgn(['corpus', 'clean', 'quiet', ...ARGS, '-q'], { cwd }).stderr).toBe('');
  });

  test('is told when shards are joined, as one process states it', { tags: 'thorough' }, () => {
    const cwd = mixedFolder();
    for (const shard of ['1/2', '2/2']) {
      expect(awgn(['corpus', 'clean', 'noisy', ...ARGS, '--shard', shard], { cwd }).status).toBe(0);
    }
    const merged = awgn(['corpus', 'merge', 'noisy'], { cwd });
    expect(merged).toMatchObject({ status: 0 });
    expect(merged.stderr).toContain(inMessages(withoutRemedies));
    awgn(['corpus', 'clean', 'alone', ...ARGS], { cwd });
    const [one, other] = ['noisy', 'alone'].map((name) =>
      readFileSync(join(cwd, name, 'awgn.json'), 'utf8'),
    );
    expect(one).toBe(other);
  });

  test('is named where it is all there is, and the run fails', () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'clean'));
    for (const name of ['1.m4a', '2.m4a']) writeFileSync(join(cwd, 'clean', name), 'x');
    expect(awgn(['corpus', 'clean', 'noisy', ...ARGS], { cwd })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('only audio files of other formats (.m4a): 2'),
    });
    expect(existsSync(join(cwd, 'noisy'))).toBe(false);
  });
});

test('a corpus without an output is a failure', () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'clean'));
  writeFileSync(join(cwd, 'clean/a.wav'), wavBytes([new Float32Array(800)]));
  const args = ['corpus', 'clean', 'noisy', ...ARGS, '--on-silence', 'skip'];
  expect(awgn(args, { cwd })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('0 outputs of 1 utterance,'),
  });
});

describe('metadata.parquet', () => {
  test('stops the run, unless its texts are to be left behind', () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'clean/train'), { recursive: true });
    writeFileSync(join(cwd, 'clean/train/a.wav'), wavBytes([speechLike(3000, 1)]));
    writeFileSync(join(cwd, 'clean/train/metadata.parquet'), 'PAR1');
    const refused = awgn(['corpus', 'clean', 'noisy', ...ARGS], { cwd });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(
      /^awgn: clean\/train\/metadata\.parquet is not read; write it as metadata\.jsonl: python3 -c .*clean\/train\/metadata\.jsonl.*or give --from directory to leave its texts behind\n$/,
    );
    const made = awgn(['corpus', 'clean', 'noisy', ...ARGS, '--from', 'directory'], { cwd });
    expect(made.status).toBe(0);
    expect(made.stderr).toContain('(.parquet): 1, namely train/metadata.parquet');
    // Written as the message says, it is read.
    writeFileSync(
      join(cwd, 'clean/train/metadata.jsonl'),
      '{"file_name":"a.wav","transcription":"HELLO"}\n',
    );
    expect(awgn(['corpus', 'clean', 'read', ...ARGS], { cwd }).status).toBe(0);
    expect(readFileSync(join(cwd, 'read/train/metadata.jsonl'), 'utf8')).toContain('HELLO');
  });
});

describe('a tar archive', () => {
  test('has no audio passed on without noise, whatever its extension', async () => {
    const cwd = temporaryFolder();
    const content = speechWav(1, 3000);
    const refused = [
      'k1.mp4',
      'k2.audio',
      'k3.wav.data',
      'k4.FLAC.bin',
      'k5.webm',
      'k6.au',
      'k7.mka',
    ];
    const read = ['r1.wave', 'r2.rf64', 'r3.BWF'];
    const members = [...refused, ...read].map((name) => ({ name, content }));
    writeFileSync(join(cwd, 'in.tar'), await tarOf(members));
    const made = awgn(['corpus', 'in.tar', 'out', ...ARGS], { cwd });
    expect(made.status).toBe(1);
    for (const line of refused.slice(0, 3)) {
      expect(made.stderr).toContain(`${line} is audio that is not read here`);
    }
    expect(made.stderr).toContain('4 more failed like this: ');
    const out = await membersOf(readFileSync(join(cwd, 'out/in.tar')));
    expect(out.map(({ header }) => header.name)).toEqual([
      'r1.wav',
      'r1.awgn.json',
      'r2.wav',
      'r2.awgn.json',
      'r3.wav',
      'r3.awgn.json',
    ]);
    for (const { header, content: bytes } of out) {
      if (header.name.endsWith('.wav')) expect(Buffer.compare(bytes, content)).not.toBe(0);
    }
  });

  test('of samples with two formats of one name gives both, each with a receipt of its own', {
    tags: 'thorough',
  }, async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'a.wav'), speechWav(1, 3000));
    awgn(['--snr', '30', 'a.wav', 'a.flac'], { cwd });
    const member = (name: string) => ({ name, content: readFileSync(join(cwd, name)) });
    const both = [member('a.flac'), member('a.wav')];
    writeFileSync(join(cwd, 'in.tar'), await tarOf(both));
    writeFileSync(join(cwd, 'one.tar'), await tarOf(both.slice(1)));
    for (const [more, expected] of [
      [[], ['a.flac', 'a.wav', 'a.flac.awgn.json', 'a.awgn.json']],
      [
        ['--container', 'wav'],
        ['a.flac.wav', 'a.wav', 'a.flac.awgn.json', 'a.awgn.json'],
      ],
    ] as const) {
      const made = awgn(['corpus', 'in.tar', 'out', ...ARGS, '--force', ...more], { cwd });
      expect(made.status).toBe(0);
      const out = await membersOf(readFileSync(join(cwd, 'out/in.tar')));
      expect(out.map(({ header }) => header.name)).toEqual(expected);
      // The WAV file is what it is without the other.
      awgn(['corpus', 'one.tar', 'alone', ...ARGS, '--force', ...more], { cwd });
      const alone = await membersOf(readFileSync(join(cwd, 'alone/one.tar')));
      expect(out[1]!.content).toEqual(alone[0]!.content);
    }
  });
});
