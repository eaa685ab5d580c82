import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SOURCE = new URL('../src/', import.meta.url).pathname;

/** All of the sources in one text. */
const text = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(SOURCE, name), 'utf8'))
  .join('\n');

const thrown = new Set(text.match(/(?<=new CorpusError\(\s*)'ERR_\w+'/g));
const declaration = /export type CorpusErrorCode =([^;]+);/.exec(text)![1]!;
const codes = declaration.match(/'ERR_\w+'/g)!;

test.each(codes)(
  'a corpus has a fault of the code %s, and the documentation says what helps',
  (code) => {
    expect(thrown).toContain(code);
    expect(text).toContain(` * - \`${code.slice(1, -1)}\`: `);
  },
);
