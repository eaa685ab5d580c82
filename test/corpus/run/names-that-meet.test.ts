import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCorpus } from '../../../src/corpus/requests/make-corpus.ts';
import { speechLike } from '../../tools/corpus-tree.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

/** A table of two files with these ids and speakers. */
function tableOf(rows: readonly (readonly [id: string, speaker: string])[]): string {
  const folder = join(temporaryFolder(), 'source');
  mkdirSync(folder);
  const lines = rows.map(([id, speaker], index) => {
    writeFileSync(join(folder, `${index}.wav`), wavBytes([speechLike(4000, index)]));
    return `${id},${index}.wav,${speaker}\n`;
  });
  writeFileSync(join(folder, 'list.csv'), `ID,wav,spk_id\n${lines.join('')}`);
  return join(folder, 'list.csv');
}

async function made(source: string, to: 'kaldi' | 'nemo'): Promise<string> {
  const result = join(temporaryFolder(), 'result');
  await makeCorpus(source, result, { snrDb: 5, to, jobs: 1 });
  return result;
}

test('two ids that become one in a data directory are an error that names both', async () => {
  const rows = [
    ['a b', 's'],
    ['a_b', 's'],
  ] as const;
  await expect(made(tableOf(rows), 'kaldi')).rejects.toThrow(
    'list.csv:2 and list.csv:3 are "a b" and "a_b", which both become the id "s-a_b"',
  );
  expect(existsSync(await made(tableOf(rows), 'nemo'))).toBe(true);
});

test('two speakers that become one in a data directory are an error that names both', async () => {
  const rows = [
    ['u1', 'x y'],
    ['u2', 'x_y'],
    ['u3', 'x y'],
  ] as const;
  await expect(made(tableOf(rows), 'kaldi')).rejects.toThrow(
    'have the speakers "x y" and "x_y", which would both be "x_y" in the result',
  );
  expect(existsSync(await made(tableOf(rows), 'nemo'))).toBe(true);
  expect(existsSync(await made(tableOf(rows.slice(1, 2)), 'kaldi'))).toBe(true);
});
