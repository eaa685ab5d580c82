import { describe, expect, test } from 'vitest';
import { huggingFaceFormat } from '../../../src/corpus/kinds/huggingface/huggingface.ts';
import { KALDI } from '../../../src/corpus/kinds/kaldi/kaldi.ts';
import { lhotseFormat } from '../../../src/corpus/kinds/lhotse/lhotse.ts';
import type { CorpusFormat, ReadOptions } from '../../../src/corpus/plan/corpus-kind.ts';
import { isLeftOutRow, type LeftOut } from '../../../src/corpus/utterance.ts';
import { PLAIN, writeFiles } from '../../tools/list-entries.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';

async function leftOutOf(
  format: CorpusFormat,
  files: Parameters<typeof writeFiles>[1],
  options: Partial<ReadOptions> = {},
): Promise<LeftOut[]> {
  const found: LeftOut[] = [];
  const source = writeFiles(temporaryFolder(), files);
  for await (const row of format.read(source, { ...PLAIN, ...options })) {
    if (isLeftOutRow(row)) found.push(row);
  }
  return found.sort((a, b) => (a.origin < b.origin ? -1 : 1));
}

describe('what a result does not have is told', () => {
  test('of a data directory: files that are no lists, and lines that no utterance takes', async () => {
    const files = {
      'wav.scp': 'r1 /1.wav\n',
      segments: 'u1 r1 0 1\n',
      utt2spk: 'u1 u1\n',
      'feats.scp': 'u1 raw.ark:5\n',
      README: 'words\n',
      // It may be one of the recordings.
      'r1.wav': '',
      ctm: 'r1 1 0.2 0.3 in\nr1 1 2.0 0.3 out\nr1 1 soon 0.3 untimed\n',
      reco2session: 'r1 s1\n',
    };
    expect(await leftOutOf(KALDI, files)).toEqual([
      { origin: 'README', leftOut: 'files of a data directory that are no lists' },
      {
        origin: 'feats.scp',
        leftOut: "lists of the clean audio's features, which noise changes (feats.scp)",
      },
      { origin: 'wav.scp:1', leftOut: 'lines of ctm outside all utterances' },
      { origin: 'wav.scp:1', leftOut: 'lines of ctm without times' },
      { origin: 'wav.scp:1', leftOut: 'lines of recordings in reco2session' },
    ]);
    // Whole recordings keep their lists.
    expect((await leftOutOf(KALDI, files, { unit: 'recording' })).map((row) => row.origin)).toEqual(
      ['README', 'feats.scp'],
    );
  });

  test('of an AudioFolder: audio that no row names, and other files', async () => {
    const files = {
      'metadata.csv': 'file_name\na.wav\n',
      'a.wav': '',
      'b.wav': '',
      'c.m4a': '',
      'notes.txt': '',
    };
    expect(await leftOutOf(huggingFaceFormat, files)).toEqual([
      { origin: 'b.wav', leftOut: 'audio files that no row of the metadata names' },
      { origin: 'c.m4a', leftOut: 'audio files of other formats (.m4a)' },
      { origin: 'notes.txt', leftOut: 'text files (.txt)' },
    ]);
  });

  test('of recordings: those without supervisions', async () => {
    const recording = (id: string) =>
      JSON.stringify({
        id,
        sources: [{ type: 'file', channels: [0], source: `/${id}.wav` }],
        sampling_rate: 8000,
        num_samples: 8000,
        duration: 1,
        channel_ids: [0],
      });
    const files = {
      'recordings.jsonl': `${recording('a')}\n${recording('b')}\n`,
      'supervisions.jsonl':
        '{"id":"s","recording_id":"a","start":0,"duration":1,"channel":0,"text":"x"}\n',
    };
    expect(await leftOutOf(lhotseFormat, files)).toEqual([
      { origin: 'recordings.jsonl:2', leftOut: 'recordings without supervisions' },
    ]);
  });
});
