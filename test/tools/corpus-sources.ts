import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CorpusKind } from '../../src/corpus/plan/corpus-kind.ts';
import { seededRandom } from '../formats/wav/splitting.ts';
import { speechLike } from './corpus-tree.ts';
import { tool } from './find-tool.ts';
import { wavBytes } from './wav-files.ts';

/** Of an utterance of a source for tests. */
export interface TestUtterance {
  readonly speaker: string;
  readonly id: string;
  readonly path: string;
  readonly text: string;
  readonly frames: number;
}

export const NUMBER_OF_UTTERANCES = 12;
export const SAMPLE_RATE = 16_000;

function utterances(numberOfUtterances: number): TestUtterance[] {
  return Array.from({ length: numberOfUtterances }, (_, i) => {
    const speaker = `spk${i % 3}`;
    const id = `${speaker}-utt${String(i).padStart(4, '0')}`;
    const frames = 4000 + 977 * (i % 7);
    return { speaker, id, path: `${speaker}/${id}.wav`, text: `words of ${i}`, frames };
  });
}

function writeAudio(folder: string, all: readonly TestUtterance[]): void {
  for (const [i, { path, frames }] of all.entries()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), wavBytes([speechLike(frames, i + 1)]));
  }
}

function json(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

type Order = (all: readonly TestUtterance[]) => readonly TestUtterance[];

/** Writes the lists of a kind, in a given order, and says what the source is called. */
const LISTS: Readonly<
  Record<CorpusKind, (folder: string, all: readonly TestUtterance[]) => string>
> = {
  directory: (folder) => folder,
  kaldi: (folder, all) => {
    const lines = (line: (one: TestUtterance) => string) => `${all.map(line).join('\n')}\n`;
    const data = join(folder, 'data');
    mkdirSync(data);
    writeFileSync(
      join(data, 'wav.scp'),
      lines(({ id, path }) => `${id} ${join(folder, path)}`),
    );
    writeFileSync(
      join(data, 'text'),
      lines(({ id, text }) => `${id} ${text}`),
    );
    writeFileSync(
      join(data, 'utt2spk'),
      lines(({ id, speaker }) => `${id} ${speaker}`),
    );
    return data;
  },
  nemo: (folder, all) => {
    const rows = all.map(({ path, text, frames, speaker }) => ({
      audio_filepath: path,
      duration: frames / SAMPLE_RATE,
      text,
      speaker,
      unknown: { kept: [1.5, null] },
    }));
    return writeList(join(folder, 'train.jsonl'), json(rows));
  },
  lhotse: (folder, all) => {
    const recordings = all.map(({ id, path, frames }) => ({
      id,
      sources: [{ type: 'file', channels: [0], source: join(folder, path) }],
      sampling_rate: SAMPLE_RATE,
      num_samples: frames,
      duration: frames / SAMPLE_RATE,
      channel_ids: [0],
    }));
    const supervisions = all.map(({ id, frames, text, speaker }) => ({
      id: `${id}-s`,
      recording_id: id,
      start: 0,
      duration: frames / SAMPLE_RATE,
      channel: 0,
      text,
      speaker,
      custom: { unknown: 1.5 },
    }));
    const data = join(folder, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'recordings.jsonl.gz'), gzipSync(json(recordings)));
    writeFileSync(join(data, 'supervisions.jsonl.gz'), gzipSync(json(supervisions)));
    return data;
  },
  huggingface: (folder, all) => {
    const lines = all.map(({ path, text }) => `${path},"${text}, indeed",x`);
    writeList(
      join(folder, 'metadata.csv'),
      `file_name,transcription,unknown\n${lines.join('\n')}\n`,
    );
    return folder;
  },
  csv: (folder, all) => {
    const lines = all.map(({ id, path, text }) => `${id},${path},"${text}, ""indeed""",x`);
    return writeList(join(folder, 'train.csv'), `ID,wav,wrd,unknown\n${lines.join('\n')}\n`);
  },
  tsv: (folder, all) => {
    const lines = all.map(({ speaker, path, text }) => `${speaker}\t${path}\t${text} "\tx`);
    return writeList(
      join(folder, 'train.tsv'),
      `client_id\tpath\tsentence\tunknown\n${lines.join('\n')}\n`,
    );
  },
};

function writeList(path: string, text: string): string {
  writeFileSync(path, text);
  return path;
}

export interface SourceOptions {
  readonly numberOfUtterances?: number;
  /** Of the rows. */
  readonly order?: Order;
}

/**
 * Writes a source of a kind.
 *
 * @returns what it is called on the command line.
 */
export function writeSource(
  folder: string,
  kind: CorpusKind | 'webdataset',
  { numberOfUtterances = NUMBER_OF_UTTERANCES, order = (all) => all }: SourceOptions = {},
): string {
  const all = utterances(numberOfUtterances);
  mkdirSync(folder, { recursive: true });
  if (kind === 'webdataset') return writeShards(folder, all);
  writeAudio(folder, all);
  return LISTS[kind](folder, order(all));
}

/** Two tar archives of audio and text. */
function writeShards(folder: string, all: readonly TestUtterance[]): string {
  const half = Math.ceil(all.length / 2);
  for (const [shard, part] of [all.slice(0, half), all.slice(half)].entries()) {
    const files = join(folder, `files${shard}`);
    mkdirSync(files);
    for (const [i, { id, text, frames }] of part.entries()) {
      writeFileSync(join(files, `${id}.wav`), wavBytes([speechLike(frames, shard * half + i + 1)]));
      writeFileSync(join(files, `${id}.txt`), text);
    }
    mkdirSync(join(folder, 'shards'), { recursive: true });
    const archive = join(folder, 'shards', `train-00000${shard}.tar`);
    const names = part.flatMap(({ id }) => [`${id}.wav`, `${id}.txt`]);
    const { status, stderr } = spawnSync(tool('tar'), ['-cf', archive, '-C', files, ...names]);
    if (status !== 0) throw new Error(`tar: ${stderr}`);
  }
  return join(folder, 'shards');
}

/** Another order of the same rows. */
export function shuffled<T>(values: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  const left = [...values];
  return values.map(() => left.splice(Math.floor(random() * left.length), 1)[0]!);
}
