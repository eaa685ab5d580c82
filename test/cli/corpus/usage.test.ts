import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { awgn, expectComplaint, namesIn } from '../../tools/awgn.ts';
import { writeSource } from '../../tools/corpus-sources.ts';
import { digestsOf } from '../../tools/corpus-tree.ts';
import { sampleOf } from '../../tools/depth.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';

const cwd = temporaryFolder();
const run = (...args: string[]) => awgn(['corpus', ...args], { cwd });

beforeAll(() => {
  writeSource(join(cwd, 'source'), 'directory');
});

describe('wrong usage of awgn corpus', () => {
  test.each<[string[], RegExp]>(
    sampleOf<[string[], RegExp]>(
      [
        [[], /0 names/],
        [['source'], /1 name is given/],
        [['source', 'out', 'more', '--snr', '5'], /3 names/],
        [['source', ''], /name/],
        [['source', 'out'], /--snr, --snr-schedule and --snr-column/],
        [['source', 'out', '--snr', '5', '--snr-column', 'x'], /--snr and --snr-column both/],
        [
          ['source', 'out', '--snr', '5', '--path-column', 'x'],
          /--path-column is for lists of the kinds csv, tsv, huggingface, and the source is of the kind directory/,
        ],
        [
          ['source', 'out', '--snr', '5', '--unit', 'recording', '--to', 'kaldi'],
          /--unit recording keeps the lists of directory, and the result is to be of the kind kaldi/,
        ],
        [
          ['source', 'out', '--snr', '5', '--unit', 'word'],
          /"word"; expected utterance or recording/,
        ],
        [['source', 'out', '--snr', '5', '--suffix', 'a.b'], /"a\.b"; expected 1 to 64 letters/],
        [
          ['source', 'out', '--snr', '5', '--clean-share', '20'],
          /"20"; expected a number from 0 to 1/,
        ],
        [['source', 'out', '--snr', 'loud'], /"loud"/],
        [['source', 'out', '--snr', '20:0'], /20/],
        [['source', 'out', '--snr', '5,5'], /different numbers/],
        [['source', 'out', '--snr', '5,x'], /"x"/],
        [['source', 'out', '--snr', '5', '--each'], /--each needs a list/],
        [['source', 'out', '--snr', '5', '--stratified'], /--stratified/],
        [['source', 'out', '--snr', '5,6', '--each', '--stratified'], /--stratified/],
        [['source', 'out', '--snr-schedule', '30:0'], /--copies/],
        [['source', 'out', '--snr-schedule', '30', '--copies', '2'], /easy:hard/],
        [['source', 'out', '--snr', '5', '--copies', '0'], /copies/],
        [['source', 'out', '--snr', '5', '--copies', '1.5'], /copies/],
        [['source', 'out', '--snr', '5', '--jobs', '0'], /jobs/],
        [['source', 'out', '--snr', '5', '--jobs', 'all'], /jobs/],
        [['source', 'out', '--snr', '5', '--max-failures', '-1'], /max-failures/],
        [['source', 'out', '--snr', '5', '--pairs', 'all'], /pairs/],
        [['source', 'out', '--snr', '5', '--from', 'mp3'], /from/],
        [['source', 'out', '--snr', '5', '--to', 'mp3'], /to/],
        [['source', 'out', '--snr', '5', '--color', 'white,teal'], /"teal"/],
        [['source', 'out', '--snr', '5', '--level', 'rms,'], /level/],
        [['source', 'out', '--snr', '5', '--seed', '-1'], /seed/],
        [['source', 'out', '--snr', '5', '--resume', '--force'], /--resume .* --force/],
        [['source', 'out', '--snr', '5', '--virtual'], /--virtual .* --to kaldi/],
        [
          ['source', 'out', '--snr', '5', '--virtual', '--to', 'kaldi', '--pairs', 'clean'],
          /--pairs/,
        ],
        [['source', 'out', '--snr', '5', '--key', 'x'], /--key/],
        [['source', 'out', '--snr', '5', '--nonsense'], /--nonsense/],
        [['source', 'out', '--snr', '5', '--format', 'kaldi'], /--format; did you mean --from\?/],
      ],
      5,
    ),
  )('%j is one line and exit 2', (args, message) => {
    expectComplaint(run(...args), 2, message);
    expect(namesIn(cwd)).toEqual(['source']);
  });

  test.each(
    sampleOf(
      [
        ['verify'],
        ['verify', 'a', 'b'],
        ['verify', 'a', '--snr', '5'],
        ['summarize'],
        ['summarize', 'a', 'b'],
        ['summarize', 'a', '--quiet'],
      ],
      2,
    ),
  )('%s %j %j is one line and exit 2', (...args) => {
    expectComplaint(
      awgn(
        args.filter((arg) => arg !== undefined),
        { cwd },
      ),
      2,
    );
  });
});

describe('--dry-run', () => {
  test('says how much would come of it, and writes nothing', () => {
    const before = digestsOf(cwd);
    const dry = run(
      'source',
      'dry',
      '--snr',
      '0:20',
      '--copies',
      '3',
      '--pairs',
      'clean',
      '--dry-run',
    );
    expect(dry).toMatchObject({ status: 0, stderr: '' });
    const text = dry.stdout.toString();
    expect(text).toMatch(/^utterances {2}12 \(directory\)$/m);
    expect(text).toMatch(/^outputs {5}36 \(directory\), 0\.00 h$/m);
    expect(text).toMatch(/^bytes {7}0\.00\d GB; [\d.]+ GB are free in dry$/m);
    expect(digestsOf(cwd)).toEqual(before);
    expect(namesIn(cwd)).toEqual(['source']);
  });

  test('finds what would fail', { tags: 'thorough' }, () => {
    const folder = temporaryFolder();
    writeSource(join(folder, 'source'), 'directory');
    writeFileSync(join(folder, 'source/bad.wav'), 'no WAV');
    const dry = awgn(['corpus', 'source', 'out', '--snr', '5', '--dry-run'], { cwd: folder });
    expect(dry.stderr).toMatch(/^awgn: bad\.wav \(bad\): [^\n]*\n$/);
    expect(dry.stdout.toString()).toMatch(/^failures {4}1$/m);
    expect(dry.status).toBe(1);
  });
});

describe('folders', () => {
  test('a result within the source is refused, and no folder is left of it', {
    tags: 'thorough',
  }, () => {
    expectComplaint(run('source', 'source/deep/out', '--snr', '5'), 1, /lies in the source/);
    expectComplaint(run('source', 'source', '--snr', '5', '--force'), 1, /lies in the source/);
    expect(readdirSync(join(cwd, 'source'))).toEqual(['spk0', 'spk1', 'spk2']);
  });

  test('a result whose list would replace that of the source is refused', () => {
    const folder = temporaryFolder();
    const source = writeSource(join(folder, 'source'), 'nemo');
    const before = digestsOf(folder);
    const args = ['corpus', source, 'source', '--snr', '5', '--force'];
    expectComplaint(awgn(args, { cwd: folder }), 1, /would replace the source/);
    expect(digestsOf(folder)).toEqual(before);
  });

  test('a source that is missing is one line and exit 1', () => {
    expectComplaint(run('nothing', 'out', '--snr', '5'), 1, /^awgn: nothing: no such file/);
    expect(namesIn(cwd)).toEqual(['source']);
  });

  test.each(['', 'path\tsentence\n'])('a list of %j is refused, and nothing is left', (text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'list.tsv'), text);
    const outcome = awgn(['corpus', 'list.tsv', 'out', '--snr', '5'], { cwd: folder });
    const message = text === '' ? 'list.tsv is empty' : 'list.tsv has no utterances';
    expectComplaint(outcome, 1, message);
    expect(namesIn(folder)).toEqual(['list.tsv']);
  });

  test('a folder without audio is refused, and nothing is left', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'empty'));
    const outcome = awgn(['corpus', 'empty', 'out', '--snr', '5'], { cwd: folder });
    expectComplaint(outcome, 1, /^awgn: empty has no utterances; expected an audio file/);
    expect(namesIn(folder)).toEqual(['empty']);
  });

  test('a folder has no column of ratios', () => {
    const outcome = run('source', 'out', '--snr-column', 'snr');
    expectComplaint(outcome, 1, /is a folder without a list, so it has no column "snr"/);
    expect(namesIn(cwd)).toEqual(['source']);
  });

  test('a file is no folder for the result', () => {
    const folder = temporaryFolder();
    writeSource(join(folder, 'source'), 'directory');
    writeFileSync(join(folder, 'out'), 'mine');
    const outcome = awgn(['corpus', 'source', 'out', '--snr', '5'], { cwd: folder });
    expectComplaint(outcome, 1, /^awgn: out is a file; expected a folder/);
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('mine');
  });

  test('a place that must not be written to is one line and exit 1', { tags: 'thorough' }, () => {
    const folder = temporaryFolder();
    writeSource(join(folder, 'source'), 'directory');
    mkdirSync(join(folder, 'closed'), 0o555);
    // To root nothing is forbidden.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    for (const path of [folder, dirname(folder)]) chmodSync(path, 0o755);
    for (const out of ['closed', 'closed/out']) {
      const outcome = awgn(['corpus', 'source', out, '--snr', '5'], { cwd: folder, ...user });
      expectComplaint(outcome, 1, /^awgn: [^\n]*closed[^\n]*: permission denied/);
    }
    expect(namesIn(join(folder, 'closed'))).toEqual([]);
  });

  test('neither HOME, nor a place for temporary files, nor a standard input is needed', () => {
    const folder = temporaryFolder();
    writeSource(join(folder, 'source'), 'directory');
    const env = { ...process.env, HOME: '/nonexistent', TMPDIR: '/nonexistent' };
    const outcome = awgn(['corpus', 'source', 'out', '--snr', '5'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(outcome.status).toBe(0);
    expect(readFileSync(join(folder, 'out/receipts.jsonl'), 'utf8').split('\n')).toHaveLength(13);
  });
});
