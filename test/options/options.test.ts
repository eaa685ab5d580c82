// Goes through every row of every table of options: what is made from a row must have it, and have it right.

import { beforeAll, describe, expect, test } from 'vitest';
import { writeLiveFile } from '../../src/audio-files/live-file.ts';
import { writeNoisyFile } from '../../src/audio-files/noisy-file.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { COMPLETION_SHELLS, completionText } from '../../src/cli/completion.ts';
import { parseCorpus } from '../../src/cli/corpus-arguments.ts';
import { auditHelpText, corpusHelpText } from '../../src/cli/corpus-help.ts';
import { parseFlags } from '../../src/cli/flags.ts';
import { helpText } from '../../src/cli/help.ts';
import { FILTER_OPTIONS } from '../../src/cli/options.ts';
import { noiseCommand } from '../../src/corpus/audio/noise-command.ts';
import { CORPUS_OPTIONS, CORPUS_SETTINGS } from '../../src/corpus/plan/corpus-table.ts';
import { containerOptionsOf, settingsOf } from '../../src/corpus/requests/corpus-settings.ts';
import { CORPUS_NOISE_OPTIONS, NOISE_OPTIONS } from '../../src/options/noise-options.ts';
import { type Option, propertyOf, snakeCase, wordsOf } from '../../src/options/option.ts';
import { SPEECH, temporaryFolder } from '../tools/wav-files.ts';

const TABLES: readonly (readonly [command: string, options: readonly Option[]])[] = [
  ['the filter', FILTER_OPTIONS],
  ...COMMANDS.map(({ name, options }) => [`awgn ${name}`, options] as const),
];
const ROWS = TABLES.flatMap(([command, options]) =>
  options.map((option) => [option.name, command, option, options] as const),
);

/** The words that give an option the value of its example. */
function exampleOf({ name, type }: Option): string[] {
  return type.placeholder === undefined ? [`--${name}`] : [`--${name}=${type.example}`];
}

describe.each(ROWS)('--%s of %s', (_, __, option, options) => {
  const { name, type, standard } = option;

  test('has a text that becomes a value, and the value the text', () => {
    const value = type.parse(type.example);
    expect(type.parse(type.print(value))).toEqual(value);
    expect(type.check(value)).toEqual(value);
  });

  test('is given on the command line by name, once, and is standard otherwise', () => {
    const value = (argv: string[]) =>
      (parseFlags(argv, options).read([]) as Record<string, unknown>)[propertyOf(option)];
    if (name === 'help' || name === 'version') {
      expect(parseFlags([`--${name}`], options).wants).toBe(name);
      return;
    }
    expect(value(exampleOf(option))).toEqual(type.parse(type.example));
    expect(value([])).toEqual(standard);
    if (option.short) expect(value([`-${option.short}`])).toBe(true);
    if (type.placeholder === undefined) expect(value([`--no-${name}`])).toBe(false);
    else expect(() => value([...exampleOf(option), ...exampleOf(option)])).toThrow('2 times');
  });

  test('has words that give it any value but the standard one', () => {
    if (standard !== undefined) {
      expect(type.check(standard)).toEqual(standard);
      expect(wordsOf(option, standard)).toEqual([]);
    }
    const value = typeof standard === 'boolean' ? !standard : type.parse(type.example);
    const words = wordsOf(option, value);
    expect(words).not.toEqual([]);
    expect(parseFlags(words, options).given.value(name)).toEqual(value);
  });
});

describe.each(TABLES)('the options of %s', (_, options) => {
  test('have names, letters and names in the library of their own', () => {
    for (const names of [
      options.map(({ name }) => name),
      options.flatMap(({ short = [] }) => short),
      options.map(propertyOf),
    ]) {
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

describe('the help', () => {
  const texts: Readonly<Record<string, () => string>> = {
    corpus: corpusHelpText,
    verify: auditHelpText,
    summarize: auditHelpText,
  };
  test.each([
    ['the filter', FILTER_OPTIONS, () => helpText()] as const,
    ...COMMANDS.map(
      ({ name, options }) =>
        [
          `awgn ${name}`,
          options,
          texts[name] ?? (() => helpText(name as 'measure' | 'compare' | 'generate')),
        ] as const,
    ),
  ])('of %s has a line for each option', (_, options: readonly Option[], text) => {
    const lines = text().split('\n');
    for (const { name, help } of options) {
      expect(lines.filter((line) => line.includes(`--${name}`) && line.includes(help))).not.toEqual(
        [],
      );
    }
  });
});

test.each(COMPLETION_SHELLS)('%s completes every option of every command', (shell) => {
  const script = completionText([shell]);
  for (const [, options] of TABLES) {
    for (const { name, type } of options) {
      expect(script).toContain(shell === 'fish' ? `-l ${name}` : `--${name}`);
      if (type.names && !type.isList) expect(script).toContain(type.names.join(' '));
    }
  }
});

describe('the settings of a corpus', () => {
  const settingsFor = (argv: string[]) => {
    const command = parseCorpus(['in', 'out', ...argv]);
    if (command.name !== 'corpus') throw new Error('no corpus');
    return settingsOf(command, 'csv', 'csv');
  };
  const plain = JSON.parse(settingsFor(['--snr', '5']));

  test('have the options that say so, in the order of the table, and nothing else', () => {
    expect(Object.keys(plain)).toEqual([
      'tool_version',
      'stream_version',
      'from',
      'to',
      ...CORPUS_SETTINGS.map(snakeCase),
    ]);
  });

  test.each(CORPUS_OPTIONS.map((option: Option) => [option.name, option] as const))(
    'differ by --%s where that changes a byte of the corpus',
    (name, option) => {
      if (['each', 'snr-schedule', 'snr-column', 'shard', 'shards'].includes(name)) return;
      const value =
        typeof option.standard === 'boolean'
          ? !option.standard
          : option.type.parse(option.type.example);
      const ratio = name === 'snr' ? [] : ['--snr', name === 'stratified' ? '0:20' : '5'];
      const needed = name === 'max-command-output' ? ['--allow-commands'] : [];
      const words = [...ratio, ...needed, ...wordsOf(option, value)];
      const changed = JSON.parse(settingsFor(words));
      expect(JSON.stringify(changed) !== JSON.stringify(plain)).toBe(option.isSetting === true);
    },
  );

  test('are read as they were written', () => {
    const argv = ['in', 'out', '--snr', '0,5', '--each', '--color', 'gray,pink', '--clip', 'scale'];
    const command = parseCorpus([...argv, '--band', '300:3400', '--no-exact', '--seed', '7']);
    if (command.name !== 'corpus') throw new Error('no corpus');
    const { plan, render, pairs, labels, isVirtual } = command;
    expect(containerOptionsOf(settingsOf(command, 'csv', 'csv'), 'in')).toMatchObject({
      plan,
      render,
      pairs,
      labels,
      isVirtual,
    });
    expect(plan.colors).toEqual(['grey', 'pink']);
  });
});

describe('the command of a virtual output', () => {
  const output = {
    id: 'a',
    suffix: '',
    copy: 1,
    key: 'a#1',
    snrDb: 5,
    color: 'white',
    level: 'rms',
  } as const;
  const plain = { seed: 1, clip: 'saturate', onSilence: 'fail' } as const;
  const commandFor = (options: object) =>
    noiseCommand(
      { type: 'file', path: 'a.wav', name: 'a.wav' },
      output,
      { ...plain, ...options },
      true,
    );

  test('says nothing that is standard', () => {
    expect(commandFor({})).toBe(
      "awgn --snr 5 --seed 1 --key 'a#1' --container wav --report none --quiet -- a.wav -",
    );
  });

  test.each(CORPUS_NOISE_OPTIONS.map((option: Option) => [option.name, option] as const))(
    'says --%s where it is not',
    (_, option) => {
      const { standard, type } = option;
      // The list's reader expects WAV from a command, whatever the files of the corpus are.
      if (option.name === 'container') return;
      const value = typeof standard === 'boolean' ? !standard : type.parse(type.example);
      expect(commandFor({ [propertyOf(option)]: value })).toContain(
        ` ${wordsOf(option, value).join(' ')} `,
      );
      if (standard !== undefined) {
        expect(commandFor({ [propertyOf(option)]: standard })).toBe(commandFor({}));
      }
    },
  );
});

describe('the receipt', () => {
  const fields = new Set<string>();

  beforeAll(async () => {
    const noise = { seed: 1, key: 'k', overwrite: true } as const;
    const out = `${temporaryFolder()}/out.wav`;
    const target = { type: 'snr', snrDb: 10 } as const;
    const clip = 'saturate';
    const made = await writeNoisyFile(SPEECH, out, { ...noise, target, clip, onSilence: 'fail' });
    const live = await writeLiveFile(SPEECH, out, { ...noise, snrDb: 10 });
    for (const field of [...Object.keys(made), ...Object.keys(live)]) fields.add(field);
  });

  test.each(NOISE_OPTIONS.map((option: Option) => [option.name, option] as const))(
    'tells --%s',
    (_, option) => {
      if (option.receipt !== null) expect(fields).toContain(option.receipt ?? snakeCase(option));
    },
  );
});
