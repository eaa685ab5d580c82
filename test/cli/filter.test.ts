import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { FILTER_OPTIONS } from '../../src/cli/options.ts';
import { VERSION } from '../../src/version.ts';
import { randomChannels } from '../mix/signals.ts';
import { awgn, bash, expectComplaint, namesIn, receiptIn } from '../tools/awgn.ts';
import { sampleOf } from '../tools/depth.ts';
import { tool, unshareToMount } from '../tools/find-tool.ts';
import { SPEECH, sha256, temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const root = temporaryFolder();
let count = 0;
let cwd: string;

beforeEach(() => {
  cwd = join(root, `${count++}`);
  mkdirSync(cwd);
});

/** Runs the program in an empty folder. */
function run(...args: string[]) {
  return awgn(args, { cwd });
}

describe('awgn --help and --version', () => {
  test('explain every option on standard output', () => {
    for (const flag of ['--help', '-h']) {
      const { status, stdout, stderr } = run(flag);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      for (const { name } of FILTER_OPTIONS) expect(stdout.toString()).toContain(`--${name}`);
      expect(stdout.toString()).toContain('Examples');
    }
  });

  test('give the version that package.json has', () => {
    const { status, stdout } = run('--version');
    expect(status).toBe(0);
    expect(stdout.toString()).toBe(`${VERSION}\n`);
    const url = new URL('../../package.json', import.meta.url);
    expect(JSON.parse(readFileSync(url, 'utf8')).version).toBe(VERSION);
  });

  test('fit into 120 columns', () => {
    const lines = run('--help').stdout.toString().split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});

describe('wrong use', () => {
  test.each(
    sampleOf(
      [
        [[], /nothing says how strong/],
        [['--snr', 'abc', SPEECH], /--snr is "abc"/],
        [['--snr'], /--snr has no value/],
        [['--snr', '1', '--bogus'], /unknown option --bogus/],
        [['--snr', '1', 'a', 'b', 'c'], /"c" is one file too many/],
        [['--snr', '1', ''], /name of the input is empty/],
        [['--snr', '1', '--key', '\u001b[31m', '--key', '\n'], /--key is given 2 times/],
        [['--\u001b[31m\n'], /unknown option --\?\[31m\?/],
        [['completion'], /expected bash, zsh, fish/],
        [['completion', 'tcsh'], /"tcsh"/],
      ],
      6,
    ),
  )('%j is one line and exit 2', (args, message) => {
    expectComplaint(run(...args), 2, message);
    expect(namesIn(cwd)).toEqual([]);
  });
});

describe('bad data', () => {
  test.each(
    sampleOf(
      [
        ['nothing', ''],
        ['text', 'speaker1 speech.wav\n'],
        ['half a header', 'RIFF\u0000\u0000\u0000\u0000WA'],
        ['escape sequences', '\u001b]0;title\u0007\u001b[31mRIFFx'],
      ],
      2,
    ),
  )('%s is one line that names the file and exit 1', (_, content) => {
    writeFileSync(join(cwd, 'bad.wav'), content, 'latin1');
    expectComplaint(run('--snr', '1', 'bad.wav', 'out.wav'), 1, /^awgn: bad\.wav: /);
    expect(namesIn(cwd)).toEqual(['bad.wav']);
    const fromPipe = awgn(['--snr', '1'], { input: Buffer.from(content, 'latin1') });
    expectComplaint(fromPipe, 1, /^awgn: standard input: /);
  });

  test('a silent file is one line and exit 1, or skipped, or passed on', () => {
    const silent = wavBytes([new Float32Array(800), new Float32Array(800)]);
    writeFileSync(join(cwd, 'in.wav'), silent);
    const silence = (how: string) => run('--snr', '1', '--on-silence', how, 'in.wav', 'out.wav');
    expectComplaint(silence('fail'), 1, /in\.wav: the input is silent: all 800 frames are 0/);
    expect(namesIn(cwd)).toEqual(['in.wav']);

    const skipped = silence('skip');
    expect(skipped.stderr).toBe('awgn: in.wav: silent, nothing written\n');
    expect(skipped.status).toBe(0);
    expect(namesIn(cwd)).toEqual(['in.wav']);

    const passed = silence('pass');
    expect(passed.stderr).toBe('awgn: in.wav -> out.wav: silent, passed on without noise\n');
    expect(passed.status).toBe(0);
    expect(readFileSync(join(cwd, 'out.wav'))).toEqual(Buffer.from(silent));
  });

  test('samples beyond full scale are an error with --clip fail, before a byte is on the pipe', {
    tags: 'thorough',
  }, () => {
    const loud = wavBytes(randomChannels(1, 1, 3_000_000, 0.99));
    for (const encoding of sampleOf(['s16', 'u8', 's24', 'alaw'], 1)) {
      const args = ['--snr', '20', '--clip', 'fail', '--encoding', encoding];
      expectComplaint(awgn(args, { input: loud }), 1, /samples would go over full scale/);
    }
    const { status } = awgn(['--snr', '20', '--clip', 'fail', '--encoding', 'f32', '-q'], {
      input: loud,
    });
    expect(status).toBe(0);
  });
});

describe('the report', () => {
  const ARGS = ['--snr', '10', '--seed', '3', '--encoding', 'f32', SPEECH, 'out.wav'];

  test('is one line of text for people', () => {
    const { status, stderr, stdout } = run(...ARGS, '--key', 'a');
    const made = `awgn: ${SPEECH} -> out.wav: SNR 10.00 dB (asked for 10), signal -24.09 dBFS RMS,`;
    expect(stderr).toBe(`${made} seed 3, key a, 3.02 s\n`);
    // In a loop with one seed, all files would get the same noise.
    expect(run(...ARGS, '-f').stderr).toBe(
      `${made} seed 3 without a key (the same noise for every file of this seed: --key), 3.02 s\n`,
    );
    expect({ status, bytes: stdout.length }).toEqual({ status: 0, bytes: 0 });
  });

  test('states the seed that was drawn, and another each time', { tags: 'thorough' }, () => {
    const [a, b] = [1, 2].map(() => run('--snr', '1', '-f', SPEECH, 'out.wav').stderr);
    expect(a).toMatch(/seed \d+,/);
    expect(a).not.toBe(b);
  });

  test('tells an infinite ratio from a negative infinite one', { tags: 'thorough' }, () => {
    writeFileSync(join(cwd, 'silent.wav'), wavBytes([new Float32Array(800)]));
    expect(run('--std', '0', SPEECH, 'a.wav').stderr).toMatch(
      /noise -infinite dBFS, SNR infinite dB/,
    );
    expect(run('--std', '.1', 'silent.wav', 'b.wav').stderr).toMatch(
      /SNR -infinite dB, signal -infinite dBFS/,
    );
    expect(run('--std', '0', 'silent.wav', 'c.wav').stderr).toMatch(/SNR undefined dB/);
  });

  test('is one line of JSON for programs, with hashes that are right', { tags: 'thorough' }, () => {
    const { status, stderr } = run('--report', 'json', '--key', 'k', ...ARGS);
    expect(status).toBe(0);
    expect(stderr.split('\n').length).toBe(2);
    expect(receiptIn(stderr)).toMatchObject({
      source: SPEECH,
      output: 'out.wav',
      key: 'k',
      seed: 3,
      stream_version: 1,
      level: 'rms',
      exact: true,
      snr_target_db: 10,
      noise_mean: 0,
      gain_db: 0,
      color: 'white',
      clip: 'saturate',
      clipped: 0,
      frames: 48252,
      sample_rate: 16000,
      channels: 1,
      encoding: 'f32',
      silent: false,
      warnings: [],
      source_sha256: sha256(SPEECH),
      output_sha256: sha256(join(cwd, 'out.wav')),
      tool_version: VERSION,
    });
  });

  test('can be left out', { tags: 'thorough' }, () => {
    expect(run('--report', 'none', ...ARGS).stderr).toBe('');
    expect(run('--quiet', '-f', ...ARGS).stderr).toBe('');
    expect(run('-fq', '--report', 'json', ...ARGS).stderr).toBe('');
  });

  test('goes to a file, quiet or not, and replaces what was there', { tags: 'thorough' }, () => {
    for (const more of [[], ['-q']]) {
      writeFileSync(join(cwd, 'r.json'), 'x'.repeat(10_000));
      const args = ['--report', 'json', '--report-file', 'r.json', '-f', ...more, ...ARGS];
      expect(run(...args).stderr).toBe('');
      expect(receiptIn(readFileSync(join(cwd, 'r.json'), 'utf8'))).toMatchObject({ seed: 3 });
    }
  });

  test('goes to standard output on demand, where no audio goes', { tags: 'thorough' }, () => {
    const { stdout, stderr } = run('--report', 'json', '--report-file', '-', ...ARGS);
    expect(receiptIn(stdout.toString())).toMatchObject({ seed: 3 });
    expect(stderr).toBe('');
    expect(namesIn(cwd)).toEqual(['out.wav']);
    expectComplaint(run('--snr', '1', '--report-file', '-', SPEECH), 2);
  });

  test('never costs the input or the output', { tags: 'thorough' }, () => {
    const bytes = readFileSync(SPEECH);
    writeFileSync(join(cwd, 'in.wav'), bytes);
    linkSync(join(cwd, 'in.wav'), join(cwd, 'hard.wav'));
    symlinkSync('in.wav', join(cwd, 'soft.wav'));
    const report = (name: string) =>
      run('--snr', '1', '--report-file', name, '-f', 'in.wav', 'out.wav');
    for (const name of ['in.wav', './in.wav', 'hard.wav', 'soft.wav', join(cwd, 'in.wav')]) {
      expectComplaint(report(name), 1, /would replace the input/);
    }
    expectComplaint(report(`../${count - 1}/out.wav`), 1, /would replace the output/);
    expect(readFileSync(join(cwd, 'in.wav'))).toEqual(bytes);
    expect(namesIn(cwd)).toEqual(['hard.wav', 'in.wav', 'soft.wav']);
  });

  test.each(
    sampleOf(
      [
        ['no/r.json', /^awgn: no\/r\.json: no such file/],
        ['.', /is a directory/],
        ['/dev/full', /^awgn: \/dev\/full: no space left/],
        [`${SPEECH}/r.json`, /not a directory/],
      ],
      2,
    ),
  )('that cannot go to %s is one line and exit 1', (name, message) => {
    expectComplaint(run('--report-file', name, ...ARGS), 1, message);
  });

  test('of warnings comes before, one line each, and not with --quiet', () => {
    const cut = readFileSync(SPEECH).subarray(0, 50_000);
    writeFileSync(join(cwd, 'cut.wav'), cut);
    const { status, stderr } = run('--snr', '1', 'cut.wav', 'out.wav');
    expect(status).toBe(0);
    expect(stderr).toMatch(/^awgn: cut\.wav: the data chunk states .*\nawgn: cut\.wav -> .*\n$/);
    expect(run('--snr', '1', '-qf', 'cut.wav', 'out.wav').stderr).toBe('');
  });
});

describe('names of files', () => {
  const names = ['with space.wav', 'ünïcödé-日本語-🎤.wav', '--snr', '-f', '-1', 'a=b', '$(x)`y`'];
  test.each(sampleOf(names, 1))('"%s" works as input and output', (name) => {
    writeFileSync(join(cwd, name), readFileSync(SPEECH));
    const forth = run('--snr', '10', '--seed', '1', '--', name, `${name}.out`);
    expect(forth.status).toBe(0);
    expect(forth.stderr).toContain(`${name} -> ${name}.out`);
    expect(run('--snr', '10', '--seed', '1', '--', SPEECH, `x${name}`).status).toBe(0);
    expect(sha256(join(cwd, `x${name}`))).toBe(sha256(join(cwd, `${name}.out`)));
  });

  const evil = ['new\nline', 'tab\t', '\u001b[31mred', '\u0007', '\u009b31m', '\u202egnp.wav'];
  test.each(sampleOf(evil, 1))('%j never reaches the terminal as it is', (name) => {
    const text = run('--snr', '10', SPEECH, name);
    const unprintable = /(?!\n)[\p{Cc}\u202a-\u202e]/u;
    expect(text.status).toBe(0);
    expect(text.stderr).not.toMatch(unprintable);
    expect(text.stderr.split('\n').length).toBe(2);
    const json = run('--snr', '10', '-f', '--report', 'json', SPEECH, name);
    expect(json.stderr).not.toMatch(unprintable);
    expect(receiptIn(json.stderr)).toMatchObject({ output: name });
    expectComplaint(run('--snr', '10', `${name}.missing`), 1);
    expectComplaint(run('--snr', '10', SPEECH, name), 1, /exists/);
  });

  test('a key with control characters stays in its line too', { tags: 'thorough' }, () => {
    const { stderr } = run('--snr', '10', '--key', 'a\n\u001b[31mb', SPEECH, 'out.wav');
    expect(stderr).toContain('key a??[31mb');
  });
});

describe('an output that exists', () => {
  test('is kept, and replaced with --force', () => {
    writeFileSync(join(cwd, 'out.wav'), 'precious');
    expectComplaint(run('--snr', '1', SPEECH, 'out.wav'), 1, /out\.wav exists; give --force/);
    expect(readFileSync(join(cwd, 'out.wav'), 'utf8')).toBe('precious');
    expect(run('--snr', '1', '-f', SPEECH, 'out.wav').status).toBe(0);
    expect(statSync(join(cwd, 'out.wav')).size).toBe(statSync(SPEECH).size);
  });

  test('is refused where it is the input, by whatever name and however it is opened', {
    tags: 'thorough',
  }, () => {
    const bytes = readFileSync(SPEECH);
    writeFileSync(join(cwd, 'in.wav'), bytes);
    linkSync(join(cwd, 'in.wav'), join(cwd, 'hard.wav'));
    symlinkSync('in.wav', join(cwd, 'soft.wav'));
    for (const name of ['in.wav', './in.wav', 'hard.wav', 'soft.wav', join(cwd, 'in.wav')]) {
      expectComplaint(run('--snr', '1', '-f', 'in.wav', name), 1, /is the input itself/);
    }
    for (const script of [
      'awgn --snr 1 -f - in.wav < in.wav',
      'awgn --snr 1 in.wav >> in.wav',
      'awgn --snr 1 < in.wav 1<> hard.wav',
    ]) {
      const { status, stderr } = bash(script, [], { cwd });
      expect(stderr).toMatch(/^awgn: [^\n]* is the input itself[^\n]*\n$/);
      expect(status).toBe(1);
    }
    expect(readFileSync(join(cwd, 'in.wav'))).toEqual(bytes);
    expect(namesIn(cwd)).toEqual(['hard.wav', 'in.wav', 'soft.wav']);
  });
});

describe('an output or input that cannot be', () => {
  test.each(
    sampleOf(
      [
        [[SPEECH, '.'], /\. is a directory/],
        [
          [SPEECH, 'no/out.wav'],
          /^awgn: no\/out\.wav cannot be written, for there is no folder no; make it first: mkdir -p no\n$/,
        ],
        [[SPEECH, `${SPEECH}/out.wav`], /not a directory/],
        [[SPEECH, 'n'.repeat(300)], /name is too long/],
        [['.', 'out.wav'], /^awgn: \.: is a directory/],
        [['missing.wav', 'out.wav'], /^awgn: missing\.wav: no such file/],
        [[SPEECH, '/dev/full'], /^awgn: \/dev\/full: no space left/],
      ],
      3,
    ),
  )('%j is one line and exit 1', (files, message) => {
    expectComplaint(run('--snr', '1', ...files), 1, message);
    expect(namesIn(cwd)).toEqual([]);
  });

  test('for want of permission is one line and exit 1', { tags: 'thorough' }, () => {
    const isRoot = process.getuid?.() === 0;
    const folder = join(cwd, 'closed');
    mkdirSync(folder, 0o555);
    writeFileSync(join(cwd, 'secret.wav'), '', { mode: 0o000 });
    // To root nothing is forbidden; the file must be found by somebody else then.
    const user = isRoot ? { uid: 65534, gid: 65534 } : {};
    spawnSync('chmod', ['a+rx', root, cwd]);
    const blocked = (...args: string[]) => awgn(args, { cwd, ...user });
    expectComplaint(
      blocked('--snr', '1', SPEECH, 'closed/out.wav'),
      1,
      /^awgn: closed\/out\.wav: permission/,
    );
    expectComplaint(blocked('--snr', '1', 'secret.wav'), 1, /^awgn: secret\.wav: permission/);
    expect(namesIn(folder)).toEqual([]);
  });

  test('for a limit of the size of files is one line and exit 1, and nothing is left', {
    tags: 'thorough',
  }, () => {
    const { status, stderr } = bash('ulimit -f 32; awgn --snr 1 "$1" out.wav', [SPEECH], { cwd });
    expect(stderr).toMatch(/^awgn: out\.wav: [^\n]*\(EFBIG\)\n$/);
    expect(status).toBe(1);
    expect(namesIn(cwd)).toEqual([]);
  });

  test('for a full disk is one line and exit 1, and nothing is left', () => {
    unshareToMount();
    const disk = join(cwd, 'disk');
    mkdirSync(disk);
    spawnSync(tool('mount'), ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    try {
      expectComplaint(run('--snr', '1', SPEECH, 'disk/out.wav'), 1, /^awgn: disk\/out\.wav: no sp/);
      expect(namesIn(disk)).toEqual([]);
      writeFileSync(join(disk, 'out.wav'), 'precious');
      expectComplaint(run('--snr', '1', '-f', SPEECH, 'disk/out.wav'), 1, /ENOSPC/);
      expect(readFileSync(join(disk, 'out.wav'), 'utf8')).toBe('precious');
      expect(namesIn(disk)).toEqual(['out.wav']);
    } finally {
      spawnSync(tool('umount'), [disk]);
    }
  });

  test('/dev/full as standard output is one line and exit 1', () => {
    const { status, stderr } = bash('awgn --snr 1 "$1" > /dev/full', [SPEECH]);
    expect(stderr).toMatch(/^awgn: standard output: no space left [^\n]*\n$/);
    expect(status).toBe(1);
  });
});

test('/dev/null takes everything and stays a device', () => {
  expect(run('--snr', '1', SPEECH, '/dev/null').status).toBe(0);
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  expect(existsSync(join(cwd, 'null'))).toBe(false);
});
