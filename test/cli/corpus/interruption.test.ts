import type { ChildProcess } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CorpusKind } from '../../../src/corpus/plan/corpus-kind.ts';
import { seededRandom } from '../../formats/wav/splitting.ts';
import { awgn, bash, expectComplaint, startAwgn, until } from '../../tools/awgn.ts';
import { writeSource } from '../../tools/corpus-sources.ts';
import { digestsOf, speechLike } from '../../tools/corpus-tree.ts';
import { sampleOf, timesOf } from '../../tools/depth.ts';
import { unshareToMount } from '../../tools/find-tool.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

const NUMBER_OF_UTTERANCES = timesOf(60, 300);
const NUMBER_OF_KILLS = process.env.AWGN_SLOW ? 20 : 4;
const OPTIONS = ['--snr', '0:20', '--seed', '1', '--copies', '2', '--jobs', '2'];

function audioFilesIn(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true }).filter((path) => String(path).endsWith('.wav'))
      .length;
  } catch {
    // Not there yet, or a temporary file has gone meanwhile.
    return 0;
  }
}

/** Starts a run, waits until so many audio files are there, and sends it a signal. */
async function interrupted(
  cwd: string,
  args: readonly string[],
  { files, signal }: { files: number; signal: NodeJS.Signals },
) {
  const { child, ended } = startAwgn(['corpus', ...args], { cwd });
  await until(() => audioFilesIn(join(cwd, 'out')) >= files || hasEnded(child));
  child.kill(signal);
  return ended;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

describe.each(sampleOf(['directory', 'nemo', 'kaldi', 'lhotse'] as const, 1))(
  'a %s that is being made',
  (kind: CorpusKind) => {
    test(`is, after kill -9 at any moment and --resume, what it would have been`, async () => {
      const cwd = temporaryFolder();
      const numberOfUtterances = NUMBER_OF_UTTERANCES;
      const source = writeSource(join(cwd, 'source'), kind, { numberOfUtterances });
      const args = [source, 'out', ...OPTIONS];
      expect(awgn(['corpus', ...args], { cwd })).toMatchObject({ status: 0 });
      const whole = digestsOf(join(cwd, 'out'));
      rmSync(join(cwd, 'out'), { recursive: true });
      const random = seededRandom(kind.length);
      const kills = Math.ceil(NUMBER_OF_KILLS / 4);
      let inTheWork = 0;
      for (let i = 0; i < kills; i++) {
        // Twice, so that there is a run that goes on with what another one went on with.
        for (const again of [false, true]) {
          const files =
            audioFilesIn(join(cwd, 'out')) + 1 + Math.floor(random() * 0.8 * numberOfUtterances);
          const resume = again ? ['--resume'] : [];
          const { signal } = await interrupted(cwd, [...args, ...resume], {
            files,
            signal: 'SIGKILL',
          });
          if (signal === 'SIGKILL') inTheWork++;
        }
        const run = awgn(['corpus', ...args, '--resume'], { cwd });
        expect(run).toMatchObject({ status: 0 });
        expect(digestsOf(join(cwd, 'out'))).toEqual(whole);
        rmSync(join(cwd, 'out'), { recursive: true });
      }
      expect(inTheWork).toBeGreaterThanOrEqual(kills);
    }, 600_000);
  },
);

describe('a signal', { tags: 'thorough' }, () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends a run at once, which can be gone on with',
    async (signal) => {
      const cwd = temporaryFolder();
      const source = writeSource(join(cwd, 'source'), 'directory', {
        numberOfUtterances: NUMBER_OF_UTTERANCES,
      });
      const args = [source, 'out', ...OPTIONS];
      const run = await interrupted(cwd, args, { files: 400, signal });
      expect(run.signal).toBe(signal);
      expect(run.stderr).toMatch(/^awgn: interrupted; [^\n]*--resume[^\n]*\n$/);
      const left = readdirSync(join(cwd, 'out/.awgn'));
      expect(left.filter((name) => /lock|tmp/.test(name))).toEqual([]);
      const { status, stderr } = awgn(['corpus', ...args, '--resume'], { cwd });
      expect(status).toBe(0);
      expect(stderr).toMatch(/ 600 outputs .* utterances were there already\n$/);
      expect(awgn(['verify', 'out'], { cwd })).toMatchObject({ status: 0 });
    },
    60_000,
  );
});

describe('--resume', () => {
  const cwd = temporaryFolder();
  const args = ['source', 'out', '--snr', '5'];

  beforeAll(() => {
    writeSource(join(cwd, 'source'), 'directory');
    awgn(['corpus', ...args], { cwd });
  });

  test('is refused with other options, which are named', () => {
    const run = awgn(['corpus', 'source', 'out', '--snr', '6', '--resume'], { cwd });
    expectComplaint(run, 1, /snr was .*5.* and is .*6/);
  });

  test('makes what came later and leaves out what has gone', { tags: 'thorough' }, () => {
    writeFileSync(join(cwd, 'source/later.wav'), wavBytes([speechLike(3000, 77)]));
    rmSync(join(cwd, 'source/spk0/spk0-utt0000.wav'));
    const run = awgn(['corpus', ...args, '--resume'], { cwd });
    expect(run.stderr).toContain('12 outputs of 12 utterances');
    expect(run.stderr).toContain('11 utterances were there already');
    expect(readFileSync(join(cwd, 'out/receipts.jsonl'), 'utf8')).not.toContain('spk0-utt0000');
  });

  test('goes on where the lock of a crash is empty, as it is when the power fails', () => {
    mkdirSync(join(cwd, 'out/.awgn'), { recursive: true });
    writeFileSync(join(cwd, 'out/.awgn/lock'), '');
    expect(awgn(['corpus', ...args, '--resume'], { cwd })).toMatchObject({ status: 0 });
    expect(existsSync(join(cwd, 'out/.awgn'))).toBe(false);
  });

  test('goes on where the end of the journal is damaged', { tags: 'thorough' }, () => {
    const state = join(cwd, 'out/.awgn');
    mkdirSync(state, { recursive: true });
    const receipts = readFileSync(join(cwd, 'out/receipts.jsonl'), 'utf8').split('\n');
    const receipt = JSON.parse(receipts[0]!);
    // As it is before the work is done.
    for (const name of ['receipts.jsonl', 'awgn.json']) rmSync(join(cwd, 'out', name));
    const entry = { id: receipt.utterance, outputs: [{ receipt }] };
    writeFileSync(join(state, 'journal.jsonl'), `${JSON.stringify(entry)}\n\0\0\0\0\n{"id":"x\n`);
    const run = awgn(['corpus', ...args, '--resume'], { cwd });
    expect(run.stderr).toContain('1 utterance was there already');
    expect(run.status).toBe(0);
  });
});

describe('what another corpus left in the folder', () => {
  /** A corpus of each kind, and the same with another seed, whose receipts have the same ids, keys and ratios. */
  test.each(sampleOf(['directory', 'webdataset'] as const, 1))(
    'of kind %s is not taken for what --force makes, nor for what --resume goes on with then',
    (kind) => {
      const cwd = temporaryFolder();
      writeSource(join(cwd, 'source'), kind, { numberOfUtterances: 3 });
      const args = (folder: string, seed: string) =>
        ['corpus', 'source', folder, '--snr', '5', '--seed', seed] as const;
      awgn(args('wanted', '2'), { cwd });
      const wanted = digestsOf(join(cwd, 'wanted'));
      awgn(args('out', '1'), { cwd });
      const forced = awgn([...args('out', '2'), '--force'], { cwd });
      expect(forced.stderr).not.toContain('there already');
      expect(digestsOf(join(cwd, 'out'))).toEqual(wanted);
      // As when it was killed before it had made anything.
      awgn([...args('out', '1'), '--force'], { cwd });
      const settings = readFileSync(join(cwd, 'wanted/awgn.json'));
      mkdirSync(join(cwd, 'out/.awgn'));
      writeFileSync(join(cwd, 'out/.awgn/awgn.json'), settings);
      const resumed = awgn([...args('out', '2'), '--resume'], { cwd });
      expect(resumed.stderr).not.toContain('there already');
      expect(digestsOf(join(cwd, 'out'))).toEqual(wanted);
    },
  );

  test.each(sampleOf(['webdataset', 'directory'] as const, 1))(
    'of kind %s counts where a run went on with it and broke off',
    (kind) => {
      const cwd = temporaryFolder();
      writeSource(join(cwd, 'source'), kind, { numberOfUtterances: 3 });
      const args = ['corpus', 'source', 'out', '--snr', '5'];
      awgn(args, { cwd });
      const whole = digestsOf(join(cwd, 'out'));
      // It had looked at nothing yet.
      mkdirSync(join(cwd, 'out/.awgn'));
      cpSync(join(cwd, 'out/awgn.json'), join(cwd, 'out/.awgn/awgn.json'));
      writeFileSync(join(cwd, 'out/.awgn/journal.next.jsonl'), '');
      const resumed = awgn([...args, '--resume'], { cwd });
      expect(resumed.stderr).toContain(' 3 utterances were there already');
      expect(digestsOf(join(cwd, 'out'))).toEqual(whole);
    },
  );
});

describe('a list that names other audio under an old id', () => {
  const cases = [
    [
      'another part of the file',
      { 'wav.scp': 'r wav/a.wav', segments: 'u r 0 0.2' },
      { segments: 'u r 0.1 0.2' },
    ],
    [
      'another command',
      { 'wav.scp': 'u true; cat wav/a.wav |' },
      { 'wav.scp': 'u true; cat wav/b.wav |' },
    ],
    [
      'another file of the same content',
      { 'wav.scp': 'u wav/a.wav' },
      { 'wav.scp': 'u wav/c.wav' },
    ],
  ] as const;

  test.each(sampleOf(cases, 1))('has it made anew of %s', (_, before, after) => {
    const cwd = temporaryFolder();
    const write = (lists: Readonly<Record<string, string>>, more = '') => {
      for (const [name, line] of Object.entries(lists)) {
        writeFileSync(join(cwd, 'data', name), `${line}\n${more}`);
      }
    };
    mkdirSync(join(cwd, 'data'));
    mkdirSync(join(cwd, 'wav'));
    for (const [name, seed] of [
      ['a', 1],
      ['b', 2],
      ['c', 1],
    ] as const) {
      writeFileSync(join(cwd, `wav/${name}.wav`), wavBytes([speechLike(4000, seed)]));
    }
    const args = ['--to', 'directory', '--snr', '5', '--allow-commands'];
    const first = ['corpus', 'data', 'out', ...args];
    // The last one fails, and the run gives up: what it has done stands in its journal.
    write({ utt2spk: 'u s' }, 'z s\n');
    write(before, 'z wav/none.wav\n');
    if ('segments' in before) write({ segments: before.segments }, 'z z 0 1\n');
    expect(awgn([...first, '--max-failures', '0'], { cwd }).status).toBe(1);
    expect(existsSync(join(cwd, 'out/u.wav'))).toBe(true);
    write({ ...before, ...after, utt2spk: 'u s' });
    expect(awgn([...first, '--resume'], { cwd })).toMatchObject({ status: 0 });
    expect(awgn(['corpus', 'data', 'anew', ...args], { cwd })).toMatchObject({ status: 0 });
    expect(digestsOf(join(cwd, 'out'))).toEqual(digestsOf(join(cwd, 'anew')));
  });
});

test('a second run on one folder is refused while the first is at work', {
  tags: 'thorough',
}, async () => {
  const cwd = temporaryFolder();
  const source = writeSource(join(cwd, 'source'), 'directory', { numberOfUtterances: 300 });
  const { child, ended } = startAwgn(['corpus', source, 'out', ...OPTIONS], { cwd });
  await until(() => audioFilesIn(join(cwd, 'out')) > 0);
  child.kill('SIGSTOP');
  const second = awgn(['corpus', source, 'out', ...OPTIONS, '--resume'], { cwd });
  child.kill('SIGCONT');
  expectComplaint(second, 1, new RegExp(`worked on by process ${child.pid}`));
  expect(await ended).toMatchObject({ status: 0 });
  expect(awgn(['verify', 'out'], { cwd })).toMatchObject({ status: 0 });
});

describe('a full disk', () => {
  test('ends the work with one line, and it can be gone on with', { tags: 'thorough' }, () => {
    const cwd = temporaryFolder();
    writeSource(join(cwd, 'source'), 'directory', { numberOfUtterances: 900 });
    mkdirSync(join(cwd, 'disk'));
    const script = `
      ${unshareToMount()} -m bash -c '
        mount -t tmpfs -o size=6m awgn disk || exit 9
        "$@" corpus source disk/out --snr 5 2>full.log; echo $? >full.status
        mount -o remount,size=40m disk
        "$@" corpus source disk/out --snr 5 --resume 2>more.log; echo $? >more.status
        cp -r disk/out out
      ' bash "$1" "$2"`;
    const awgnFile = new URL('../../../dist/cli/main.js', import.meta.url).pathname;
    const { status } = bash(script, [process.execPath, awgnFile], { cwd });
    expect(status).toBe(0);
    const text = (name: string) => readFileSync(join(cwd, name), 'utf8');
    expect(text('full.log')).toMatch(
      /^awgn: [^\n]*no space left[^\n]*\n(awgn: [^\n]*--resume[^\n]*\n)?$/,
    );
    expect(text('full.status')).toBe('1\n');
    expect(text('more.log')).toMatch(/900 outputs .* were there already/);
    expect(text('more.status')).toBe('0\n');
    awgn(['corpus', 'source', 'anew', '--snr', '5'], { cwd });
    expect(digestsOf(join(cwd, 'out'))).toEqual(digestsOf(join(cwd, 'anew')));
  });

  test('for one file, by a limit of its size, costs that utterance', { tags: 'thorough' }, () => {
    const cwd = temporaryFolder();
    writeSource(join(cwd, 'source'), 'directory');
    writeFileSync(join(cwd, 'source/long.wav'), wavBytes([speechLike(100_000, 5)]));
    const run = bash('ulimit -f 64; awgn corpus source out --snr 5', [], { cwd });
    expect(run.stderr).toMatch(
      /^awgn: long\.wav \(long\): [^\n]*larger than is allowed[^\n]*\nawgn: out: 12 outputs/,
    );
    expect(run.status).toBe(1);
    const again = awgn(['corpus', 'source', 'out', '--snr', '5', '--resume'], { cwd });
    expect(again.stderr).toContain('13 outputs of 13 utterances');
    expect(existsSync(join(cwd, 'out/failures.jsonl'))).toBe(false);
  });
});
