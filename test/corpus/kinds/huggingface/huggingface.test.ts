import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { huggingFaceFormat } from '../../../../src/corpus/kinds/huggingface/huggingface.ts';
import { CorpusError } from '../../../../src/errors.ts';
import {
  entriesOf,
  jsonLines,
  readRows,
  type Wanted,
  writeEntries,
  writeFiles,
} from '../../../tools/list-entries.ts';
import { temporaryFolder } from '../../../tools/wav-files.ts';

const CSV = 'file_name,transcription,extra\n';

async function rewritten(source: string, wanted: Wanted = {}): Promise<string> {
  const { utterances, badRows } = await readRows(huggingFaceFormat, source);
  expect(badRows).toEqual([]);
  const folder = temporaryFolder();
  const entries = entriesOf(huggingFaceFormat, utterances, wanted);
  await writeEntries(huggingFaceFormat, source, folder, entries);
  return folder;
}

describe('an AudioFolder', () => {
  test('is read with the metadata of each split, and written with the same folders', async () => {
    const source = writeFiles(temporaryFolder(), {
      'data/train/metadata.csv': `${CSV}b.wav,"x, y",1.0\nsub/a.wav,z,2\n`,
      'data/test/metadata.jsonl': '{"file_name":"a.wav","n":12345678901234567890,"text":"t"}\n',
      'data/train/sub/a.wav': '',
      '.cache/metadata.csv': `${CSV}no.wav,,\n`,
    });
    expect(huggingFaceFormat.recognises(source)).toBe(true);
    const { utterances } = await readRows(huggingFaceFormat, source);
    const train = join(source, 'data/train');
    expect(utterances).toMatchObject([
      { id: 'data/test/a', origin: 'data/test/metadata.jsonl:1', text: 't' },
      { id: 'data/train/b', origin: 'data/train/metadata.csv:2', text: 'x, y' },
      { id: 'data/train/sub/a', audio: { path: join(train, 'sub/a.wav'), within: train } },
    ]);
    const folder = await rewritten(source, { hasLabels: true });
    expect(readFileSync(join(folder, 'data/train/metadata.csv'), 'utf8')).toBe(
      'file_name,transcription,extra,label,snr_db\n' +
        'b-noisy1.wav,"x, y",1.0,noisy,10.0\nsub/a-noisy1.wav,z,2,noisy,10.0\n',
    );
    expect(readFileSync(join(folder, 'data/test/metadata.jsonl'), 'utf8')).toBe(
      '{"file_name":"a-noisy1.wav","n":12345678901234567890,"text":"t","label":"noisy","snr_db":10.0}\n',
    );
    expect((await readRows(huggingFaceFormat, folder)).utterances.map(({ id }) => id)).toEqual([
      'data/test/a-noisy1',
      'data/train/b-noisy1',
      'data/train/sub/a-noisy1',
    ]);
  });

  test.each([
    ['csv', `${CSV}a.wav,x,1\n`],
    ['jsonl', jsonLines([{ file_name: 'a.wav', transcription: 'x', extra: 1 }])],
  ])('has columns of their own for pairs (%s)', async (type, text) => {
    const list = `metadata.${type}`;
    const source = writeFiles(temporaryFolder(), { [list]: text });
    const folder = await rewritten(source, { hasPairs: true });
    const written = readFileSync(join(folder, list), 'utf8');
    expect(written).toBe(
      type === 'csv'
        ? 'noisy_file_name,transcription,extra,clean_file_name,noise_file_name,snr_db\n' +
            'a-noisy1.wav,x,1,a-noisy1.clean.wav,a-noisy1.noise.wav,10.0\n'
        : '{"noisy_file_name":"a-noisy1.wav","transcription":"x","extra":1,' +
            '"clean_file_name":"a-noisy1.clean.wav","noise_file_name":"a-noisy1.noise.wav","snr_db":10.0}\n',
    );
    const named = await readRows(huggingFaceFormat, folder, { pathColumn: 'clean_file_name' });
    expect(named.utterances.map(({ id }) => id)).toEqual(['a-noisy1.clean']);
  });

  test.each([
    [
      'csv',
      `${CSV}a.wav,x,1\n`,
      'noisy_file_name,transcription,extra,label,snr_db,clean_file_name,noise_file_name\n' +
        'a-clean.wav,x,1,noisy,10.0,,\n' +
        'a-n.wav,x,1,noisy,10.0,a-n.clean.wav,a-n.noise.wav\n',
    ],
    [
      'jsonl',
      '{"file_name":"a.wav"}\n',
      '{"noisy_file_name":"a-clean.wav","label":"noisy","snr_db":10.0}\n' +
        '{"noisy_file_name":"a-n.wav","clean_file_name":"a-n.clean.wav",' +
        '"noise_file_name":"a-n.noise.wav","label":"noisy","snr_db":10.0}\n',
    ],
  ])('has the same columns for copies without a pair (%s)', async (type, text, expected) => {
    const source = writeFiles(temporaryFolder(), { [`metadata.${type}`]: text });
    const { utterances } = await readRows(huggingFaceFormat, source);
    const folder = temporaryFolder();
    const wanted = { suffixes: ['-n'], hasPairs: true, hasLabels: true };
    await writeEntries(huggingFaceFormat, source, folder, [
      ...entriesOf(huggingFaceFormat, utterances, { suffixes: ['-clean'], hasLabels: true }),
      ...entriesOf(huggingFaceFormat, utterances, wanted),
    ]);
    expect(readFileSync(join(folder, `metadata.${type}`), 'utf8')).toBe(expected);
  });

  test('has its paths in the only column that is called like one', async () => {
    const source = writeFiles(temporaryFolder(), {
      'metadata.csv': 'speech_file_name,x\na.wav,1\n',
    });
    const { utterances } = await readRows(huggingFaceFormat, source);
    expect(utterances.map(({ id }) => id)).toEqual(['a']);
    writeFiles(source, { 'metadata.csv': 'a_file_name,b_file_name\na.wav,b.wav\n' });
    await expect(readRows(huggingFaceFormat, source)).rejects.toThrow('--path-column');
  });

  test('never has a folder of audio in the place of a list', async () => {
    const source = writeFiles(temporaryFolder(), {
      'metadata.csv': 'file_name\nmetadata.csv/a.wav\nmy-metadata.csv/b.wav\n',
    });
    const { utterances } = await readRows(huggingFaceFormat, source);
    expect(entriesOf(huggingFaceFormat, utterances).map(({ audioPath }) => audioPath)).toEqual([
      '%6Detadata.csv/a-noisy1.wav',
      'my-metadata.csv/b-noisy1.wav',
    ]);
  });

  test('is made of utterances of another kind, with one list at the top', async () => {
    const folder = temporaryFolder();
    const utterance = {
      id: 'spk/u',
      audio: { type: 'command', command: 'x' },
      origin: 'x:1',
      text: 't',
      row: '{}',
    } as const;
    const entries = entriesOf(huggingFaceFormat, [utterance], { suffixes: ['', '-2'] });
    await writeEntries(huggingFaceFormat, '/x', folder, entries, 'nemo');
    expect(readFileSync(join(folder, 'metadata.csv'), 'utf8')).toBe(
      'file_name,transcription,speaker,gender,language,snr_db\n' +
        'spk/u.wav,t,,,,10.0\nspk/u-2.wav,t,,,,10.0\n',
    );
    expect(huggingFaceFormat.recognises(folder)).toBe(true);
  });

  test('costs a bad row of either kind of list that row only', async () => {
    const source = writeFiles(temporaryFolder(), {
      'a/metadata.csv': `${CSV}a.wav,x\n../b.wav,x,1\nc.wav,x,1\n`,
      'b/metadata.jsonl': '{"text":"x"}\n{"file_name":3}\nno\n{"file_name":"d.wav"}\n',
    });
    const { utterances, badRows } = await readRows(huggingFaceFormat, source);
    expect(utterances.map(({ id }) => id)).toEqual(['a/c', 'b/d']);
    expect(badRows.map(({ origin }) => origin)).toEqual([
      'a/metadata.csv:2',
      'a/metadata.csv:3',
      'b/metadata.jsonl:1',
      'b/metadata.jsonl:2',
      'b/metadata.jsonl:3',
    ]);
  });

  test('has the SNR of a row in the column that is named', async () => {
    const source = writeFiles(temporaryFolder(), {
      'a/metadata.csv': 'file_name,snr\na.wav,-2.5\nb.wav,\n',
      'b/metadata.jsonl': jsonLines([{ file_name: 'c.wav', snr: 4 }, { file_name: 'd.wav' }]),
    });
    const options = { snrColumn: 'snr' };
    const { utterances, badRows } = await readRows(huggingFaceFormat, source, options);
    expect(utterances.map(({ snrDb }) => snrDb)).toEqual([-2.5, 4]);
    expect(badRows.map(({ origin }) => origin)).toEqual(['a/metadata.csv:3', 'b/metadata.jsonl:2']);
    writeFiles(source, { 'a/metadata.csv': 'file_name\na.wav\n' });
    await expect(readRows(huggingFaceFormat, source, options)).rejects.toThrow('--snr-column');
  });

  test('is refused with two lists in one folder, and is none without a list', async () => {
    const both = writeFiles(temporaryFolder(), { 'metadata.csv': CSV, 'metadata.jsonl': '' });
    await expect(readRows(huggingFaceFormat, both)).rejects.toThrow(CorpusError);
    const none = writeFiles(temporaryFolder(), { 'a.wav': '', 'metadata.csv/x': '' });
    expect(huggingFaceFormat.recognises(none)).toBe(false);
    expect(huggingFaceFormat.recognises(join(none, 'a.wav'))).toBe(false);
    await expect(readRows(huggingFaceFormat, none)).rejects.toThrow(CorpusError);
  });
});
