import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const dist = resolve(import.meta.dirname, '../dist');
const FILES = [...readdirSync(dist).filter((name) => name.endsWith('.js')), 'web-audio/index.js'];

test.each(FILES)('%s says which source its lines are of, without a copy of it', (name) => {
  const code = readFileSync(join(dist, name), 'utf8');
  const [, url] = /\n\/\/# sourceMappingURL=(.*)\n$/.exec(code)!;
  const map = JSON.parse(readFileSync(join(dist, name, '..', url!), 'utf8'));
  expect(map.sourcesContent).toBeUndefined();
  // A chunk may hold nothing but the way to a module of Node.
  const files = map.sources.filter((source: string) => !source.startsWith('lean-fs:'));
  if (files.length > 0) expect(files.join()).toMatch(/(src\/.*\.ts|node_modules\/)/);
});
