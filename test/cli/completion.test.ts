import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FILTER_OPTIONS } from '../../src/cli/options.ts';
import type { OptionType } from '../../src/options/option-types.ts';
import { awgn } from '../tools/awgn.ts';
import { tool } from '../tools/find-tool.ts';
import { temporaryFolder } from '../tools/wav-files.ts';

const folder = temporaryFolder();
const SHELLS = ['bash', 'zsh', 'fish'] as const;
const longFlags = FILTER_OPTIONS.map(({ name }) => `--${name}`);
const shortFlags = FILTER_OPTIONS.flatMap((option) =>
  'short' in option ? `-${option.short}` : [],
);

function scriptFor(shell: string): string {
  const { status, stdout, stderr } = awgn(['completion', shell]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const path = join(folder, `completion.${shell}`);
  writeFileSync(path, stdout);
  return path;
}

function linesOf(shell: string, script: string, ...args: string[]): string[] {
  const { status, stdout, stderr } = spawnSync(tool(shell), ['-c', script, shell, ...args]);
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
  return stdout.toString().split('\n').filter(Boolean);
}

describe.each(SHELLS)('the completion script for %s', (shell) => {
  test('is sound by the judgement of the shell', () => {
    const { status, stderr } = spawnSync(tool(shell), ['-n', scriptFor(shell)]);
    expect(stderr.toString()).toBe('');
    expect(status).toBe(0);
  });

  test('knows every option and every value', () => {
    const { stdout } = awgn(['completion', shell]);
    for (const option of FILTER_OPTIONS) {
      expect(stdout.toString()).toContain(option.name);
      const { names = [] }: OptionType = option.type;
      expect(stdout.toString()).toContain(names.join(' '));
    }
  });
});

describe('in bash', () => {
  /** What is offered for the last of the words. */
  function offered(...words: string[]): string[] {
    const script = `
      source "$1"
      shift
      COMP_WORDS=(awgn "$@")
      COMP_CWORD=$#
      compopt() { echo "compopt $*"; }
      _awgn
      printf "%s\\n" "\${COMPREPLY[@]}"`;
    return linesOf('bash', script, scriptFor('bash'), ...words);
  }

  test('all options are offered, and those that begin so', () => {
    expect(offered('-').sort()).toEqual([...longFlags, ...shortFlags].sort());
    expect(offered('--snr', '5', '--se')).toEqual(['--seed', '--select-channels']);
  });

  test('the values of an option are offered, and nothing for numbers', { tags: 'thorough' }, () => {
    expect(offered('--clip', '')).toEqual(['saturate', 'scale', 'fail']);
    expect(offered('--on-silence', 'p')).toEqual(['pass']);
    expect(offered('--snr', '')).toEqual([]);
    expect(offered('completion', '')).toEqual([...SHELLS]);
  });

  test('files are offered where files go', () => {
    expect(offered('--report-file', '')).toEqual(['compopt -o default']);
    expect(offered('--snr', '5', '')).toEqual(['compopt -o default']);
    expect(offered('--live', '')).toEqual(['compopt -o default']);
  });
});

describe('in fish', () => {
  function offered(line: string): string[] {
    const script = scriptFor('fish');
    const home = join(folder, 'home');
    mkdirSync(home, { recursive: true });
    const { stdout } = spawnSync(tool('fish'), ['-c', `source ${script}; complete -C '${line}'`], {
      cwd: home,
      env: { ...process.env, HOME: home },
    });
    return stdout
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((entry) => entry.split('\t')[0]!);
  }

  test('all options and the values of one are offered', () => {
    expect(offered('awgn --').sort()).toEqual([...longFlags].sort());
    expect(offered('awgn --clip ').sort()).toEqual(['fail', 'saturate', 'scale']);
    expect(offered('awgn completion ').sort()).toEqual([...SHELLS].sort());
  });
});

describe('in zsh', () => {
  /** What a zsh with a terminal shows when the tabulator key is pressed after the line. */
  function shown(line: string): string {
    const script = `
      zmodload zsh/zpty
      zpty z zsh -f -i
      zpty -w z 'PS1="> "; stty cols 300 rows 100; autoload -U compinit; compinit -u -D; source ${scriptFor('zsh')}; echo rea""dy'
      for i in {1..200}; do zpty -r -t z out && [[ $out == *ready* ]] && break; sleep 0.05; done
      zpty -n -w z $'${line}\\t'
      for i in {1..8}; do sleep 0.1; while zpty -r -t z out; do print -r -- $out; done; done
      zpty -d z`;
    return spawnSync(tool('zsh'), ['-f', '-c', script]).stdout.toString();
  }

  test('all options and the values of one are offered', () => {
    const options = shown('awgn --');
    for (const flag of longFlags) expect(options).toContain(flag);
    const values = shown('awgn --clip ');
    for (const value of ['fail', 'saturate', 'scale']) expect(values).toContain(value);
  });
});
