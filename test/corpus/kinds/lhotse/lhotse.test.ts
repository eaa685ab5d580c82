import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lhotseFormat } from '../../../../src/corpus/kinds/lhotse/lhotse.ts';
import type { ReadOptions } from '../../../../src/corpus/plan/corpus-kind.ts';
import { CorpusError } from '../../../../src/errors.ts';
import { timesOf } from '../../../tools/depth.ts';
import {
  entriesOf,
  jsonLines,
  readRows,
  type Wanted,
  writeEntries,
  writeFiles,
} from '../../../tools/list-entries.ts';
import { temporaryFolder } from '../../../tools/wav-files.ts';

type Fields = { [name: string]: unknown };

function recording(id: string, fields: Fields = {}): Fields {
  return {
    id,
    sources: [{ type: 'file', channels: [0], source: `/data/${id}.wav` }],
    sampling_rate: 16_000,
    num_samples: 64_000,
    duration: 4,
    channel_ids: [0],
    ...fields,
  };
}

function supervision(id: string, recordingId: string, fields: Fields = {}): Fields {
  return { id, recording_id: recordingId, start: 0, duration: 4, channel: 0, ...fields };
}

function cut(id: string, fields: Fields = {}): Fields {
  return {
    id,
    start: 0,
    duration: 4,
    channel: 0,
    supervisions: [],
    recording: recording('r'),
    type: 'MonoCut',
    ...fields,
  };
}

function folderOf(lists: { [name: string]: readonly Fields[] }): string {
  const files = Object.entries(lists).map(([name, rows]) => [
    name,
    name.endsWith('.gz') ? gzipSync(jsonLines(rows)) : jsonLines(rows),
  ]);
  return writeFiles(temporaryFolder(), Object.fromEntries(files));
}

function linesOf(path: string): Fields[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Fields);
}

/** Rows of recordings that stay whole. */
function readWhole(source: string, options: Partial<ReadOptions> = {}) {
  return readRows(lhotseFormat, source, { unit: 'recording', ...options });
}

async function rewritten(
  source: string,
  wanted: Wanted = {},
  options: Partial<ReadOptions> = {},
): Promise<string> {
  const { utterances, badRows } = await readWhole(source, options);
  expect(badRows).toEqual([]);
  const folder = temporaryFolder();
  const entries = entriesOf(lhotseFormat, utterances, wanted);
  await writeEntries(lhotseFormat, source, folder, entries);
  return folder;
}

function ours(id: string, copy = 1): Fields {
  return { snr_target_db: 10, snr_achieved_db: 9.998, seed: 1, key: `${id}#${copy}` };
}

function made(folder: string, id: string, fields: Fields = {}): Fields {
  return {
    id,
    sources: [{ type: 'file', channels: [0], source: `${folder}/audio/${id}.wav` }],
    sampling_rate: 16_000,
    num_samples: 24_000,
    duration: 1.5,
    channel_ids: [0],
    ...fields,
  };
}

describe("Lhotse's recordings and supervisions", () => {
  const lists = {
    'x_recordings_train.jsonl.gz': [recording('r2'), recording('r1'), recording('r3')],
    'x_supervisions_train.jsonl.gz': [
      supervision('s3', 'r2', { text: 'c', speaker: 'p' }),
      supervision('s1', 'r1', { start: 0.5, duration: 1, text: 'a', speaker: 'p' }),
      supervision('s2', 'r1', { start: 2, duration: 2, text: 'b', speaker: 'q', custom: { k: 1 } }),
    ],
  };

  test('are joined: a recording is an utterance with all its supervisions', async () => {
    const source = folderOf(lists);
    expect(lhotseFormat.recognises(source)).toBe(true);
    const { utterances, badRows } = await readWhole(source);
    expect(badRows).toEqual([]);
    expect(utterances).toMatchObject([
      { id: 'r1', origin: 'x_recordings_train.jsonl.gz:2', text: 'a b', durationSeconds: 4 },
      { id: 'r2', text: 'c', speaker: 'p', audio: { type: 'file', path: '/data/r2.wav' } },
      { id: 'r3' },
    ]);
    expect(utterances[0]).not.toHaveProperty('speaker');
    expect(utterances[2]).not.toHaveProperty('text');
    for (const name of Object.keys(lists)) {
      const path = join(source, name);
      expect(lhotseFormat.recognises(path)).toBe(true);
      expect((await readWhole(path)).utterances).toEqual(utterances);
    }
  });

  test('are written under the same names, with new ids, and ours under custom', async () => {
    const folder = await rewritten(folderOf(lists), {
      suffixes: ['-n1', '-n2'],
      hasLabels: true,
      receipt: { frames: 64_000 },
    });
    expect(readdirSync(folder).sort()).toEqual(Object.keys(lists));
    const ids = ['r1-n1', 'r1-n2', 'r2-n1', 'r2-n2', 'r3-n1', 'r3-n2'];
    expect(linesOf(join(folder, 'x_recordings_train.jsonl.gz'))).toEqual(
      ids.map((id) => made(folder, id, { num_samples: 64_000, duration: 4 })),
    );
    const supervisions = linesOf(join(folder, 'x_supervisions_train.jsonl.gz'));
    expect(supervisions.map(({ id, recording_id }) => [id, recording_id])).toEqual([
      ['s1-n1', 'r1-n1'],
      ['s2-n1', 'r1-n1'],
      ['s1-n2', 'r1-n2'],
      ['s2-n2', 'r1-n2'],
      ['s3-n1', 'r2-n1'],
      ['s3-n2', 'r2-n2'],
    ]);
    expect(supervisions[3]).toEqual({
      ...supervision('s2-n2', 'r1-n2', { start: 2, duration: 2, text: 'b', speaker: 'q' }),
      custom: { k: 1, snr_db: 10, label: 'noisy', awgn: ours('r1', 2) },
    });
  });

  test('are cut into the segments under their supervisions', async () => {
    const { utterances } = await readWhole(folderOf(lists), {
      unit: 'utterance' as const,
    });
    expect(utterances.map(({ id, audio, text }) => ({ id, audio, text }))).toEqual([
      {
        id: 's1',
        audio: {
          type: 'file',
          path: '/data/r1.wav',
          name: '/data/r1.wav',
          startSeconds: 0.5,
          durationSeconds: 1,
        },
        text: 'a',
      },
      {
        id: 's2',
        audio: expect.objectContaining({ startSeconds: 2, durationSeconds: 2 }),
        text: 'b',
      },
      { id: 's3', audio: { type: 'file', path: '/data/r2.wav', name: '/data/r2.wav' }, text: 'c' },
    ]);
  });

  test('get supervisions to hold what is ours where there are none', async () => {
    const source = folderOf({
      'recordings.jsonl': [
        recording('r', {
          sources: [{ type: 'file', channels: [3, 5], source: '/data/r.wav' }],
          channel_ids: [3, 5],
        }),
      ],
    });
    const wanted = { hasPairs: true, receipt: { channels: 2 } };
    const folder = await rewritten(join(source, 'recordings.jsonl'), wanted);
    const place = `${folder}/audio/r-noisy1`;
    const channels = { channel_ids: [3, 5] };
    const other = (name: string): Fields => ({
      ...made(folder, `r-noisy1-${name}`, channels),
      sources: [{ type: 'file', channels: [3, 5], source: `${place}.${name}.wav` }],
    });
    expect(linesOf(join(folder, 'supervisions.jsonl'))).toEqual([
      {
        ...supervision('r-noisy1', 'r-noisy1', { duration: 1.5, channel: [3, 5] }),
        custom: {
          snr_db: 10,
          clean_recording: other('clean'),
          noise_recording: other('noise'),
          awgn: ours('r'),
        },
      },
    ]);
    expect((await readWhole(folder)).utterances).toMatchObject([{ id: 'r-noisy1' }]);
  });

  test('are made of utterances of any kind', async () => {
    const folder = temporaryFolder();
    const utterance = {
      id: 'u',
      audio: { type: 'command', command: 'x' },
      origin: 'x:1',
      text: 't',
      gender: 'f',
      row: null,
    } as const;
    const entries = entriesOf(lhotseFormat, [utterance], { receipt: { channels: 2 } });
    await writeEntries(lhotseFormat, '/x', folder, entries, 'kaldi');
    expect(linesOf(join(folder, 'recordings.jsonl.gz'))).toMatchObject([{ channel_ids: [0, 1] }]);
    expect(linesOf(join(folder, 'supervisions.jsonl.gz'))).toEqual([
      {
        ...supervision('u-noisy1', 'u-noisy1', { duration: 1.5, channel: [0, 1] }),
        text: 't',
        gender: 'f',
        custom: { snr_db: 10, awgn: ours('u') },
      },
    ]);
    expect(lhotseFormat.recognises(folder)).toBe(true);
    expect(lhotseFormat.alwaysSuffixed).toBe(true);
  });

  test('leave out what has no counterpart, and say so', async () => {
    const source = folderOf({
      'recordings.jsonl': [recording('b'), { ...recording('d'), sources: [] }],
      'supervisions.jsonl': [
        supervision('s1', 'a'),
        supervision('s2', 'b'),
        supervision('s3', 'c'),
        supervision('s4', 'd'),
        supervision('s5', 'b', { duration: -1 }),
        supervision('s6', 'b', { custom: 3 }),
      ],
    });
    const { utterances, badRows } = await readWhole(source);
    expect(utterances).toMatchObject([{ id: 'b', row: { supervisions: { length: 1 } } }]);
    expect(badRows.map(({ origin, id }) => `${origin} ${id}`)).toEqual([
      'recordings.jsonl:2 d',
      'supervisions.jsonl:5 s5',
      'supervisions.jsonl:6 s6',
      'supervisions.jsonl:1 s1',
      'supervisions.jsonl:3 s3',
      'supervisions.jsonl:4 s4',
    ]);
  });

  test('are all given to each recording of an id that is there twice, which is an error later', async () => {
    const source = folderOf({
      'recordings.jsonl': [recording('a'), recording('a')],
      'supervisions.jsonl': [supervision('s', 'a')],
    });
    const { utterances } = await readWhole(source);
    expect(utterances.map(({ row }) => row)).toMatchObject([
      { supervisions: { length: 1 } },
      { supervisions: { length: 1 } },
    ]);
  });

  test('leave out a recording whose supervisions would fill the memory', async () => {
    const text = 'x'.repeat(1 << 20);
    const source = folderOf({
      'recordings.jsonl': [recording('a'), recording('b')],
      'supervisions.jsonl': [
        ...Array.from({ length: 17 }, (_, i) => supervision(`s${i}`, 'a', { text })),
        supervision('s', 'b'),
      ],
    });
    const { utterances, badRows } = await readWhole(source);
    expect(utterances.map(({ id }) => id)).toEqual(['b']);
    expect(badRows).toMatchObject([{ id: 'a', fault: expect.stringContaining('supervisions') }]);
  });

  test('are whole lists in gzip, however long, and with nothing in them', async () => {
    const ids = Array.from({ length: 3000 }, (_, i) => `r${10_000 + i}`);
    const source = folderOf({
      'recordings.jsonl.gz': ids.map((id) => recording(id)),
      'supervisions.jsonl.gz': [],
    });
    const folder = await rewritten(source);
    const written = linesOf(join(folder, 'recordings.jsonl.gz'));
    expect(written.map(({ id }) => id)).toEqual(ids.map((id) => `${id}-noisy1`));
    expect(linesOf(join(folder, 'supervisions.jsonl.gz'))).toEqual([]);
  });

  test('ask for an SNR in custom, the same one for all of a recording', async () => {
    const custom = (snr: unknown): Fields => ({ custom: { snr } });
    const source = folderOf({
      'recordings.jsonl': [recording('a'), recording('b'), recording('c')],
      'supervisions.jsonl': [
        supervision('s1', 'a', custom(3)),
        supervision('s2', 'a', custom('3')),
        supervision('s3', 'b', custom(3)),
        supervision('s4', 'b', custom(4)),
      ],
    });
    const whole = await readWhole(source, { snrColumn: 'snr' });
    expect(whole.utterances).toMatchObject([{ id: 'a', snrDb: 3 }]);
    expect(whole.badRows).toMatchObject([
      { id: 'b', fault: expect.stringContaining('2 different') },
      { id: 'c', fault: expect.stringContaining('missing') },
    ]);
    const options = { snrColumn: 'snr', unit: 'utterance' as const };
    const segments = await readWhole(source, options);
    expect(segments.utterances.map(({ snrDb }) => snrDb)).toEqual([3, 3, 3, 4]);
  });

  test('are joined in little memory as in much, however they are ordered', async () => {
    const pairs = fc.array(fc.tuple(fc.nat(9), fc.string({ unit: 'binary' })), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(pairs, async (rows) => {
        const recordings = [...new Set(rows.map(([of]) => of))].reverse();
        const source = folderOf({
          'recordings.jsonl': recordings.map((of) => recording(`r${of}`)),
          'supervisions.jsonl': rows.map(([of, text], i) =>
            supervision(`s${i}`, `r${of}`, { text }),
          ),
        });
        if (rows.length === 0) return;
        const sorting = { memoryCharacters: 500 };
        const { utterances, badRows } = await readWhole(source, { sorting });
        expect(badRows).toEqual([]);
        expect(utterances.map(({ id, text }) => [id, text])).toEqual(
          recordings.sort().map((of) => [
            `r${of}`,
            rows
              .filter(([other]) => other === of)
              .map(([, text]) => text)
              .join(' '),
          ]),
        );
      }),
      { seed: 1, numRuns: timesOf(5, 25) },
    );
  });

  test.each([
    [
      'from an address',
      { sources: [{ type: 'url', channels: [0], source: 'https://x/a.wav' }] },
      '"url"',
    ],
    ['from memory', { sources: [{ type: 'memory', channels: [0], source: 'AAAA' }] }, '"memory"'],
    [
      'from a command',
      { sources: [{ type: 'command', channels: [0], source: 'x' }] },
      '--allow-commands',
    ],
    ['of two sources without channels', { sources: [{}, {}] }, '"type" is missing'],
    ['of no sources', { sources: [] }, '0 sources'],
    ['of no file', { sources: 'x' }, '"x"'],
    ['of no source', { sources: [3] }, '1 sources'],
    ['that is to be resampled', { transforms: [{ name: 'Resample' }] }, 'transforms'],
    ['with a rate of 0', { sampling_rate: 0 }, 'rate of 0'],
    ['with a duration that is text', { duration: '4' }, '"4"'],
    ['with channels that are text', { channel_ids: ['a'] }, 'channels'],
    ['with an id that is a number', { id: 3 }, '"id" is 3'],
    [
      'with a path that leads out',
      { sources: [{ type: 'file', channels: [0], source: '../a.wav' }] },
      'leaves',
    ],
  ])('leave out a recording %s', async (_, fields, fault) => {
    const source = folderOf({ 'recordings.jsonl': [recording('ok'), recording('r', fields)] });
    const { utterances, badRows } = await readWhole(source);
    expect(utterances.map(({ id }) => id)).toEqual(['ok']);
    expect(badRows).toMatchObject([
      { origin: 'recordings.jsonl:2', fault: expect.stringContaining(fault) },
    ]);
  });

  test('run commands when they are allowed to, and cut what those write', async () => {
    const command = { sources: [{ type: 'command', channels: [0], source: 'sox x -' }] };
    const source = folderOf({
      'cuts.jsonl': [
        cut('a', { recording: recording('r', command) }),
        cut('b', { recording: recording('r', command), start: 1, duration: 1 }),
      ],
    });
    const { utterances } = await readRows(lhotseFormat, source, { allowCommands: true });
    const audio = { type: 'command', command: 'sox x -' };
    expect(utterances).toMatchObject([
      { id: 'a', audio },
      { id: 'b', audio: { ...audio, startSeconds: 1, durationSeconds: 1 } },
    ]);
  });
});

describe("Lhotse's cuts", () => {
  test('become cuts over all of a recording of their own, their supervisions where they were', async () => {
    const source = folderOf({
      'cuts.jsonl.gz': [
        cut('c1', {
          start: 2.5,
          duration: 1.5,
          supervisions: [
            supervision('s1', 'r', { start: -0.25, text: 'a', alignment: { word: [['a', 0, 1]] } }),
            supervision('s2', 'r', { text: 'b' }),
          ],
          features: { type: 'fbank' },
          custom: { awgn: 'old', label: 1, vad: [0, 1] },
        }),
        cut('c2', {
          type: 'MultiCut',
          channel: [0, 1],
          recording: recording('q', {
            channel_ids: [0, 1],
            sources: [{ type: 'file', channels: [0, 1], source: '/data/q.wav' }],
          }),
        }),
      ],
    });
    const path = join(source, 'cuts.jsonl.gz');
    expect([source, path].map(lhotseFormat.recognises)).toEqual([true, true]);
    const { utterances } = await readRows(lhotseFormat, source);
    expect(utterances).toMatchObject([
      { id: 'c1', text: 'a b', audio: { startSeconds: 2.5, durationSeconds: 1.5 } },
      { id: 'c2' },
    ]);
    expect(utterances[1]!.audio).not.toHaveProperty('startSeconds');
    const folder = await rewritten(
      source,
      { hasPairs: true, hasLabels: true },
      { unit: 'utterance' },
    );
    const id = 'c1-noisy1';
    const other = (name: string): Fields => ({
      ...made(folder, `${id}-${name}`),
      sources: [{ type: 'file', channels: [0], source: `${folder}/audio/${id}.${name}.wav` }],
    });
    const [first, second] = linesOf(join(folder, 'cuts.jsonl.gz'));
    expect(first).toEqual({
      id,
      start: 0,
      duration: 1.5,
      channel: 0,
      supervisions: [
        supervision('s1-noisy1', id, {
          start: -0.25,
          text: 'a',
          alignment: { word: [['a', 0, 1]] },
        }),
        supervision('s2-noisy1', id, { text: 'b' }),
      ],
      recording: made(folder, id),
      custom: {
        awgn: ours('c1'),
        label: 1,
        vad: [0, 1],
        snr_db: 10,
        awgn_label: 'noisy',
        clean_recording: other('clean'),
        noise_recording: other('noise'),
      },
      type: 'MonoCut',
    });
    expect(second).toMatchObject({ id: 'c2-noisy1', type: 'MultiCut', channel: [0, 1] });
    // The receipts here are of one channel, so that the second cut asks for one that is not there.
    const again = await readRows(lhotseFormat, folder);
    expect(again.utterances.map(({ id }) => id)).toEqual(['c1-noisy1']);
    expect(again.badRows).toMatchObject([
      { id: 'c2-noisy1', fault: expect.stringMatching(/^channel 1 of the recording/) },
    ]);
  });

  test.each([
    ['a mix', { type: 'MixedCut', tracks: [] }, '"MixedCut"'],
    ['padding', { type: 'PaddingCut' }, '"PaddingCut"'],
    ['features only', { recording: null }, 'without a recording'],
    ['no length', { duration: 0 }, '0 seconds'],
    ['a start before 0', { start: -1 }, '-1'],
    ['a channel that is none', { channel: 'left' }, '"left"'],
    ['supervisions that are none', { supervisions: [3] }, 'supervision'],
    ['a supervision without an id', { supervisions: [{ duration: 1 }] }, '"id" is missing'],
    ['custom that is no object', { custom: [1] }, 'custom'],
    [
      'another recording in step with the whole one',
      { start: 1, duration: 1, custom: { target: recording('t') } },
      '"target"',
    ],
  ])('with %s are left out', async (_, fields, fault) => {
    const source = folderOf({ 'cuts.jsonl': [cut('ok'), cut('c', fields)] });
    const { utterances, badRows } = await readRows(lhotseFormat, source);
    expect(utterances.map(({ id }) => id)).toEqual(['ok']);
    expect(badRows).toEqual([
      { origin: 'cuts.jsonl:2', id: 'c', fault: expect.stringContaining(fault) },
    ]);
  });

  test('keep the digits of numbers and the layout of what is carried over', async () => {
    const line = jsonLines([cut('c')]).replace(
      '"supervisions"',
      '"custom":{"n":1.50, "m":12345678901234567890},"supervisions"',
    );
    const source = writeFiles(temporaryFolder(), { 'cuts.jsonl': line });
    const folder = await rewritten(source, {}, { unit: 'utterance' });
    expect(readFileSync(join(folder, 'cuts.jsonl'), 'utf8')).toContain(
      '"custom":{"n":1.50,"m":12345678901234567890,"snr_db":10,"awgn":',
    );
  });
});

describe('a folder of lists', () => {
  test.each([
    ['both recordings and cuts', ['recordings.jsonl', 'cuts.jsonl'], 'recordings or cuts'],
    ['recordings twice', ['a_recordings.jsonl', 'b_recordings.jsonl'], 'one list of recordings'],
    ['supervisions alone', ['supervisions.jsonl'], 'no list of recordings'],
    ['nothing', [], 'no list of recordings'],
  ])('with %s is refused', async (_, names, message) => {
    const source = folderOf(Object.fromEntries(names.map((name) => [name, []])));
    const read = readRows(lhotseFormat, source);
    await expect(read).rejects.toThrow(CorpusError);
    await expect(read).rejects.toThrow(message);
  });

  test('is not needed for supervisions beside their recordings, which must be there', async () => {
    const source = folderOf({ 'a_supervisions_x.jsonl': [supervision('s', 'r')] });
    const path = join(source, 'a_supervisions_x.jsonl');
    await expect(readRows(lhotseFormat, path)).rejects.toThrow('a_recordings_x.jsonl');
    writeFiles(source, { 'a_recordings_x.jsonl': jsonLines([recording('r')]) });
    expect((await readRows(lhotseFormat, path)).utterances).toMatchObject([{ id: 's' }]);
  });

  test('is none of Lhotse where its files only have such names', () => {
    const source = writeFiles(temporaryFolder(), {
      'recordings.jsonl': jsonLines([{ audio_filepath: 'a.wav', recording_id: 'r', start: 0 }]),
      'cuts.jsonl': 'no json',
      'recordings.txt': '',
    });
    expect(lhotseFormat.recognises(source)).toBe(false);
    expect(lhotseFormat.recognises(join(source, 'recordings.jsonl'))).toBe(false);
    expect(lhotseFormat.recognises(join(source, 'none.jsonl'))).toBe(false);
  });
});
