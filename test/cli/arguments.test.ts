import { describe, expect, test } from 'vitest';
import { type FilterCommand, parseArguments } from '../../src/cli/arguments.ts';
import { FILTER_OPTIONS } from '../../src/cli/options.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

function filter(...argv: string[]): FilterCommand {
  const command = parseArguments(argv);
  if (command.name !== 'filter') throw new Error(`the command is ${command.name}`);
  return command;
}

function snrOf(...argv: string[]): number | undefined {
  const { target } = filter(...argv).options;
  return target.type === 'snr' ? target.snrDb : undefined;
}

/** What is the same unless another one is asked for. */
const STANDARD = {
  level: 'rms',
  color: 'white',
  channels: 'joint',
  noiseChannels: 'independent',
  removeDc: false,
  dither: 'none',
};

describe('the command line', () => {
  test('has standard input and output, and sensible choices, by default', () => {
    expect(filter('--snr', '10')).toEqual({
      name: 'filter',
      input: '-',
      output: '-',
      options: {
        ...STANDARD,
        target: { type: 'snr', snrDb: 10 },
        seed: undefined,
        key: '',
        signalLevelDbfs: undefined,
        exact: true,
        encoding: undefined,
        clip: 'saturate',
        onSilence: 'fail',
        overwrite: false,
        hash: false,
      },
      report: 'text',
      reportFile: undefined,
      quiet: false,
    });
  });

  test('knows every option', () => {
    const argv =
      '--snr 3 --signal-level -20 --no-exact --seed 12 --key k --encoding f32 --clip scale --on-silence pass ' +
      '--report json --report-file r.json --force --quiet in.wav out.wav';
    expect(filter(...argv.split(' '))).toEqual({
      name: 'filter',
      input: 'in.wav',
      output: 'out.wav',
      options: {
        ...STANDARD,
        target: { type: 'snr', snrDb: 3 },
        seed: 12,
        key: 'k',
        signalLevelDbfs: -20,
        exact: false,
        encoding: 'f32',
        clip: 'scale',
        onSilence: 'pass',
        overwrite: true,
        hash: true,
      },
      report: 'json',
      reportFile: 'r.json',
      quiet: true,
    });
    const { options } = filter('--std', '0.1', '--mean', '-0.2');
    expect(options.target).toEqual({ type: 'std', std: 0.1, mean: -0.2 });
    const level = filter('--noise-level', '-30').options.target;
    expect(level).toEqual({ type: 'level', noiseDbfs: -30 });
  });

  test.each(['help', 'version'] as const)('shows --%s before all else', (name) => {
    expect(parseArguments([`--${name}`])).toEqual({ name });
    expect(parseArguments(['--snr', 'abc', `--${name}`, 'x', 'y', 'z'])).toEqual({ name });
  });

  test.each([
    [['--snr', '-5'], -5],
    [['--snr=-5'], -5],
    [['--snr', '-5e0'], -5],
    [['--snr', '-.5'], -0.5],
    [['--snr', '+5.'], 5],
    [['--snr', '1e1'], 10],
    [['--snr', '1E+1'], 10],
    [['--snr=200'], 200],
    [['--snr', '-200'], -200],
    [['in', '--snr', '-0', 'out'], -0],
  ])('takes the number of %j', (argv, value) => {
    expect(snrOf(...argv)).toBe(value);
  });

  test.each([
    'abc',
    'nan',
    'NaN',
    'inf',
    '-Infinity',
    '',
    ' ',
    '1 2',
    '0x10',
    '1e',
    '1,5',
    '200.1',
  ])('refuses "%s" as a number', (value) => {
    expect(() => filter('--snr', value)).toThrow(UsageError);
    expect(() => filter('--snr', value)).toThrow(`--snr is "${value}"; expected a number of dB`);
    expect(() => filter(`--snr=${value}`)).toThrow(`--snr is "${value}"`);
  });

  test.each(['-foo', '--foo', '-', '--', '-1', 'a=b', '', ' ', 'ü', '--snr=3'])(
    'takes "%s" as the value of --key',
    (key) => {
      expect(filter('--snr', '1', '--key', key, 'in').options.key).toBe(key);
      expect(filter('--snr', '1', `--key=${key}`, 'in').options.key).toBe(key);
      expect(filter('--snr', '1', '--key', key, 'in').input).toBe('in');
    },
  );

  test('takes seeds up to 2^53 - 1 and no fractions', () => {
    expect(filter('--snr', '1', '--seed', '9007199254740991').options.seed).toBe(2 ** 53 - 1);
    expect(filter('--snr', '1', '--seed', '1e3').options.seed).toBe(1000);
    for (const seed of ['9007199254740993', '-1', '0.5']) {
      expect(() => filter('--snr', '1', '--seed', seed)).toThrow(UsageError);
    }
  });

  test.each([
    [['-f'], true, undefined],
    [['-q'], false, true],
    [['-fq'], true, true],
    [['-qf'], true, true],
    [['-f', '-f'], true, undefined],
    [['--force=false'], false, undefined],
    [['--force', '--no-force'], false, undefined],
    [['--no-quiet'], false, false],
    [['--quiet=true'], false, true],
  ])('understands %j', (argv, force, quiet = false) => {
    const command = filter('--snr', '1', ...argv);
    expect(command.options.overwrite).toBe(force);
    expect(command.quiet).toBe(quiet);
  });

  test('takes what follows -- for files, and - for the standard streams', () => {
    const files = (...argv: string[]) => {
      const { input, output } = filter('--snr', '1', ...argv);
      return [input, output];
    };
    expect(files('--', '-f', '--snr')).toEqual(['-f', '--snr']);
    expect(files('--', '--')).toEqual(['--', '-']);
    expect(files('a', '--', '-b')).toEqual(['a', '-b']);
    expect(files('-', 'b')).toEqual(['-', 'b']);
    expect(files('-', '-')).toEqual(['-', '-']);
    expect(files('007', '1e3')).toEqual(['007', '1e3']);
    expect(files('true', 'a=b')).toEqual(['true', 'a=b']);
  });

  test.each([
    [['--snrr', '1'], 'unknown option --snrr; did you mean --snr?'],
    [['--forc'], 'unknown option --forc; did you mean --force?'],
    [['-x'], 'unknown option -x;'],
    [['-fx'], 'unknown option -fx'],
    [['-snr', '1'], 'unknown option -snr; did you mean --snr?'],
    [['-1.wav'], 'unknown option -1.wav'],
    [['--no-snr'], 'unknown option --no-snr'],
    [['--live-window', '1'], 'unknown option --live-window; did you mean --live?'],
    [['--no-force=true'], '--no-force is "true"; expected no value'],
    [['--force=yes'], '--force is "yes"; expected no value, true or false'],
    [['--exact=maybe'], '--exact is "maybe"'],
    [['---force'], 'unknown option ---force'],
    [['--=x'], 'unknown option --'],
    [['-ü'], 'unknown option -ü'],
    [['-o'], 'unknown option -o; see awgn --help'],
    [['--colour', 'pink'], 'unknown option --colour; did you mean --color?'],
    [['--__proto__=1'], 'unknown option --__proto__'],
    [['--constructor'], 'unknown option --constructor'],
  ])('refuses %j by name', (argv, message) => {
    expect(() => parseArguments(['--snr', '1', ...argv])).toThrow(UsageError);
    expect(() => parseArguments(['--snr', '1', ...argv])).toThrow(message);
  });

  const valued = FILTER_OPTIONS.filter(
    (option) => 'value' in option && !('isValueOptional' in option),
  ).map(({ name }) => name);
  test.each(valued)('refuses --%s without a value, and given twice', (name) => {
    const twice = [`--${name}`, '1', `--${name}`, '1'];
    expect(() => parseArguments([`--${name}`])).toThrow(`--${name} has no value`);
    const others = name === 'snr' ? [] : ['--snr', '1'];
    expect(() => parseArguments([...others, ...twice])).toThrow(UsageError);
  });

  test.each([
    [[], 'nothing says how strong the noise is'],
    [['--mean', '1'], 'nothing says'],
    [['--snr', '1', '--std', '1'], '--snr and --std both say'],
    [['--snr', '1', '--noise-level', '1'], '--snr and --noise-level both say'],
    [['--snr', '1', '--mean', '1'], '--mean is for --std'],
    [['--std', '1', '--signal-level', '1'], '--signal-level is for --snr'],
    [['--std', '-1'], '--std is "-1"'],
    [['--snr', '1', '--snr', '1'], '--snr is given 2 times'],
    [['--snr', '1', '--clip', 'soft'], 'expected saturate, scale or fail'],
    [['--snr', '1', '--encoding', 'S16'], 'expected u8, s16'],
    [['--snr', '1', '--color', 'Pink'], '--color is "Pink"; expected white, pink'],
    [['--snr', '1', '--color', 'Pink'], 'did you mean pink?'],
    [['--snr', '1', '--color', 'red'], 'did you mean brown?'],
    [['--snr', '1', '--color', 'brownian'], 'did you mean brown?'],
    [['--snr', '1', 'a', 'b', 'c'], '"c" is one file too many'],
    [['--snr', '1', ''], 'the name of the input is empty'],
    [['--snr', '1', 'a', ''], 'the name of the output is empty'],
    [['--snr', '1', '--report-file', ''], '--report-file is ""; expected a file or -'],
    [['--snr', '1', '--report-file', '-'], 'both go to standard output'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseArguments(argv)).toThrow(UsageError);
    expect(() => parseArguments(argv)).toThrow(message);
  });

  test('takes gray for grey', () => {
    expect(filter('--snr', '1', '--color', 'gray').options.color).toBe('grey');
    expect(filter('--snr', '1', '--color', 'grey').options.color).toBe('grey');
  });

  test('takes no file for the value of a switch before it, or of one whose value is left out', () => {
    expect(filter('--snr', '1', '-f', 'true', 'out').input).toBe('true');
    expect(filter('--snr', '1', '--live', 'in', 'out')).toMatchObject({ live: true, input: 'in' });
  });

  test('takes completion for a command only where it stands alone', () => {
    expect(parseArguments(['completion', 'bash'])).toEqual({ name: 'completion', words: ['bash'] });
    expect(filter('--snr', '1', 'completion').input).toBe('completion');
  });
});
