import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { byteSizeText, parseByteSize } from '../../../src/io/byte-size.ts';
import { awgn, expectComplaint, namesIn, startAwgn, until } from '../../tools/awgn.ts';
import { speechLike } from '../../tools/corpus-tree.ts';
import { sampleOf } from '../../tools/depth.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

const OPTIONS = ['--snr', '10', '--allow-commands'];

/** A Kaldi folder of some commands besides one that is sound, which comes last; they run where clean.wav is. */
function kaldiOf(commands: Readonly<Record<string, string>>): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'lists'));
  writeFileSync(join(cwd, 'clean.wav'), wavBytes([speechLike(4000, 1)]));
  const lines = Object.entries({ ...commands, z: 'true; cat clean.wav' });
  const text = lines.map(([id, command]) => `${id} ${command} |\n`).join('');
  writeFileSync(join(cwd, 'lists/wav.scp'), text);
  return cwd;
}

/** What is said of each utterance that fails, by its id. */
function faultsIn(stderr: string): Record<string, string> {
  const lines = stderr.matchAll(/^awgn: wav\.scp:\d+ \((\w+)\): (.*)$/gm);
  return Object.fromEntries([...lines].map(([, id, fault]) => [id, fault]));
}

/** Whether a process of the group is left whose number a command has written to a file; not one that waits to be buried. */
function isRunning(pidFile: string): boolean {
  const group = readFileSync(pidFile, 'utf8').trim();
  return readdirSync('/proc').some((pid) => {
    try {
      const [state, , itsGroup] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return itsGroup === group && state !== 'Z';
    } catch {
      return false;
    }
  });
}

describe('the command of a list', () => {
  it.each(
    sampleOf(
      [
        ['one process', 'yes'],
        ['a pipeline', 'yes | cat | cat'],
        [
          'processes that do not listen',
          "trap '' TERM PIPE; echo this is no audio; (sleep 100; sleep 100)",
        ],
      ],
      1,
    ),
  )('that writes no WAV, and for ever, is ended with its first bytes: %s', (_, command) => {
    const cwd = kaldiOf({ a: `echo $$ >pid; ${command}` });
    const args = ['corpus', 'lists', 'out', ...OPTIONS, '--max-command-output', '50M'];
    const { status, stderr } = awgn(args, { cwd });
    expect(faultsIn(stderr)).toEqual({
      a: expect.stringMatching(/^the input is text, not audio \(it begins with /),
    });
    expect(stderr).toContain('out: 1 output of 2 utterances');
    expect(status).toBe(1);
    expect(isRunning(join(cwd, 'pid'))).toBe(false);
    expect(namesIn(join(cwd, 'out'))).not.toContain('.awgn');
  });

  it('that writes samples for ever is ended at the bound, which is told with its option', () => {
    const cwd = kaldiOf({ a: 'echo $$ >pid; head -c 44 clean.wav; cat /dev/zero | cat' });
    const args = ['corpus', 'lists', 'out', ...OPTIONS, '--max-command-output', '3M'];
    const { status, stderr } = awgn(args, { cwd });
    expect(faultsIn(stderr).a).toBe(
      'the command wrote more than 3145728 bytes (--max-command-output 3M) and was ended; ' +
        'give --max-command-output 6M if its recording is that long, or mend it: ' +
        'echo $$ >pid; head -c 44 clean.wav; cat /dev/zero | cat',
    );
    expect(status).toBe(1);
    expect(isRunning(join(cwd, 'pid'))).toBe(false);
  });

  it('may write as much as the bound, to the byte', { tags: 'thorough' }, () => {
    const bytes = wavBytes([speechLike(4000, 1)]).length;
    const cwd = kaldiOf({});
    const run = (most: number, folder: string) =>
      awgn(['corpus', 'lists', folder, ...OPTIONS, '--max-command-output', `${most}`], { cwd });
    expect(run(bytes, 'most').status).toBe(0);
    expect(faultsIn(run(bytes - 1, 'less').stderr).z).toContain(`more than ${bytes - 1} bytes`);
    const args = ['verify', 'most', '--source', 'lists', '--allow-commands'];
    const sound = awgn([...args, '--max-command-output', `${bytes}`], { cwd });
    expect(sound).toMatchObject({ status: 0, stderr: expect.stringContaining('1 ratio') });
    const bounded = awgn([...args, '--max-command-output', `${bytes - 1}`], { cwd });
    expect(bounded.stderr).toContain(`more than ${bytes - 1} bytes`);
    expect(bounded.status).toBe(1);
  });

  it('fails by its exit status, also when a whole WAV came before, and by what it said last', () => {
    const cwd = kaldiOf({
      a: 'cat clean.wav; echo first >&2; echo second >&2; exit 3',
      b: 'true',
      c: 'exit 4',
      d: 'cat clean.wav; kill -KILL $$',
    });
    const faults = faultsIn(awgn(['corpus', 'lists', 'out', ...OPTIONS], { cwd }).stderr);
    expect(faults).toEqual({
      a: expect.stringMatching(/^the command ended with exit status 3: second; /),
      b: expect.stringMatching(/^the input is empty \(0 bytes\)/),
      c: expect.stringMatching(/^the command ended with exit status 4: it said nothing; /),
      d: expect.stringMatching(/^the command ended with SIGKILL: /),
    });
  });

  it('may leave something running that holds its output open, and may say much', {
    tags: 'thorough',
  }, () => {
    const cwd = kaldiOf({
      a: 'echo $$ >pid; cat clean.wav; sleep 100 &',
      b: 'cat clean.wav; head -c 5000000 /dev/zero >&2',
    });
    const { status, stderr } = awgn(['corpus', 'lists', 'out', ...OPTIONS], { cwd });
    expect(faultsIn(stderr)).toEqual({});
    expect(status).toBe(0);
    expect(isRunning(join(cwd, 'pid'))).toBe(false);
  });

  const signals = [
    ['SIGINT', '1'],
    ['SIGTERM', '1'],
    ['SIGTERM', '3'],
  ] as const;
  it.each(sampleOf(signals, 1))(
    'that writes nothing is waited for, until %s ends it with awgn (--jobs %s)',
    async (signal, jobs) => {
      const command = (id: string) => `echo $$ >${id}.part; mv ${id}.part ${id}; sleep 100 | cat`;
      const cwd = kaldiOf({ a: command('a') });
      const { child, ended } = startAwgn(['corpus', 'lists', 'out', ...OPTIONS, '--jobs', jobs], {
        cwd,
      });
      const pid = join(cwd, 'a');
      await until(() => existsSync(pid));
      expect(isRunning(pid)).toBe(true);
      child.kill(signal);
      expect(await ended).toMatchObject({ signal });
      await until(() => !isRunning(pid));
    },
  );
});

describe('--max-command-output', () => {
  it.each(sampleOf(['4X', '', '0', '-1', 'much', '1.5', '4 G', '99999999T'], 2))(
    'is no size as %j',
    (size) => {
      const args = ['corpus', 'lists', 'out', ...OPTIONS, `--max-command-output=${size}`];
      expectComplaint(
        awgn(args),
        2,
        `--max-command-output is "${size}"; expected a number of bytes`,
      );
    },
  );

  it.each(
    sampleOf(
      [
        ['corpus', 'lists', 'out', '--snr', '10'],
        ['verify', 'out', '--source', 'lists'],
      ],
      1,
    ),
  )('is refused where no command is run: %s', (...args) => {
    expectComplaint(
      awgn([...args, '--max-command-output', '1G']),
      2,
      '--max-command-output is for --allow-commands; without that, no command of a list is run; give both, or neither',
    );
  });
});

describe('a number of bytes', () => {
  it.each([
    ['65536', 65536, '64K'],
    ['500M', 500 * 2 ** 20, '500M'],
    ['4G', 2 ** 32, '4G'],
    ['4GiB', 2 ** 32, '4G'],
    ['4gb', 2 ** 32, '4G'],
    ['1.5G', 1.5 * 2 ** 30, '1536M'],
    ['2T', 2 ** 41, '2T'],
    ['1000', 1000, '1000'],
  ])('%s is understood, and said in the largest unit that fits', (text, bytes, said) => {
    expect(parseByteSize(text)).toBe(bytes);
    expect(byteSizeText(bytes)).toBe(said);
    expect(parseByteSize(said)).toBe(bytes);
  });

  it('runs once for all its segments, which --virtual cuts out behind it', () => {
    const cwd = kaldiOf({ a: 'echo run >>runs; cat clean.wav' });
    writeFileSync(join(cwd, 'lists/segments'), 'a1 a 0.1 0.17\na2 a 0.17 0.24\nz1 z 0.1 0.2\n');
    writeFileSync(join(cwd, 'lists/utt2spk'), 'a1 s\na2 s\nz1 s\n');
    const runs = () => readFileSync(join(cwd, 'runs'), 'utf8');
    const made = awgn(['corpus', 'lists', 'out', ...OPTIONS, '--jobs', '2'], { cwd });
    expect(made.stderr).toContain('out: 3 outputs of 3 utterances');
    expect(runs()).toBe('run\n');
    expect(awgn(['corpus', 'lists', 'virtual', ...OPTIONS, '--virtual'], { cwd }).status).toBe(0);
    expect(runs()).toBe('run\nrun\n');
    const list = readFileSync(join(cwd, 'virtual/wav.scp'), 'utf8');
    expect(list).toMatch(
      /^a1\S* echo run >>runs; cat clean\.wav \| awgn .+ --start 0\.1 .+ -- - - \|$/m,
    );
  });
});
