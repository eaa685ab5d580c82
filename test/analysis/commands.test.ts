import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/arguments.ts';
import { awgn, bash, expectComplaint } from '../tools/awgn.ts';
import { sampleOf } from '../tools/depth.ts';
import { SAMPLES, SPEECH, temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const folder = temporaryFolder();
const STEREO = join(SAMPLES, 'two-speakers-44khz-s16-stereo.wav');
const NOISY = join(folder, 'noisy.wav');
awgn(['--snr', '10', '--seed', '1', SPEECH, NOISY]);

describe('the command line of measure and compare', () => {
  test('is understood', () => {
    const quiet = false;
    expect(parseArguments(['measure', 'a', 'b'])).toEqual({
      name: 'measure',
      files: ['a', 'b'],
      form: 'table',
      input: {},
      quiet,
    });
    expect(parseArguments(['measure'])).toMatchObject({ files: ['-'] });
    expect(parseArguments(['measure', '--csv', '-q', '--', '-x'])).toEqual({
      name: 'measure',
      files: ['-x'],
      form: 'csv',
      input: {},
      quiet: true,
    });
    expect(parseArguments(['compare', 'a', '--json', '-'])).toEqual({
      name: 'compare',
      clean: 'a',
      noisy: '-',
      form: 'json',
      input: {},
      quiet,
    });
    expect(parseArguments(['compare', '--help'])).toEqual({ name: 'help', topic: 'compare' });
  });

  test.each(
    sampleOf(
      [
        [['measure', '--json', '--csv'], /--json and --csv both say what the form is/],
        [['measure', '--snr', '5'], /unknown option --snr/],
        [['measure', '-', '-'], /named twice/],
        [['measure', ''], /is empty/],
        [['compare'], /0 files are given/],
        [['compare', 'a'], /one file is given/],
        [['compare', 'a', 'b', 'c'], /3 files are given/],
        [['compare', '--csv', 'a', 'b'], /unknown option --csv/],
      ],
      2,
    ),
  )('refuses %j in one line, exit 2', (args, message) => {
    expectComplaint(awgn(args), 2, message);
  });
});

describe('awgn measure', () => {
  test('writes a table with a line for each file', () => {
    const { status, stdout, stderr } = awgn(['measure', SPEECH, STEREO]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.toString().split('\n');
    expect(lines.length).toBe(4);
    expect(lines[0]).toMatch(/^ +RMS +active .* file$/);
    expect(lines[1]).toMatch(/^ -24\.09 .* 16000 +1 +3\.016 {2}.*male-16khz-s16-mono\.wav$/);
    expect(lines[2]).toContain('(channels 9.3 dB apart)');
  });

  test('writes a JSON object for each file, and CSV', () => {
    const json = awgn(['measure', '--json', SPEECH, STEREO]).stdout.toString().trim().split('\n');
    expect(json.map((line) => JSON.parse(line).channels)).toEqual([1, 2]);
    const csv = awgn(['measure', '--csv', SPEECH, STEREO]).stdout.toString();
    expect(csv).toMatch(/^source,container,.*\r\n.*male.*\r\n.*two-speakers.*\r\n$/);
  });

  test('measures standard input, file or pipe', { tags: 'thorough' }, () => {
    const fromPipe = awgn(['measure', '--json'], { input: readFileSync(SPEECH) });
    const fromFile = bash('awgn measure --json - < "$1"', [SPEECH]);
    expect(JSON.parse(fromPipe.stdout.toString()).source).toBe('standard input');
    expect(fromFile.stdout.toString()).toBe(fromPipe.stdout.toString());
    const named = JSON.parse(awgn(['measure', '--json', SPEECH]).stdout.toString());
    expect({ ...named, source: 'standard input' }).toEqual(JSON.parse(fromPipe.stdout.toString()));
  });

  test('says in one line which file is bad, measures the others, and ends with 1', () => {
    const bad = join(folder, 'bad\u001b.wav');
    writeFileSync(bad, 'this is no audio, and it never was; it is text');
    const nan = join(folder, 'nan.wav');
    writeFileSync(nan, wavBytes([Float32Array.of(0, Number.NaN)], { encoding: 'f32' }));
    const { status, stdout, stderr } = awgn(['measure', bad, nan, join(folder, 'none'), SPEECH]);
    expect(status).toBe(1);
    expect(stdout.toString().split('\n').length).toBe(3);
    const complaints = stderr.trimEnd().split('\n');
    expect(complaints.length).toBe(3);
    expect(complaints[0]).toMatch(/^awgn: .*bad\?\.wav: the input is/);
    expect(complaints[1]).toMatch(/^awgn: .*nan\.wav: sample 1 of channel 1 is NaN/);
    expect(complaints[2]).toMatch(/^awgn: .*none: no such file/);
  });

  test('tells the warnings of the reader, unless it is to be quiet', { tags: 'thorough' }, () => {
    const cut = join(folder, 'cut.wav');
    writeFileSync(cut, readFileSync(SPEECH).subarray(0, 20000));
    expect(awgn(['measure', cut]).stderr).toMatch(/^awgn: .*cut\.wav: the data chunk states/);
    const quiet = awgn(['measure', '-q', cut]);
    expect({ status: quiet.status, stderr: quiet.stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('ends well when the reader of its output goes away', () => {
    const { status, stderr } = bash('awgn measure "$1" "$1" "$1" | head -c 1 > /dev/null', [
      SPEECH,
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('awgn compare', () => {
  test('says in words and numbers what was done to the file', () => {
    const { status, stdout, stderr } = awgn(['compare', SPEECH, NOISY]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.toString()).toMatch(/\n {2}RMS +10\.000 /);
    expect(stdout.toString()).toMatch(
      /\* the residual is Gaussian\n {2}\* the residual is white\n$/,
    );
  });

  test('takes one of the two from a pipe', { tags: 'thorough' }, () => {
    const named = JSON.parse(awgn(['compare', '--json', SPEECH, NOISY]).stdout.toString());
    for (const [args, input, source] of [
      [['-', NOISY], SPEECH, { clean: 'standard input' }],
      [[SPEECH, '-'], NOISY, { noisy: 'standard input' }],
    ] as const) {
      const outcome = awgn(['compare', '--json', ...args], { input: readFileSync(input) });
      expect(JSON.parse(outcome.stdout.toString())).toEqual({ ...named, ...source });
    }
  });

  test('refuses files that do not go together, and says which one is bad', {
    tags: 'thorough',
  }, () => {
    expectComplaint(awgn(['compare', SPEECH, STEREO]), 1, /16000 Hz and the noisy one 44100/);
    const bad = join(folder, 'text.wav');
    writeFileSync(bad, 'this is no audio, and it never was; it is text');
    expectComplaint(awgn(['compare', SPEECH, bad]), 1, /text\.wav: the input is/);
    expectComplaint(awgn(['compare', SPEECH, join(folder, 'none')]), 1, /none: no such file/);
  });
});
