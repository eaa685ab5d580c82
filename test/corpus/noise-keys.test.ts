import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CorpusReceipt } from '../../src/corpus/plan/corpus-receipt.ts';
import { type MakeCorpusOptions, makeCorpus } from '../../src/corpus/requests/make-corpus.ts';
import { speechLike } from '../tools/corpus-tree.ts';
import { jsonLines, writeFiles } from '../tools/list-entries.ts';
import { temporaryFolder, wavBytes } from '../tools/wav-files.ts';

/** Audio of all lists, in `data/speech/train` of the root. */
const AUDIO = ['a.wav', 'b.bwf', 'c.AIFC'];
const KEYS = ['speech/train/a#1', 'speech/train/b#1', 'speech/train/c#1'];

let root: string;
let top: string;
let made = 0;

beforeAll(() => {
  top = temporaryFolder();
  root = join(top, 'data');
  const folder = join(root, 'speech', 'train');
  mkdirSync(folder, { recursive: true });
  for (const [index, name] of AUDIO.entries()) {
    writeFileSync(join(folder, name), wavBytes([speechLike(8000, index + 1)]));
  }
});

async function receiptsOf(
  source: string,
  options: MakeCorpusOptions = {},
): Promise<{ receipts: CorpusReceipt[]; notes: unknown }> {
  const out = join(top, `out${made++}`);
  const failures: string[] = [];
  await makeCorpus(source, out, {
    snrDb: { lowDb: 0, highDb: 20 },
    seed: 3,
    jobs: 1,
    onFailure: ({ fault }) => failures.push(fault),
    ...options,
  });
  expect(failures).toEqual([]);
  const text = readFileSync(join(out, 'receipts.jsonl'), 'utf8');
  const settings = JSON.parse(readFileSync(join(out, 'awgn.json'), 'utf8'));
  const receipts = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as CorpusReceipt);
  return { receipts, notes: settings.notes };
}

const noiseOf = ({ receipts }: { receipts: CorpusReceipt[] }) =>
  receipts
    .map(({ key, snr_target_db, snr_achieved_db, output_sha256 }) => ({
      key,
      snr_target_db,
      snr_achieved_db,
      output_sha256,
    }))
    .sort((a, b) => (a.key! < b.key! ? -1 : 1));

/** Lists of the same audio, each from a place of its own, with paths from the root or absolute. */
const LISTS: Readonly<Record<string, (path: (name: string) => string) => string>> = {
  nemo: (path) =>
    join(
      writeFiles(join(top, `nemo${made}`), {
        'm.jsonl': jsonLines(AUDIO.map((name) => ({ audio_filepath: path(name), duration: 0.5 }))),
      }),
      'm.jsonl',
    ),
  csv: (path) =>
    join(
      writeFiles(join(top, `csv${made}`), {
        'l.csv': `path,text\n${AUDIO.map((name) => `${path(name)},x\n`).join('')}`,
      }),
      'l.csv',
    ),
  huggingface: (path) =>
    writeFiles(join(top, `hf${made}`), {
      'test/metadata.jsonl': jsonLines(AUDIO.map((name) => ({ file_name: path(name) }))),
    }),
};

describe('one file and one seed give the same noise', () => {
  let wanted: ReturnType<typeof noiseOf>;

  beforeAll(async () => {
    wanted = noiseOf(await receiptsOf(join(root, 'speech'), { root }));
    expect(wanted.map(({ key }) => key)).toEqual(KEYS);
  });

  for (const [kind, write] of Object.entries(LISTS)) {
    test(`in a folder and in a list of the kind ${kind}, wherever the list lies and however it names the file`, async () => {
      const relative = await receiptsOf(
        write((name) => `speech/train/${name}`),
        { root },
      );
      const absolute = await receiptsOf(
        write((name) => join(root, 'speech/train', name)),
        { root },
      );
      expect(noiseOf(relative)).toEqual(wanted);
      expect(noiseOf(absolute)).toEqual(wanted);
      expect(relative.notes).toEqual([]);
    });
  }

  test('in results of every kind, and of whole recordings', { tags: 'thorough' }, async () => {
    const source = LISTS.nemo!((name) => `speech/train/${name}`);
    for (const options of [
      { to: 'kaldi' },
      { to: 'lhotse' },
      { to: 'huggingface' },
      { unit: 'recording' },
    ] as MakeCorpusOptions[]) {
      expect(noiseOf(await receiptsOf(source, { root, ...options }))).toEqual(wanted);
    }
  });

  test('in a source that a link leads to from elsewhere', { tags: 'thorough' }, async () => {
    const link = join(top, 'link');
    symlinkSync(join(root, 'speech'), link);
    expect(noiseOf(await receiptsOf(link, { root }))).toEqual(wanted);
  });

  test('whatever else is beside it', async () => {
    const folder = join(top, 'beside');
    mkdirSync(folder);
    const bytes = readFileSync(join(root, 'speech/train/a.wav'));
    writeFileSync(join(folder, 'a.wave'), bytes);
    const [alone] = noiseOf(await receiptsOf(folder));
    writeFileSync(join(folder, 'a.wav'), bytes);
    const both = noiseOf(await receiptsOf(folder));
    expect(both).toEqual([alone, alone]);
  });
});

test("a list's own ids are the keys, whatever the root", async () => {
  const list = join(top, 'ids.csv');
  const rows = AUDIO.map((name, index) => `u${index},${join(root, 'speech/train', name)}\n`);
  writeFileSync(list, `ID,wav\n${rows.join('')}`);
  const { receipts, notes } = await receiptsOf(list, { root });
  expect(receipts.map(({ key }) => key)).toEqual(['u0#1', 'u1#1', 'u2#1']);
  expect(notes).toEqual([]);
  expect(noiseOf(await receiptsOf(list))).toEqual(noiseOf({ receipts }));
});

test.each(['nemo', 'csv', 'huggingface'])(
  'a list of the kind %s with files outside its folder and without a root has their absolute paths as keys, and says so once',
  async (kind) => {
    const folder = join(root, 'speech/train');
    const { receipts, notes } = await receiptsOf(LISTS[kind]!((name) => join(folder, name)));
    expect(receipts.map(({ key }) => key).sort()).toEqual(
      ['a', 'b', 'c'].map((name) => `${folder}/${name}#1`),
    );
    expect(notes).toEqual([
      { what: expect.stringContaining('give --root'), count: 3, example: expect.any(String) },
    ]);
  },
);

test('clips of Common Voice are keyed from the folder of the list, and keep their ids', async () => {
  const folder = join(top, 'cv');
  mkdirSync(join(folder, 'clips'), { recursive: true });
  writeFileSync(join(folder, 'clips/x1.wav'), wavBytes([speechLike(8000, 9)]));
  writeFileSync(join(folder, 'test.tsv'), 'client_id\tpath\tsentence\ns\tx1.wav\they\n');
  const clips = await receiptsOf(join(folder, 'test.tsv'));
  expect(clips.receipts.map(({ key, utterance }) => [key, utterance])).toEqual([
    ['clips/x1#1', 'x1'],
  ]);
  expect(noiseOf(await receiptsOf(folder, { from: 'directory' }))).toEqual(noiseOf(clips));
});
