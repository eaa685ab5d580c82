import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KALDI } from '../../../../src/corpus/kinds/kaldi/kaldi.ts';
import type { KaldiRow } from '../../../../src/corpus/kinds/kaldi/kaldi-row.ts';
import { CorpusError } from '../../../../src/errors.ts';
import { readRows } from '../../../tools/corpus-entries.ts';
import { temporaryFolder } from '../../../tools/wav-files.ts';
import { folderOf, type Lists, read, SEGMENTED, WHOLE } from './kaldi-directories.ts';

describe('a data directory', () => {
  test('without segments is read with all that its lists know', async () => {
    const { utterances, badRows } = await read(WHOLE);
    expect(badRows).toEqual([]);
    expect(utterances).toMatchObject([
      {
        id: 's1-a',
        audio: { type: 'file', path: '/audio/a.wav', name: '/audio/a.wav' },
        origin: 'wav.scp:1',
        text: 'Hallo  Welt',
        speaker: 's1',
        gender: 'm',
        language: 'de',
        durationSeconds: 1.5,
      },
      {
        id: 's2-b',
        audio: { path: resolve('rel/b.wav'), name: 'rel/b.wav', within: process.cwd() },
        text: '',
        gender: 'f',
      },
    ]);
    expect(utterances[0]!.audio).not.toHaveProperty('within');
  });

  test('with segments gives its recordings whole, each with its utterances', async () => {
    const { utterances, badRows } = await read(SEGMENTED);
    expect(badRows).toEqual([]);
    expect(utterances).toMatchObject([
      {
        id: 'r1',
        origin: 'wav.scp:1',
        durationSeconds: 2,
        row: {
          columns: [['reco2dur', ['2']]],
          utterances: [
            { id: 's1-a', speaker: 's1', segment: ['0', '1.5'] },
            { id: 's1-b', segment: ['1.5', '-1'], speakerColumns: [['spk2gender', ['m']]] },
          ],
        },
      },
      { id: 'r2', row: { utterances: [{ id: 's2-a' }] } },
    ]);
    expect(utterances[0]).not.toHaveProperty('text');
  });

  test('with segments gives each as an utterance, with what its lists say of it', async () => {
    const { utterances, badRows } = await read(SEGMENTED, { unit: 'utterance' });
    expect(badRows).toEqual([]);
    const audio = { type: 'file', path: '/audio/1.wav', name: '/audio/1.wav' };
    expect(utterances).toEqual([
      {
        id: 's1-a',
        audio: { ...audio, startSeconds: 0, durationSeconds: 1.5 },
        origin: 'segments:1',
        text: 'eins',
        speaker: 's1',
        gender: 'm',
        durationSeconds: 1.5,
        row: expect.objectContaining({ columns: [] }),
      },
      {
        id: 's1-b',
        audio: { ...audio, startSeconds: 1.5 },
        origin: 'segments:2',
        text: 'zwei',
        speaker: 's1',
        gender: 'm',
        row: expect.objectContaining({
          utterances: [expect.objectContaining({ id: 's1-b', speaker: 's1', segment: null })],
        }),
      },
      expect.objectContaining({ id: 's2-a', gender: 'f', durationSeconds: 2.75 }),
    ]);
  });

  test('with segments of a channel that no file of the recording has refuses these alone', async () => {
    const files = [1, 2].map((side) => join(temporaryFolder(), `${side}.wav`));
    for (const file of files) writeFileSync(file, '');
    const { utterances, badRows } = await read(
      {
        'wav.scp': `r ${files.join(' ')}\n`,
        segments: 'r-1 r 0.3 0.9 1\nr-2 r 0.3 0.9 2\n',
      },
      { unit: 'utterance' },
    );
    expect(utterances).toMatchObject([
      {
        id: 'r-1',
        audio: { files: [{ path: files[1], startSeconds: 0.3, durationSeconds: 0.6 }] },
      },
    ]);
    expect(badRows).toEqual([
      { id: 'r-2', origin: 'segments:2', fault: expect.stringContaining('there is no channel 2') },
    ]);
  });

  test('with segments that overlap has what is said there in each, and notes it', async () => {
    const { utterances } = await read(
      {
        'wav.scp': 'r /audio/1.wav\n',
        segments: 'r-1 r 0 1\nr-2 r 0.5 2\nr-3 r 2 3\n',
        ctm: 'r 1 0.6 0.2 both\nr 1 1.5 0.2 second\nr 1 2.5 0.25 third\n',
      },
      { unit: 'utterance' },
    );
    const said = utterances.map(({ row, note }) => [
      (row as KaldiRow).utterances[0]!.columns.flatMap(([, values]) => values),
      note,
    ]);
    expect(said).toEqual([
      [['1 0.6 0.2 both'], undefined],
      [['1 0.1 0.2 both', '1 1 0.2 second'], expect.stringMatching(/overlap .* ctm/)],
      [['1 0.5 0.25 third'], undefined],
    ]);
  });

  test('is the same in any order of lines, with tabs, CRLF, a byte-order mark and empty lines', async () => {
    const shuffled = Object.fromEntries(
      Object.entries(SEGMENTED).map(([name, text]) => {
        const lines = (text as string).replaceAll(' ', '\t').split('\n').reverse();
        return [name, `\ufeff${lines.join('\r\n')}\r\n \t\r\n`];
      }),
    );
    const rowsOf = async (lists: Lists) =>
      (await read(lists)).utterances.map(({ origin: _, parts, ...utterance }) => [
        utterance,
        parts?.map(({ origin: __, ...part }) => part),
      ]);
    expect(await rowsOf(shuffled)).toEqual(await rowsOf(SEGMENTED));
    expect((await read(shuffled)).badRows).toEqual([]);
  });

  test('needs wav.scp alone', async () => {
    const { utterances, badRows } = await read({ 'wav.scp': 'b /b.wav\na /a.wav\n' });
    expect(badRows).toEqual([]);
    expect(utterances.map(({ id, speaker }) => [id, speaker])).toEqual([
      ['a', undefined],
      ['b', undefined],
    ]);
    const nothing = readRows(KALDI, temporaryFolder());
    await expect(nothing).rejects.toThrow(CorpusError);
    await expect(nothing).rejects.toThrow('holds no wav.scp; expected a Kaldi data directory');
  });

  test('has its speakers from spk2utt where there is no utt2spk', async () => {
    const { utterances } = await read({ ...WHOLE, utt2spk: undefined });
    expect(utterances.map(({ speaker, gender }) => [speaker, gender])).toEqual([
      ['s1', 'm'],
      ['s2', 'f'],
    ]);
    const { badRows } = await read({ ...WHOLE, utt2spk: undefined, spk2utt: 's1 s1-a s3-x\n' });
    expect(badRows).toMatchObject([
      { origin: 'wav.scp:2', id: 's2-b', fault: expect.stringContaining('no line of s2-b') },
      { origin: 'spk2utt:1', id: 's3-x' },
    ]);
  });

  test('keeps lists of any name whose keys are there, and no features, archives or notes', async () => {
    const { utterances, badRows } = await read({
      ...SEGMENTED,
      utt2mood: 's1-a good\n',
      'text.en': 's1-b two words\nnobody else\n',
      ctm: 'r1 A 0 1 eins\nr1 A 1 2 zwei\n',
      speakers: 's2 from Ulm\n',
      spk2age: 's1 30\n',
      'feats.scp': 's1-a x.ark:3\n',
      'cmvn.scp': 's1 x.ark:3\n',
      utt2num_frames: 's1-a 150\n',
      'README.md': 's1-a is here\n',
      'notes.bin': Uint8Array.of(...Buffer.from('s1-a '), 0, 10),
      '.hidden': 's1-a x\n',
      'split2/text': 's1-a x\n',
    });
    expect(badRows).toEqual([]);
    expect(utterances.map(({ row }) => row)).toMatchObject([
      {
        columns: [
          ['reco2dur', ['2']],
          ['ctm', ['A 0 1 eins', 'A 1 2 zwei']],
        ],
        utterances: [
          {
            columns: [
              ['text', ['eins']],
              ['utt2spk', ['s1']],
              ['utt2mood', ['good']],
            ],
            speakerColumns: [
              ['spk2age', ['30']],
              ['spk2gender', ['m']],
            ],
          },
          {
            columns: [
              ['text', ['zwei']],
              ['utt2spk', ['s1']],
              ['text.en', ['two words']],
            ],
          },
        ],
      },
      {
        utterances: [
          {
            speakerColumns: [
              ['spk2gender', ['f']],
              ['speakers', ['from Ulm']],
            ],
          },
        ],
      },
    ]);
  });

  test('is read again from lists that are symbolic names of objects', async () => {
    const { utterances } = await read({
      'wav.scp': '__proto__ /a.wav\nconstructor /b.wav\n',
      utt2spk: '__proto__ __proto__\nconstructor hasOwnProperty\n',
    });
    expect(utterances.map(({ id, speaker }) => [id, speaker])).toEqual([
      ['__proto__', '__proto__'],
      ['constructor', 'hasOwnProperty'],
    ]);
  });

  test('names an SNR for each id in a list', async () => {
    const lists = { ...WHOLE, utt2snr: 's1-a -2.5\ns2-b 10\n' };
    const { utterances } = await read(lists, { snrColumn: 'utt2snr' });
    expect(utterances.map(({ snrDb }) => snrDb)).toEqual([-2.5, 10]);
    const bad = await read({ ...lists, utt2snr: 's1-a ten\n' }, { snrColumn: 'utt2snr' });
    expect(bad.badRows).toMatchObject([
      { id: 's1-a', fault: expect.stringContaining('"ten" in utt2snr') },
    ]);
    expect(bad.utterances.map(({ snrDb }) => snrDb)).toEqual([undefined]);
    const segmented = { ...SEGMENTED, snr: 'r1 3\ns2-a 4\n' };
    const whole = await read(segmented, { snrColumn: 'snr' });
    expect(whole.utterances.map(({ snrDb }) => snrDb)).toEqual([3, 4]);
    const split = await read(segmented, { snrColumn: 'snr', unit: 'utterance' });
    expect(split.utterances.map(({ snrDb }) => snrDb)).toEqual([3, 3, 4]);
    const two = { ...SEGMENTED, snr: 's1-a 3\ns1-b 4\n' };
    const { badRows } = await read(two, { snrColumn: 'snr' });
    expect(badRows).toMatchObject([{ id: 'r1', fault: expect.stringContaining('several SNRs') }]);
    await expect(read(WHOLE, { snrColumn: 'utt2snr' })).rejects.toThrow(
      'holds no list utt2snr; expected one with an SNR in dB for each id',
    );
  });
});

describe('an id of another kind', () => {
  test.each([
    ['a', undefined, 'a'],
    ['train/a b/1', undefined, 'train-a_b-1'],
    ['1', 's1', 's1-1'],
    ['s1-1', 's1', 's1-1'],
    ['s1', 's1', 's1'],
    ['s10-1', 's1', 's1-s10-1'],
    ['x', 'Ann Mae-2', 'Ann_Mae_2-x'],
    ['..', undefined, '..'],
  ])('%j of speaker %j becomes %j', (id, speaker, expected) => {
    const utterance = {
      id,
      origin: '',
      row: null,
      audio: { type: 'command', command: '' },
    } as const;
    expect(KALDI.idFor({ ...utterance, ...(speaker && { speaker }) })).toEqual({ id: expected });
  });

  test.each(['', '\ud800'])('%j is refused', (id) => {
    const audio = { type: 'command', command: '' } as const;
    expect(KALDI.idFor({ id, origin: '', row: null, audio })).toHaveProperty('fault');
  });
});

test('a data directory is recognised by its wav.scp', () => {
  expect(KALDI.recognises(folderOf(WHOLE))).toBe(true);
  expect(KALDI.recognises(temporaryFolder())).toBe(false);
  expect(KALDI.recognises(join(folderOf(WHOLE), 'wav.scp'))).toBe(false);
});
