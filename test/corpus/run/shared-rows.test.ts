import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type MakeCorpusOptions, makeCorpus } from '../../../src/corpus/requests/make-corpus.ts';
import { speechLike } from '../../tools/corpus-tree.ts';
import { sha256, temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

type Row = { readonly [name: string]: ReturnType<typeof JSON.parse> };

/** A folder with `a.wav`, `b.wav` and a manifest of some rows. */
function sourceOf(rows: readonly Row[], name = 'train.jsonl'): string {
  const folder = temporaryFolder();
  for (const [seed, file] of ['a', 'b'].entries()) {
    writeFileSync(join(folder, `${file}.wav`), wavBytes([speechLike(6400, seed + 1)]));
  }
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

async function made(source: string, options: MakeCorpusOptions = {}) {
  const folder = join(temporaryFolder(), 'out');
  const summary = await makeCorpus(source, folder, {
    ...(options.snrColumn === undefined && { snrDb: 10 }),
    jobs: 1,
    ...options,
  });
  const lines = (name: string): Row[] =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { folder, summary, lines };
}

describe('rows of one file', () => {
  const ROWS = [
    { audio_filepath: 'a.wav', text: 'hello', lang: 'en' },
    { audio_filepath: 'b.wav', text: 'bye', lang: 'en' },
    { audio_filepath: 'a.wav', text: 'hallo', lang: 'de' },
  ];

  test('share its output where the list can say so, and are told', async () => {
    const { summary, lines } = await made(sourceOf(ROWS));
    expect(summary).toMatchObject({ utterances: 2, outputs: 2, failures: 0 });
    expect(lines('train.jsonl').map(({ audio_filepath, text }) => [audio_filepath, text])).toEqual([
      ['audio/a.wav', 'hello'],
      ['audio/a.wav', 'hallo'],
      ['audio/b.wav', 'bye'],
    ]);
    expect(summary.notes).toMatchObject([
      {
        what: expect.stringMatching(/^rows of the same audio/),
        count: 1,
        example: 'train.jsonl:3',
      },
    ]);
  });

  test('are apart, with the same noise, where each has an id of its own', async () => {
    const { folder, lines } = await made(sourceOf(ROWS), { to: 'lhotse' });
    const receipts = lines('receipts.jsonl');
    expect(receipts.map(({ id, key }) => [id, key])).toEqual([
      ['a-noisy1', 'a#1'],
      ['a@2-noisy1', 'a#1'],
      ['b-noisy1', 'b#1'],
    ]);
    const [first, second] = receipts.map(({ output }) =>
      sha256(readFileSync(join(folder, output))),
    );
    expect(second).toBe(first);
  });

  test('have outputs of their own where their ratios differ', async () => {
    const rows = ROWS.map((row, index) => ({ ...row, snr: [5, 5, -3.5][index]! }));
    const { lines } = await made(sourceOf(rows), { snrColumn: 'snr' });
    expect(
      lines('receipts.jsonl').map(({ id, key, snr_target_db }) => [id, key, snr_target_db]),
    ).toEqual([
      ['a', 'a#1', 5],
      ['a@-3.5dB', 'a#1', -3.5],
      ['b', 'b#1', 5],
    ]);
    expect(lines('train.jsonl').map(({ text, snr_db }) => [text, snr_db])).toEqual(
      [
        ['hello', undefined],
        ['hallo', undefined],
        ['bye', undefined],
      ].map(([text], index) => [text, [5, -3.5, 5][index]]),
    );
  });
});

test('a WAV file keeps its name beside files of other formats, whatever the order of the rows', async () => {
  const rows = ['a.flac', 'a.WAV', 'a.wav', 'a-b.wav'].map((name) => ({ audio_filepath: name }));
  for (const order of [rows, [...rows].reverse()]) {
    const source = sourceOf(order);
    const folder = join(source, '..');
    for (const { audio_filepath } of rows) {
      writeFileSync(join(folder, audio_filepath), wavBytes([speechLike(6400, 7)]));
    }
    const { lines, summary } = await made(source);
    expect(lines('receipts.jsonl').map(({ id, source: name }) => [id, name])).toEqual([
      ['a', 'a.wav'],
      ['a-b', 'a-b.wav'],
      ['a.WAV', 'a.WAV'],
      ['a.flac', 'a.flac'],
    ]);
    expect(summary.notes).toMatchObject([
      { what: expect.stringMatching(/keep their extension/), count: 2 },
    ]);
  }
});

test('ids of the list itself are refused where two rows have one, by name', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'a.wav'), wavBytes([speechLike(6400, 1)]));
  const csv = join(folder, 'l.csv');
  // A blank and an underscore are one name in Kaldi.
  writeFileSync(csv, 'ID,wav,text\na b,a.wav,x\na_b,a.wav,y\n');
  await expect(made(csv, { to: 'kaldi' })).rejects.toThrow(
    /l\.csv:2 and l\.csv:3 are "a b" and "a_b"/,
  );
});
