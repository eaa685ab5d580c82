import { describe, expect, test } from 'vitest';
import type { ReadOptions } from '../../../../src/corpus/plan/corpus-kind.ts';
import { idsOf, type Lists, read, SEGMENTED, WHOLE } from './kaldi-directories.ts';

describe('audio', () => {
  const one = (value: string, options: Partial<ReadOptions> = {}) =>
    read({ 'wav.scp': `a ${value}\n` }, options);

  test('that a command writes is refused, unless commands are allowed', async () => {
    const command = 'sox "a b.mp3" -r 8000 -t wav - |';
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
      command: 'sox "a b.mp3" -r 8000 -t wav -',
    });
  });

  test('of a command is cut into segments', async () => {
    const lists = { 'wav.scp': 'r1 cat a |\n', segments: 'u r1 0 1\nv r1 1 2\n' };
    const options = { allowCommands: true, unit: 'utterance' } as const;
    expect((await read(lists, options)).utterances).toMatchObject([
      { id: 'u', audio: { command: 'cat a', startSeconds: 0, durationSeconds: 1 } },
      { id: 'v', audio: { command: 'cat a', startSeconds: 1, durationSeconds: 1 } },
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
      'six columns',
      { segments: 's1-a r1 0 1 0 A\n' },
      { origin: 'segments:1', id: 's1-a', fault: /^6 columns/ },
    ],
    [
      'a channel that is no number',
      { segments: 's1-a r1 0 1 A\n' },
      { origin: 'segments:1', id: 's1-a', fault: /^a channel "A"/ },
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
