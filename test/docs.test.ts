import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FILTER_OPTIONS } from '../src/cli/options.ts';
import { VERSION } from '../src/version.ts';
import { tool } from './tools/find-tool.ts';
import { temporaryFolder } from './tools/wav-files.ts';

const root = resolve(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** An empty project as a reader of the README has it: the package installed, a clean.wav. */
const project = temporaryFolder();
mkdirSync(join(project, 'node_modules'));
mkdirSync(join(project, 'bin'));
symlinkSync(root, join(project, 'node_modules/awgn'));
symlinkSync(join(root, 'dist/cli/main.js'), join(project, 'bin/awgn'));
chmodSync(join(root, 'dist/cli/main.js'), 0o755);
copyFileSync(join(root, 'samples/male-16khz-s16-mono.wav'), join(project, 'clean.wav'));

/** The blocks of the README that can be run, in its order. */
const SNIPPETS = [...readme.matchAll(/^```(sh|js)\n(.*?)^```$/gms)].map(([, language, code]) => ({
  language: language!,
  code: code!,
}));

/** Runs a snippet among what those before it have left, as for somebody who goes from top to bottom. */
function run(command: string, args: readonly string[]): string {
  const PATH = `${join(project, 'bin')}${delimiter}${process.env.PATH}`;
  return execFileSync(command, args, {
    cwd: project,
    env: { ...process.env, PATH },
    encoding: 'utf8',
  });
}

describe('the README', () => {
  test.each(SNIPPETS)(
    'has, after those before it, $language that runs:\n$code',
    ({ language, code }) => {
      if (language === 'js') writeFileSync(join(project, 'snippet.mjs'), code);
      const [command, ...args] =
        language === 'js'
          ? ['node', 'snippet.mjs']
          : [tool('bash'), '-euo', 'pipefail', '-c', code];
      expect(() => run(command!, args)).not.toThrow();
    },
  );

  test('has programs that are TypeScript, too, under strict rules and the types of the package', {
    tags: 'thorough',
    timeout: 120_000,
  }, () => {
    const programs = SNIPPETS.filter(({ language }) => language === 'js');
    for (const [index, { code }] of programs.entries()) {
      writeFileSync(join(project, `snippet-${index}.mts`), code);
    }
    symlinkSync(join(root, 'node_modules/@types'), join(project, 'node_modules/@types'));
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          skipLibCheck: true,
          noEmit: true,
          target: 'es2022',
          module: 'nodenext',
          types: ['node'],
        },
        files: programs.map((_, index) => `snippet-${index}.mts`),
      }),
    );
    const tsc = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', project], {
      encoding: 'utf8',
    });
    expect(tsc.stdout).toBe('');
    expect(tsc.status).toBe(0);
  });

  test('has snippets of both kinds', () => {
    const languages = SNIPPETS.map(({ language }) => language);
    expect(languages.filter((language) => language === 'sh').length).toBeGreaterThanOrEqual(6);
    expect(languages.filter((language) => language === 'js').length).toBeGreaterThanOrEqual(4);
  });

  test.each(FILTER_OPTIONS.map(({ name }) => [name]))('names the option --%s', (name) => {
    expect(readme).toMatch(new RegExp(`--(no-)?${name}\\b`));
  });
});

test('the version in the source is that of the package', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(VERSION).toBe(version);
});
