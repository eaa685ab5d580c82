import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { KALDI } from '../../../../src/corpus/kinds/kaldi/kaldi.ts';
import type { CorpusKind, ReadOptions } from '../../../../src/corpus/plan/corpus-kind.ts';
import type { Utterance } from '../../../../src/corpus/utterance.ts';
import { entriesOf, readRows, write, writeLists } from '../../../tools/corpus-entries.ts';
import { temporaryFolder } from '../../../tools/wav-files.ts';

export type Lists = Record<string, string | Uint8Array | undefined>;

/** Recordings that are utterances. */
export const WHOLE: Lists = {
  'wav.scp': 's1-a /audio/a.wav\ns2-b rel/b.wav\n',
  text: 's1-a  Hallo  Welt \ns2-b\n',
  utt2spk: 's1-a s1\ns2-b s2\n',
  spk2utt: 's1 s1-a\ns2 s2-b\n',
  spk2gender: 's1 m\ns2 f\n',
  utt2lang: 's1-a de\ns2-b en\n',
  utt2dur: 's1-a 1.5\ns2-b 2\n',
};

/** Recordings of several utterances. */
export const SEGMENTED: Lists = {
  'wav.scp': 'r1 /audio/1.wav\nr2 /audio/2.wav\n',
  segments: 's1-a r1 0 1.5\ns1-b r1 1.5 -1\ns2-a r2 0.25 3\n',
  text: 's1-a eins\ns1-b zwei\ns2-a drei\n',
  utt2spk: 's1-a s1\ns1-b s1\ns2-a s2\n',
  spk2gender: 's1 m\ns2 f\n',
  reco2dur: 'r1 2\nr2 4\n',
};

export function folderOf(lists: Lists): string {
  const folder = temporaryFolder();
  writeLists(folder, lists);
  return folder;
}

/** What is read of a data directory of these lists. */
export const read = (lists: Lists, options: Partial<ReadOptions> = {}) =>
  readRows(KALDI, folderOf(lists), options);

export const idsOf = ({ utterances }: Awaited<ReturnType<typeof read>>) =>
  utterances.map(({ id }) => id);

export type More = Parameters<typeof entriesOf>[3];

export const SUFFIXES = ['-noisy1', '-noisy2', '-clean'];

/** Reads a data directory, writes another one of its outputs. */
export async function augment(
  lists: Record<string, string>,
  { suffixes = ['-n'], more }: { suffixes?: string[]; more?: More } = {},
): Promise<{ folder: string; list: (name: string) => string | undefined }> {
  const source = temporaryFolder();
  writeLists(source, lists);
  const { utterances, badRows } = await readRows(KALDI, source);
  expect(badRows).toEqual([]);
  const folder = temporaryFolder();
  const entries = entriesOf(KALDI, utterances, suffixes, more);
  await write(KALDI, entries, { folder, sourceKind: 'kaldi', source });
  return { folder, list: listReader(folder) };
}

/** Writes a data directory of utterances of another kind, as the planner would name them. */
export async function convert(
  known: readonly Partial<Utterance>[],
  { suffixes = ['-n'], more }: { suffixes?: readonly string[]; more?: More } = {},
): Promise<{ folder: string; list: (name: string) => string | undefined }> {
  const utterances = known.map((fields, i): Utterance => {
    const audio = { type: 'file', path: `/${i}.wav`, name: `${i}.wav` } as const;
    const utterance = { id: `${i}`, audio, origin: `${i}`, row: null, ...fields };
    const named = KALDI.idFor(utterance);
    if ('fault' in named) throw new Error(named.fault);
    return { ...utterance, ...named };
  });
  const folder = temporaryFolder();
  const kind: CorpusKind = 'nemo';
  const entries = entriesOf(KALDI, utterances, suffixes, more);
  await write(KALDI, entries, { folder, sourceKind: kind, source: '/source' });
  return { folder, list: listReader(folder) };
}

function listReader(folder: string): (name: string) => string | undefined {
  return (name) =>
    readdirSync(folder).includes(name)
      ? readFileSync(join(folder, name), 'utf8').replaceAll(folder, 'OUT')
      : undefined;
}
