import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FILTER_OPTIONS } from '../src/cli/options.ts';
import { VERSION } from '../src/version.ts';

const root = resolve(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** An empty project as a reader of the README has it: the package installed, a clean.wav. */
const project = mkdtempSync(join(tmpdir(), 'awgn-readme-'));
afterAll(() => rmSync(project, { recursive: true }));
mkdirSync(join(project, 'node_modules'));
mkdirSync(join(project, 'bin'));
symlinkSync(root, join(project, 'node_modules/awgn'));
symlinkSync(join(root, 'dist/cli/main.js'), join(project, 'bin/awgn'));
chmodSync(join(root, 'dist/cli/main.js'), 0o755);
copyFileSync(join(root, 'samples/male-16khz-s16-mono.wav'), join(project, 'clean.wav'));

function snippets(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms');
  return [...readme.matchAll(fence)].map((match) => match[1]!);
}

/** Runs a snippet among no files but the input: each is there to be tried by itself. */
function run(command: string, args: readonly string[]): string {
  for (const name of readdirSync(project)) {
    if (/^noisy|^receipt/.test(name)) rmSync(join(project, name), { recursive: true });
  }
  const PATH = `${join(project, 'bin')}${delimiter}${process.env.PATH}`;
  return execFileSync(command, args, {
    cwd: project,
    env: { ...process.env, PATH },
    encoding: 'utf8',
  });
}

describe('the README', () => {
  test.each(snippets('sh').map((code) => [code]))('has shell commands that run:\n%s', (code) => {
    expect(() => run('bash', ['-euo', 'pipefail', '-c', code])).not.toThrow();
  });

  test.each(snippets('js').map((code) => [code]))('has programs that run:\n%s', (code) => {
    writeFileSync(join(project, 'snippet.mjs'), code);
    expect(() => run('node', ['snippet.mjs'])).not.toThrow();
  });

  test('has snippets of both kinds', () => {
    expect(snippets('sh').length).toBeGreaterThanOrEqual(3);
    expect(snippets('js').length).toBeGreaterThanOrEqual(3);
  });

  test.each(FILTER_OPTIONS.map(({ name }) => [name]))('names the option --%s', (name) => {
    expect(readme).toMatch(new RegExp(`--(no-)?${name}\\b`));
  });
});

test('the version in the source is that of the package', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(VERSION).toBe(version);
});
