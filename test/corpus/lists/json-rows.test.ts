import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { firstObject } from '../../../src/corpus/lists/json-rows.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';

describe('the first object of a list', () => {
  const object = { audio_filepath: 'a.wav', text: 'x' };
  const line = `${JSON.stringify(object)}\n`;

  test.each([
    ['of lines that compress far better than 32:1', 'l.jsonl.gz', gzipSync(line.repeat(2_000_000))],
    ['behind a byte-order mark', 'l.jsonl', `\ufeff${line}`],
    [
      'of a line of more than a megabyte',
      'l.json',
      `{"audio_filepath":"a.wav","words":"${'x'.repeat(1_500_000)}"}\n`,
    ],
    [
      'of a long line, compressed',
      'l.jsonl.GZ',
      gzipSync(`{"audio_filepath":"a.wav","words":"${'x'.repeat(1_500_000)}"}\n`),
    ],
  ])('is found: %s', (_, name, content) => {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, content);
    expect(firstObject(path)).toMatchObject({ audio_filepath: 'a.wav' });
  });

  test('is none of what is damaged, or ends within its first line', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.jsonl.gz'), 'no gzip');
    writeFileSync(join(folder, 'b.jsonl'), '{"a":1');
    for (const name of ['a.jsonl.gz', 'b.jsonl', 'c.jsonl']) {
      expect(firstObject(join(folder, name))).toBeUndefined();
    }
  });
});
