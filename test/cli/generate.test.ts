import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/arguments.ts';
import type { GenerateCommand } from '../../src/cli/generate-arguments.ts';
import { GENERATE_OPTIONS } from '../../src/cli/options.ts';
import { awgn, bash, expectComplaint, namesIn, PROGRAM, receiptIn } from '../tools/awgn.ts';
import { sampleOf } from '../tools/depth.ts';
import { tool } from '../tools/find-tool.ts';
import { readIndependently } from '../tools/independent-reader.ts';
import { sha256, temporaryFolder } from '../tools/wav-files.ts';

const folder = temporaryFolder();

function parse(...args: string[]): GenerateCommand {
  return parseArguments(['generate', ...args]) as GenerateCommand;
}

describe('the command line of generate', () => {
  test('asks for endless mono of 16 bits at 16 kHz and -20 dBFS unless told otherwise', () => {
    expect(parse()).toEqual({
      name: 'generate',
      output: '-',
      options: {
        numberOfFrames: undefined,
        sampleRate: 16_000,
        numberOfChannels: 1,
        encoding: 's16',
        target: { type: 'level', noiseDbfs: -20 },
        exact: undefined,
        color: 'white',
        band: undefined,
        noiseChannels: 'independent',
        seed: undefined,
        key: '',
        overwrite: false,
        hash: false,
      },
      report: 'text',
      reportFile: undefined,
      quiet: false,
    });
  });

  test('is understood, every option of it', () => {
    const noise = '--std 0.5 --mean -1e-3 --color pink --band 300:3400 --noise-channels shared';
    const format = '--duration 0.1 --rate 44100 --channels 2 --encoding f32';
    const rest = '--seed 7 --key k --report json --report-file r --force --quiet out.wav';
    expect(parse(...`${noise} ${format} ${rest}`.split(' '))).toMatchObject({
      output: 'out.wav',
      options: {
        numberOfFrames: 4410,
        sampleRate: 44_100,
        numberOfChannels: 2,
        encoding: 'f32',
        target: { type: 'std', std: 0.5, mean: -0.001 },
        color: 'pink',
        band: { lowHz: 300, highHz: 3400 },
        noiseChannels: 'shared',
        seed: 7,
        key: 'k',
        overwrite: true,
        hash: true,
      },
      report: 'json',
      reportFile: 'r',
      quiet: true,
    });
    expect(parse('--frames', '5', '--exact').options.exact).toBe(true);
    expect(parse('--no-exact').options.exact).toBe(false);
    expect(parseArguments(['generate', '-h'])).toEqual({ name: 'help', topic: 'generate' });
    expect(parseArguments(['generate', '--version'])).toEqual({ name: 'version' });
  });

  const refused: [string[], RegExp][] = [
    [['a', 'b'], /"b" is one file too many/],
    [[''], /name of the output is empty/],
    [['--duration', '1', '--frames', '2', 'x'], /expected one/],
    [['--std', '1', '--noise-level', '2'], /expected one/],
    [['--mean', '1'], /--mean is for --std/],
    [['--duration', '-1'], /from 0/],
    [['--frames', '1.5'], /expected an integer/],
    [['--channels', '0'], /from 1 to 1024/],
    [['--rate', '0'], /from 1 to/],
    [['--color', 'matched'], /expected white, pink/],
    [['--band', '5'], /low:high/],
    [['--band', '300:5000', '--rate', '8000'], /4000 Hz at most/],
    [['--channels', 'two'], /expected an integer from 1/],
    [['--snr', '5'], /unknown option --snr/],
    [['--exact'], /for noise that ends/],
    [
      ['--exact', '--std', '1', '--frames', '1'],
      /--exact and --std: that is the standard deviation of the draw/,
    ],
    [['--report', 'json'], /comes at the end/],
    [['--report-file', 'x'], /comes at the end/],
    [['--frames', '1', '--report-file', '-'], /both go to standard output/],
    [['out.wav'], /out\.wav is a file, and nothing says how long/],
  ];
  test.each(sampleOf(refused, 5))('refuses %j in one line, exit 2', (args, message) => {
    expectComplaint(awgn(['generate', ...args], { cwd: folder }), 2, message);
    expect(namesIn(folder)).toEqual([]);
  });

  test('is in the help and in the completions', { tags: 'thorough' }, () => {
    const help = awgn(['generate', '--help']).stdout.toString();
    expect(help).toContain('awgn generate [options] [output]');
    for (const shell of ['bash', 'zsh', 'fish']) {
      const script = awgn(['completion', shell]).stdout.toString();
      for (const { name } of GENERATE_OPTIONS) {
        expect(script).toContain(name);
        expect(help).toContain(`--${name}`);
      }
    }
    const offer = (words: string) =>
      bash(
        `source <(awgn completion bash); COMP_WORDS=(awgn ${words} ''); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
         compopt() { :; }; _awgn; echo "\${COMPREPLY[*]}"`,
      ).stdout.toString();
    expect(offer('generate --channels')).toBe('\n');
    expect(offer('--channels')).toBe('joint separate\n');
    expect(offer('generate --color')).toBe('white pink brown blue violet grey speech\n');
  });
});

describe('awgn generate', () => {
  test('writes a file of the length, the level and the seed that it reports', () => {
    const output = join(folder, 'noise.wav');
    const args = ['--duration', '2', '--noise-level', '-30', '--encoding', 'f32'];
    const made = awgn(['generate', ...args, output]);
    expect(made.status).toBe(0);
    const [, seed] =
      /^awgn: .*noise\.wav: white noise -30\.00 dBFS, seed (\d+), 2\.00 s\n$/.exec(made.stderr) ??
      [];
    const [samples] = readIndependently(readFileSync(output));
    expect(samples!.length).toBe(32_000);
    const power = samples!.reduce((sum, x) => sum + x * x, 0) / samples!.length;
    expect(10 * Math.log10(power)).toBeCloseTo(-30, 3);
    const again = awgn(['generate', ...args, '--seed', seed!, '-q']);
    expect({ status: again.status, stderr: again.stderr }).toEqual({ status: 0, stderr: '' });
    expect(sha256(again.stdout)).toBe(sha256(output));
  });

  test('gives a receipt from which the filter makes the same noise', { tags: 'thorough' }, () => {
    const args = ['--frames', '50000', '--seed', '9', '--key', 'k', '--color', 'brown'];
    const made = awgn(['generate', ...args, '--report', 'json']);
    const { noise_std, output_sha256, frames, source } = receiptIn(made.stderr);
    expect({ frames, source }).toEqual({ frames: 50_000, source: 'generated' });
    expect(sha256(made.stdout)).toBe(output_sha256);
    const silence = awgn(['generate', '--frames', '50000', '--std', '0']).stdout;
    expect(silence.subarray(44).every((byte) => byte === 0)).toBe(true);
    const filter = ['--std', `${noise_std}`, '--seed', '9', '--key', 'k', '--color', 'brown'];
    expect(sha256(awgn(filter, { input: silence }).stdout)).toBe(output_sha256);
  });

  test('does not replace a file unasked', () => {
    const output = join(folder, 'precious.wav');
    writeFileSync(output, 'precious');
    const args = ['generate', '--frames', '10', output];
    expectComplaint(awgn(args), 1, /exists; give --force/);
    expect(readFileSync(output, 'utf8')).toBe('precious');
    expect(awgn([...args, '-f']).status).toBe(0);
    expect(readFileSync(output).length).toBe(64);
  });

  test('goes on to a pipe until its reader has gone, with sizes that say so, and ends quietly', () => {
    const made = bash('awgn generate --seed 3 | head -c 5000000');
    expect({ status: made.status, stderr: made.stderr }).toEqual({
      status: 0,
      stderr: 'awgn: noise without end, seed 3\n',
    });
    expect(made.stdout.length).toBe(5_000_000);
    expect(made.stdout.readUInt32LE(4)).toBe(0xffffffff);
    expect(made.stdout.readUInt32LE(40)).toBe(0xffffffff);
    // Noise that ends differs in nothing but the header, where it need not be exact.
    const ends = awgn(['generate', '--seed', '3', '--frames', '3000000', '--no-exact']).stdout;
    expect(sha256(ends.subarray(44, 5_000_000))).toBe(sha256(made.stdout.subarray(44)));
    expect(bash('awgn generate -q --encoding f32 | head -c 1000000 > /dev/null').stderr).toBe('');
  });

  test('without end is refused to a file behind standard output, which it would fill', () => {
    const path = join(folder, 'redirected.wav');
    const refused = bash('awgn generate > "$1"', [path]);
    expect(refused.stderr).toMatch(/^awgn: standard output is a file, and nothing says [^\n]*\n$/);
    expect(refused.status).toBe(2);
    expect(readFileSync(path).length).toBe(0);
  });

  test('says in one line that the disk is full', () => {
    expectComplaint(awgn(['generate', '-q', '/dev/full']), 1, /no space left on the device/);
  });

  test('is refused to a terminal', () => {
    const command = `'${process.execPath}' '${PROGRAM}' generate --frames 9`;
    const { status, stdout } = spawnSync(tool('script'), ['-qec', command, '/dev/null'], {
      input: '',
    });
    expect(stdout.toString()).toMatch(/^awgn: standard output is a terminal, [^\n]*\n$/);
    expect(status).toBe(2);
  });

  test('leaves nothing of a file that may not grow so large', () => {
    const before = namesIn(folder);
    const run = bash('ulimit -f 100; awgn generate -q --duration 60 "$1"', [
      join(folder, 'big.wav'),
    ]);
    expect(run.stderr).toMatch(/^awgn: [^\n]*larger than is allowed[^\n]*\n$/);
    expect(run.status).toBe(1);
    expect(namesIn(folder)).toEqual(before);
  });

  test('writes RF64 with the right sizes beyond 4 GiB', () => {
    const { stdout } = bash('awgn generate -q --no-exact --frames 3000000000 | head -c 100');
    expect(stdout.toString('latin1', 0, 4)).toBe('RF64');
    expect(stdout.toString('latin1', 12, 16)).toBe('ds64');
    expect(stdout.readBigUInt64LE(28)).toBe(6_000_000_000n);
    expect(stdout.readBigUInt64LE(36)).toBe(3_000_000_000n);
  });

  test('takes as much memory for a minute as for an hour, and no more than 100 MB', {
    tags: 'thorough',
  }, () => {
    const report =
      'process.on("exit", () => process._rawDebug(String(1024 * process.resourceUsage().maxRSS)));';
    const hook = `data:text/javascript,${encodeURIComponent(report)}`;
    const [minute, hour] = [60, 3600].map((seconds) => {
      const nowhere = openSync('/dev/null', 'w');
      const args = ['generate', '-q', '--no-exact', '--duration', `${seconds}`];
      const run = spawnSync(process.execPath, ['--import', hook, PROGRAM, ...args], {
        stdio: ['ignore', nowhere, 'pipe'],
      });
      closeSync(nowhere);
      return Number(run.stderr.toString());
    });
    expect(hour).toBeLessThanOrEqual(100e6);
    // The collector of garbage runs when it likes.
    expect(hour! - minute!).toBeLessThanOrEqual(12e6);
  });
});
