import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPart } from '../../src/audio-files/part-source.ts';
import { CaseClashes, isCaseBlind } from '../../src/corpus/plan/case-clash.ts';
import { SourceChangedError } from '../../src/errors.ts';
import { openSource } from '../../src/io/byte-source.ts';
import { speechLike } from '../tools/corpus-tree.ts';
import { temporaryFolder, wavBytes } from '../tools/wav-files.ts';

test('a part of a file that changes while it is read is an error', async () => {
  const path = join(temporaryFolder(), 'a.wav');
  writeFileSync(path, wavBytes([speechLike(20_000, 1)]));
  const source = await openPart(openSource(path, { rereadable: true }), {
    startSeconds: 0.1,
    durationSeconds: 0.5,
  });
  while ((await source.read()) !== undefined);
  source.assertUnchanged();
  utimesSync(path, 1, 1);
  expect(() => source.assertUnchanged()).toThrow(SourceChangedError);
  source.close();
});

test('case counts on this file system, and nothing is left of the question', () => {
  const folder = temporaryFolder();
  expect(isCaseBlind(folder)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

test('ids that differ in case only are found, however far apart they stand', () => {
  const clashes = (ids: readonly string[]) => {
    const found = new CaseClashes(temporaryFolder());
    for (const id of ids) found.add({ id, origin: `${id}.wav` });
    try {
      found.refuse();
    } finally {
      found.close();
    }
  };
  clashes(['a/x', 'a/y', 'b/x']);
  expect(() => clashes(['Spk/a', 'b', 'c', 'spk/A'])).toThrow(
    /"Spk\/a" and "spk\/A", which are one/,
  );
  expect(() => clashes(['\u00c9', 'x', 'e\u0301'])).toThrow(/where case does not count/);
});
