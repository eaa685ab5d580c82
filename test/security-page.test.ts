import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const names = [
  ...page.matchAll(/`((?:test|wav|level|render|corpus|files|cli|analysis)\/[^`*]+)`/g),
];

test.each([...new Set(names.map(([, name]) => name!))])(
  'docs/security.md names %s, which is there',
  (name) => {
    expect(existsSync(join(root, name.startsWith('test/') ? name : `src/${name}`))).toBe(true);
  },
);
