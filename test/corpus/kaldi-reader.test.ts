import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ReadOptions } from '../../src/corpus/corpus-kind.ts';
import { KALDI } from '../../src/corpus/kinds/kaldi.ts';
import { ManifestError } from '../../src/errors.ts';
import { temporaryFolder } from '../files/wav-files.ts';
import { readRows, writeLists } from './corpus-entries.ts';

type Lists = Record<string, string | Uint8Array | undefined>;

const WHOLE: Lists = {
  'wav.scp': 's1-a /audio/a.wav\ns2-b rel/b.wav\n',
  text: 's1-a  Hallo  Welt \ns2-b\n',
  utt2spk: 's1-a s1\ns2-b s2\n',
  spk2utt: 's1 s1-a\ns2 s2-b\n',
  spk2gender: 's1 m\ns2 f\n',
  utt2lang: 's1-a de\ns2-b en\n',
  utt2dur: 's1-a 1.5\ns2-b 2\n',
};

const SEGMENTED: Lists = {
  'wav.scp': 'r1 /audio/1.wav\nr2 /audio/2.wav\n',
  segments: 's1-a r1 0 1.5\ns1-b r1 1.5 -1\ns2-a r2 0.25 3\n',
  text: 's1-a eins\ns1-b zwei\ns2-a drei\n',
  utt2spk: 's1-a s1\ns1-b s1\ns2-a s2\n',
  spk2gender: 's1 m\ns2 f\n',
  reco2dur: 'r1 2\nr2 4\n',
};

function folderOf(lists: Lists): string {
  const folder = temporaryFolder();
  writeLists(folder, lists);
  return folder;
}

const read = (lists: Lists, options: Partial<ReadOptions> = {}) =>
  readRows(KALDI, folderOf(lists), options);

const idsOf = ({ utterances }: Awaited<ReturnType<typeof read>>) => utterances.map(({ id }) => id);

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

  test('with segments gives each as an utterance where the result is of another kind', async () => {
    const { utterances, badRows } = await read(SEGMENTED, { keepsRecordings: false });
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
        row: null,
      },
      {
        id: 's1-b',
        audio: { ...audio, startSeconds: 1.5 },
        origin: 'segments:2',
        text: 'zwei',
        speaker: 's1',
        gender: 'm',
        row: null,
      },
      expect.objectContaining({ id: 's2-a', gender: 'f', durationSeconds: 2.75 }),
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
      (await read(lists)).utterances.map(({ origin: _, ...utterance }) => utterance);
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
    await expect(nothing).rejects.toThrow(ManifestError);
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
    const split = await read(segmented, { snrColumn: 'snr', keepsRecordings: false });
    expect(split.utterances.map(({ snrDb }) => snrDb)).toEqual([3, 3, 4]);
    const two = { ...SEGMENTED, snr: 's1-a 3\ns1-b 4\n' };
    const { badRows } = await read(two, { snrColumn: 'snr' });
    expect(badRows).toMatchObject([{ id: 'r1', fault: expect.stringContaining('several SNRs') }]);
    await expect(read(WHOLE, { snrColumn: 'utt2snr' })).rejects.toThrow(
      'holds no list utt2snr; expected one with an SNR in dB for each id',
    );
  });
});

describe('audio', () => {
  const one = (value: string, options: Partial<ReadOptions> = {}) =>
    read({ 'wav.scp': `a ${value}\n` }, options);

  test('that a command writes is refused, unless commands are allowed', async () => {
    const command = 'sox "a b.mp3" -t wav - |';
    expect((await one(command)).badRows).toEqual([
      {
        origin: 'wav.scp:1',
        id: 'a',
        fault: expect.stringMatching(
          /^the command "sox .+; expected a path; give --allow-commands/,
        ),
      },
    ]);
    const { utterances } = await one(command, { allowCommands: true });
    expect(utterances[0]!.audio).toEqual({
      type: 'command',
      command: 'sox "a b.mp3" -t wav -',
    });
  });

  test('of a command cannot be cut into segments', async () => {
    const lists = { 'wav.scp': 'r1 cat a |\n', segments: 'u r1 0 1\nv r1 1 2\n' };
    const options = { allowCommands: true, keepsRecordings: false };
    expect((await read(lists, options)).badRows).toMatchObject([
      { origin: 'segments:1', id: 'u' },
      { origin: 'segments:2', id: 'v' },
    ]);
    expect(idsOf(await read(lists, { allowCommands: true }))).toEqual(['r1']);
  });

  test('may have blanks in its path, and begins at the root where there is one', async () => {
    expect((await one('b c/d.wav', { root: '/data' })).utterances[0]!.audio).toEqual({
      type: 'file',
      path: '/data/b c/d.wav',
      name: 'b c/d.wav',
      within: '/data',
    });
  });

  test.each([
    ['', 'an id and nothing else'],
    ['|', 'an empty command'],
    ['| sox', 'expected a path or a command'],
    ['-', 'expected a path or a command'],
    ['raw.ark:123', 'a place in an archive'],
    ['../../../../../../x.wav', 'leaves'],
    ['a\0b.wav', 'expected the name of a WAV file'],
  ])('is not %j', async (value, fault) => {
    const { utterances, badRows } = await one(value, { allowCommands: true });
    expect(utterances).toEqual([]);
    expect(badRows).toEqual([
      { origin: 'wav.scp:1', id: 'a', fault: expect.stringContaining(fault) },
    ]);
  });

  test('outside the root is refused', async () => {
    const { badRows } = await one('/etc/passwd', { root: '/data' });
    expect(badRows).toMatchObject([{ fault: expect.stringContaining('leaves /data') }]);
  });
});

describe('a line that cannot be used is named, and the rest is read', () => {
  test.each<[string, Lists, { origin: string; id?: string; fault: RegExp }]>([
    [
      'three columns',
      { segments: 's1-a r1 0\n' },
      { origin: 'segments:1', id: 's1-a', fault: /^3 columns; expected/ },
    ],
    [
      'five columns',
      { segments: 's1-a r1 0 1 A\n' },
      { origin: 'segments:1', id: 's1-a', fault: /^5 columns/ },
    ],
    [
      'an end before its start',
      { segments: 's1-a r1 2 1\n' },
      { origin: 'segments:1', fault: /from 2 s to 1 s/ },
    ],
    [
      'an end at its start',
      { segments: 's1-a r1 1 1.0\n' },
      { origin: 'segments:1', fault: /expected an end after/ },
    ],
    [
      'a time that is no number',
      { segments: 's1-a r1 0 NaN\n' },
      { origin: 'segments:1', fault: /two numbers/ },
    ],
    [
      'a time without end',
      { segments: 's1-a r1 0 1e999\n' },
      { origin: 'segments:1', fault: /two numbers/ },
    ],
    [
      'a time before the start',
      { segments: 's1-a r1 -1 2\n' },
      { origin: 'segments:1', fault: /two numbers/ },
    ],
    [
      'an unknown recording',
      { segments: 's1-a r9 0 1\n' },
      { origin: 'segments:1', id: 's1-a', fault: /a segment of r9, which wav.scp lacks/ },
    ],
    [
      'white space of Unicode in an id',
      { segments: 's1\u00a0a r1 0 1\n' },
      { origin: 'segments:1', fault: /the id "s1\u00a0a" holds white space/ },
    ],
  ])('segments: %s', async (_, lists, expected) => {
    const tail = 's2-a r2 0 1\n';
    const { utterances, badRows } = await read({
      'wav.scp': 'r1 /1.wav\nr2 /2.wav\n',
      segments: `${lists.segments as string}${tail}`,
    });
    expect(utterances).toMatchObject([{ id: 'r2' }]);
    const { fault, ...rest } = expected;
    expect(badRows).toContainEqual(
      expect.objectContaining({ ...rest, fault: expect.stringMatching(fault) }),
    );
    // And the recording has nothing left.
    expect(badRows).toContainEqual(
      expect.objectContaining({
        origin: 'wav.scp:1',
        fault: expect.stringMatching(/no sound segment/),
      }),
    );
    expect(badRows.length).toBe(2);
  });

  test.each<[string, Lists, object[], string[]]>([
    [
      'a text of nothing',
      { text: 's1-a x\ns2-b y\nx-1 z\n' },
      [{ origin: 'text:3', id: 'x-1', fault: expect.stringContaining('none in wav.scp') }],
      ['s1-a', 's2-b'],
    ],
    [
      'no text where others have one',
      { text: 's1-a x\n' },
      [
        {
          origin: 'wav.scp:2',
          id: 's2-b',
          fault: expect.stringContaining('no line of s2-b in text'),
        },
      ],
      ['s1-a'],
    ],
    [
      'a second text',
      { text: 's1-a x\ns2-b y\ns1-a z\n' },
      [
        {
          origin: 'text:3',
          id: 's1-a',
          fault: expect.stringContaining('a second line of s1-a in text'),
        },
      ],
      ['s1-a', 's2-b'],
    ],
    [
      'a second speaker',
      { utt2spk: 's1-a s1\ns1-a s2\ns2-b s2\n' },
      [{ origin: 'utt2spk:2', id: 's1-a', fault: expect.any(String) }],
      ['s1-a', 's2-b'],
    ],
    [
      'no speaker',
      { utt2spk: 's1-a\ns2-b s2\n' },
      [
        {
          origin: 'utt2spk:1',
          id: 's1-a',
          fault: expect.stringContaining('second column in utt2spk'),
        },
      ],
      ['s2-b'],
    ],
    [
      'two speakers',
      { utt2spk: 's1-a s1 s2\ns2-b s2\n' },
      [{ origin: 'utt2spk:1', id: 's1-a', fault: expect.stringContaining('two columns') }],
      ['s2-b'],
    ],
    [
      'a duration of nothing known',
      { reco2dur: 'x 1\n' },
      [{ origin: 'reco2dur:1', id: 'x', fault: expect.any(String) }],
      ['s1-a', 's2-b'],
    ],
  ])('%s', async (_, lists, expected, ids) => {
    const result = await read({ ...WHOLE, ...lists });
    expect(result.badRows).toEqual(expected);
    expect(idsOf(result)).toEqual(ids);
  });

  test('a second segment and a second recording', async () => {
    const { badRows, utterances } = await read({
      ...SEGMENTED,
      'wav.scp': `${SEGMENTED['wav.scp']}r1 /x.wav\n`,
      segments: `${SEGMENTED.segments}s1-a r2 0 1\n`,
    });
    expect(badRows.map(({ origin, id }) => [origin, id])).toEqual([
      ['wav.scp:3', 'r1'],
      ['segments:4', 's1-a'],
    ]);
    expect(utterances.map(({ audio }) => audio)).toMatchObject([
      { path: '/audio/1.wav' },
      { path: '/audio/2.wav' },
    ]);
  });

  test('of one id twice in wav.scp both are given, for the planner to refuse', async () => {
    const { utterances } = await read({ 'wav.scp': 'a /1.wav\nb /2.wav\na /3.wav\n' });
    expect(utterances.map(({ id, origin }) => [id, origin])).toEqual([
      ['a', 'wav.scp:1'],
      ['a', 'wav.scp:3'],
      ['b', 'wav.scp:2'],
    ]);
  });

  test('bytes that are no UTF-8', async () => {
    const { badRows, utterances } = await read({
      'wav.scp': Buffer.from('a /1.wav\nb /\xff.wav\nc /3.wav\n', 'latin1'),
    });
    expect(badRows).toEqual([{ origin: 'wav.scp:2', fault: expect.stringContaining('no UTF-8') }]);
    expect(utterances.map(({ id }) => id)).toEqual(['a', 'c']);
  });

  test('a gigantic line', async () => {
    const giant = `b ${'x '.repeat(1 << 23)}\n`;
    const { badRows, utterances } = await read({
      'wav.scp': 'a /1.wav\nb /2.wav\n',
      text: `a x\n${giant}`,
    });
    expect(badRows.map(({ origin }) => origin)).toEqual(['text:2', 'wav.scp:2']);
    expect(utterances.map(({ id }) => id)).toEqual(['a']);
    // One that is all blanks and just short enough takes no time to speak of.
    const blanks = await read({ 'wav.scp': 'a /1.wav\n', text: `a x${' '.repeat(1 << 23)}y\n` });
    expect(blanks.utterances[0]!.text!.length).toBe((1 << 23) + 2);
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
