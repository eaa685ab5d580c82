import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { addNoiseToFile } from '../../src/audio-files/add-noise-to-file.ts';
import type { CorpusReceipt } from '../../src/corpus/plan/corpus-receipt.ts';
import { type MakeCorpusOptions, makeCorpus } from '../../src/corpus/requests/make-corpus.ts';
import { speechLike } from '../tools/corpus-tree.ts';
import { sampleOf } from '../tools/depth.ts';
import { independentSnrDb, readIndependently } from '../tools/independent-reader.ts';
import { temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const RATE = 16_000;

/** An utterance of `call.wav`: two speakers, one in each channel, of which the second is 40 dB softer. */
interface Spoken {
  readonly id: string;
  readonly start: number;
  readonly duration: number;
  readonly channel: number;
  readonly text: string;
}

const SPOKEN: readonly Spoken[] = [
  { id: 'A-1', start: 0, duration: 0.7, channel: 0, text: 'guten tag' },
  { id: 'A-2', start: 0.9, duration: 0.6, channel: 0, text: 'ja' },
  { id: 'B-1', start: 0.35, duration: 0.8, channel: 1, text: 'bitte' },
];

let folder: string;
let call: Float64Array[];
let mono: Float64Array[];

beforeAll(() => {
  folder = temporaryFolder();
  const frames = 1.6 * RATE;
  const loud = speechLike(frames, 1);
  const soft = speechLike(frames, 2).map((x) => x / 100);
  const bytes = wavBytes([loud, soft]);
  writeFileSync(join(folder, 'call.wav'), bytes);
  call = readIndependently(bytes);
  for (const [side, samples] of [loud, soft].entries()) {
    writeFileSync(join(folder, `side${side}.wav`), wavBytes([samples]));
  }
  const both = wavBytes([loud.map((x, i) => x + soft[i]!)]);
  writeFileSync(join(folder, 'mono.wav'), both);
  mono = readIndependently(both);
});

/** The part of the call that an utterance is. */
function signalOf({ start, duration, channel }: Spoken, of = call): Float64Array[] {
  const [from, to] = [start, start + duration].map((seconds) => Math.round(seconds * RATE));
  return [of.length === 1 ? of[0]!.subarray(from, to) : of[channel]!.subarray(from, to)];
}

const lines = (rows: readonly string[]) => rows.map((row) => `${row}\n`).join('');
const json = (rows: readonly unknown[]) => lines(rows.map((row) => JSON.stringify(row)));

function writeLists(name: string, lists: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [list, text] of Object.entries(lists)) writeFileSync(join(path, list), text);
  return path;
}

const RECORDING = {
  id: 'call',
  sampling_rate: RATE,
  num_samples: 1.6 * RATE,
  duration: 1.6,
  channel_ids: [0, 1],
};

const supervisions = () =>
  json(
    SPOKEN.map(({ id, start, duration, channel, text }) => ({
      id,
      recording_id: 'call',
      start,
      duration,
      channel,
      text,
      alignment: { word: [[text, start + 0.1, 0.2]] },
    })),
  );

/** Sources that all say the same: what is spoken when, on which channel. */
const SOURCES: Readonly<Record<string, () => string>> = {
  'Kaldi, sides of a call': () =>
    writeLists('kaldi-sides', {
      'wav.scp': lines(['A', 'B'].map((side) => `${side} ${join(folder, 'call.wav')}`)),
      reco2file_and_channel: lines(['A', 'B'].map((side) => `${side} call ${side}`)),
      segments: lines(
        SPOKEN.map(({ id, start, duration, channel }) =>
          [id, 'AB'[channel], start, start + duration].join(' '),
        ),
      ),
      utt2spk: lines(SPOKEN.map(({ id }) => `${id} ${id}`)),
      text: lines(SPOKEN.map(({ id, text }) => `${id} ${text}`)),
    }),
  'Kaldi, channels in segments': () =>
    writeLists('kaldi-channels', {
      'wav.scp': `call ${join(folder, 'call.wav')}\n`,
      segments: lines(
        SPOKEN.map(({ id, start, duration, channel }) =>
          [id, 'call', start, start + duration, channel].join(' '),
        ),
      ),
      utt2spk: lines(SPOKEN.map(({ id }) => `${id} ${id}`)),
    }),
  'Lhotse, one source': () =>
    writeLists('lhotse', {
      'recordings.jsonl': json([
        {
          ...RECORDING,
          sources: [{ type: 'file', channels: [0, 1], source: join(folder, 'call.wav') }],
        },
      ]),
      'supervisions.jsonl': supervisions(),
    }),
  'Lhotse, a source a channel': () =>
    writeLists('lhotse-sources', {
      'recordings.jsonl': json([
        {
          ...RECORDING,
          sources: [0, 1].map((channel) => ({
            type: 'file',
            channels: [channel],
            source: join(folder, `side${channel}.wav`),
          })),
        },
      ]),
      'supervisions.jsonl': supervisions(),
    }),
};

/** Rows of a list, whatever its format. */
function rowsOf(path: string): { [name: string]: ReturnType<typeof JSON.parse> }[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function columnsOf(path: string): Map<string, string> {
  const rows = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return new Map(rows.map((row) => [row.split(' ')[0]!, row.slice(row.indexOf(' ') + 1)]));
}

/** What the lists of a result say of each utterance: its file, its SNR. */
function statedIn(result: string, kind: string): Map<string, { path: string; snrDb: number }> {
  const sourceIdOf = (id: string) => id.replace(/-noisy1$/, '');
  if (kind === 'kaldi') {
    const ratios = columnsOf(join(result, 'utt2snr'));
    const files = columnsOf(join(result, 'wav.scp'));
    return new Map(
      [...ratios].map(([id, snrDb]) => [
        sourceIdOf(id),
        { path: files.get(id)!, snrDb: Number(snrDb) },
      ]),
    );
  }
  if (kind === 'lhotse') {
    const recordings = new Map(
      rowsOf(join(result, 'recordings.jsonl')).map((row) => [row.id as string, row]),
    );
    return new Map(
      rowsOf(join(result, 'supervisions.jsonl')).map((row) => {
        const recording = recordings.get(row.recording_id)!;
        const [{ source }] = recording.sources as [{ source: string }];
        return [
          sourceIdOf(row.id as string),
          { path: source, snrDb: (row.custom as { snr_db: number }).snr_db },
        ];
      }),
    );
  }
  return new Map(
    rowsOf(join(result, 'manifest.jsonl')).map(({ audio_filepath, snr_db }) => [
      sourceIdOf(basename(audio_filepath, '.wav')),
      { path: join(result, audio_filepath), snrDb: snr_db as number },
    ]),
  );
}

async function made(source: string, options: MakeCorpusOptions): Promise<string> {
  const result = join(temporaryFolder(), 'result');
  const failures: string[] = [];
  await makeCorpus(source, result, {
    seed: 3,
    jobs: 1,
    encoding: 'f64',
    onFailure: ({ fault }) => failures.push(fault),
    ...options,
  });
  expect(failures).toEqual([]);
  return result;
}

describe.each(sampleOf(Object.keys(SOURCES), 2))('%s', (name) => {
  let source: string;
  beforeAll(() => {
    source = SOURCES[name]!();
  });
  const own = name.startsWith('Kaldi') ? 'kaldi' : 'lhotse';

  test.each([own, 'nemo'] as const)(
    'becomes utterances with their own SNR in a list of %s',
    async (to) => {
      const result = await made(source, { snrDb: { lowDb: -5, highDb: 25 }, to });
      const stated = statedIn(result, to);
      expect([...stated.keys()].sort()).toEqual(SPOKEN.map(({ id }) => id));
      for (const spoken of SPOKEN) {
        const { path, snrDb } = stated.get(spoken.id)!;
        const noisy = readIndependently(readFileSync(path));
        expect(independentSnrDb(signalOf(spoken), noisy)).toBeCloseTo(snrDb, 4);
      }
      // Each had a draw of its own.
      expect(new Set([...stated.values()].map(({ snrDb }) => snrDb)).size).toBe(SPOKEN.length);
    },
  );

  test('has whole recordings with the SNR of each part where those are wanted', async () => {
    const result = await made(source, { snrDb: 10, unit: 'recording' });
    const [key] = rowsOf(join(result, 'receipts.jsonl')).map((row) => row.part_snr_db as number[]);
    expect(key!.length).toBeGreaterThan(0);
    const stated =
      own === 'lhotse'
        ? statedIn(result, own)
        : new Map(
            [...columnsOf(join(result, 'utt2snr'))].map(([id, snrDb]) => {
              const [recording] = columnsOf(join(result, 'segments')).get(id)!.split(' ');
              const path = columnsOf(join(result, 'wav.scp')).get(recording!)!;
              return [id.replace('-noisy1', ''), { path, snrDb: Number(snrDb) }];
            }),
          );
    expect([...stated.keys()].sort()).toEqual(SPOKEN.map(({ id }) => id));
    for (const spoken of SPOKEN) {
      const { path, snrDb } = stated.get(spoken.id)!;
      const noisy = readIndependently(readFileSync(path));
      expect(noisy).toHaveLength(2);
      const part = signalOf(spoken, noisy);
      expect(independentSnrDb(signalOf(spoken), part)).toBeCloseTo(snrDb, 4);
    }
  });

  test('has the bytes that the filter makes of each part, in the file and cut out of it', async () => {
    const result = await made(source, { snrDb: 10, to: own });
    const receipts = rowsOf(join(result, 'receipts.jsonl')) as unknown as CorpusReceipt[];
    for (const spoken of SPOKEN) {
      const { key, output } = receipts.find(({ utterance }) => utterance === spoken.id)!;
      expect(key).toBe(`${spoken.id}#1`);
      const clean = join(temporaryFolder(), 'clean.wav');
      const samples = signalOf(spoken).map((channel) => Float32Array.from(channel));
      writeFileSync(clean, wavBytes(samples));
      const noise = { snrDb: 10, seed: 3, key, encoding: 'f64' } as const;
      await addNoiseToFile(clean, `${clean}.cut.wav`, noise);
      const { start, duration, channel } = spoken;
      const receipt = await addNoiseToFile(join(folder, 'call.wav'), `${clean}.part.wav`, {
        ...noise,
        startSeconds: start,
        durationSeconds: duration,
        selectChannels: [channel],
      });
      expect(receipt).toMatchObject({
        source_start_s: start,
        source_duration_s: duration,
        source_channels: [channel],
        channels: 1,
      });
      const bytes = readFileSync(join(result, output!));
      expect(readFileSync(`${clean}.cut.wav`).equals(bytes)).toBe(true);
      expect(readFileSync(`${clean}.part.wav`).equals(bytes)).toBe(true);
    }
  });
});

describe('rows of a manifest with times', () => {
  const ROWS = SPOKEN.map(({ start, duration, text }) => ({
    audio_filepath: 'mono.wav',
    ...(start > 0 && { offset: start }),
    duration,
    text,
  }));

  test('are what they say, from 0 where there is no offset', async () => {
    const source = join(folder, 'train.jsonl');
    writeFileSync(source, json(ROWS));
    const result = await made(source, { snrDb: 10 });
    const rows = rowsOf(join(result, 'train.jsonl'));
    expect(rows.map(({ text }) => text).sort()).toEqual(SPOKEN.map(({ text }) => text).sort());
    for (const row of rows) {
      const spoken = SPOKEN.find(({ text }) => text === row.text)!;
      expect(row).not.toHaveProperty('offset');
      expect(row.duration).toBe(spoken.duration);
      const noisy = readIndependently(readFileSync(join(result, row.audio_filepath)));
      expect(independentSnrDb(signalOf(spoken, mono), noisy)).toBeCloseTo(10, 4);
    }
  });

  test('keep them in a recording that stays whole, and have the SNR of their part', async () => {
    const source = join(folder, 'whole.jsonl');
    writeFileSync(source, json(ROWS));
    const result = await made(source, { snrDb: 10, unit: 'recording' });
    const rows = rowsOf(join(result, 'whole.jsonl'));
    expect(new Set(rows.map((row) => row.audio_filepath))).toEqual(new Set(['audio/mono.wav']));
    const noisy = readIndependently(readFileSync(join(result, 'audio/mono.wav')));
    for (const row of rows) {
      const spoken = SPOKEN.find(({ text }) => text === row.text)!;
      expect([row.offset ?? 0, row.duration]).toEqual([spoken.start, spoken.duration]);
      const part = signalOf(spoken, noisy);
      expect(independentSnrDb(signalOf(spoken, mono), part)).toBeCloseTo(row.snr_db, 4);
    }
  });

  test.each([
    ['start,end', (one: Spoken) => [one.start, one.start + one.duration]],
    ['start,duration', (one: Spoken) => [one.start, one.duration]],
    [
      'start,stop',
      (one: Spoken) => [one.start, one.start + one.duration].map((s) => Math.round(s * RATE)),
    ],
  ] as const)('are read from the columns %s', async (columns, cells) => {
    const source = join(folder, `${columns.replace(',', '-')}.csv`);
    const rows = SPOKEN.map((one) => ['mono.wav', ...cells(one), one.text].join(','));
    writeFileSync(source, lines([`wav,${columns},text`, ...rows]));
    const result = await made(source, { snrDb: 10 });
    const [header, ...made_] = readFileSync(join(result, basename(source)), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(','));
    const cell = (row: readonly string[], name: string) => row[header!.indexOf(name)]!;
    expect(made_).toHaveLength(SPOKEN.length);
    for (const row of made_) {
      const spoken = SPOKEN.find(({ text }) => text === cell(row, 'text'))!;
      expect(cell(row, 'start')).toBe('0');
      const [, last] = columns.split(',');
      const seconds = last === 'stop' ? spoken.duration * RATE : spoken.duration;
      expect(Number(cell(row, last!))).toBeCloseTo(seconds, 9);
      const noisy = readIndependently(readFileSync(join(result, cell(row, 'wav'))));
      expect(independentSnrDb(signalOf(spoken, mono), noisy)).toBeCloseTo(10, 4);
    }
  });
});

describe('a part that is all of its file', () => {
  const keyOf = async (row: object): Promise<CorpusReceipt> => {
    const source = join(temporaryFolder(), 'm.jsonl');
    writeFileSync(source, json([{ audio_filepath: join(folder, 'mono.wav'), ...row }]));
    const result = await made(source, { snrDb: 10, encoding: 's16', root: folder });
    return rowsOf(join(result, 'receipts.jsonl'))[0] as unknown as CorpusReceipt;
  };

  test.each([
    { duration: 1.6 },
    { offset: 0, duration: 1.6 },
    { duration: 1.591 },
    { duration: 2.09 },
    { offset: 0 },
    {},
  ])('has its id, and its bytes: %o', async (row) => {
    const receipt = await keyOf(row);
    expect(receipt).toMatchObject({ id: 'mono', key: 'mono#1', frames: 1.6 * RATE });
    expect(receipt).not.toHaveProperty('source_start_s');
    expect(receipt).not.toHaveProperty('source_duration_s');
  });

  test.each([{ duration: 1.589 }, { offset: 0.001 }])('is no other: %o', async (row) => {
    const receipt = await keyOf(row);
    expect(receipt.key).toMatch(/^mono@/);
    expect(receipt.frames).toBeLessThan(1.6 * RATE);
  });
});

test('a channel that a recording has not is named as its supervision has it, also where recordings stay whole', async () => {
  const source = writeLists('absent-channel', {
    'recordings.jsonl': json([
      {
        ...RECORDING,
        sources: [{ type: 'file', channels: [0, 1], source: join(folder, 'call.wav') }],
      },
    ]),
    'supervisions.jsonl': json([
      { id: 'a', recording_id: 'call', start: 0.2, duration: 0.5, channel: 7, text: 'x' },
    ]),
  });
  for (const unit of ['utterance', 'recording'] as const) {
    const faults: string[] = [];
    await makeCorpus(source, join(temporaryFolder(), 'result'), {
      snrDb: 5,
      jobs: 1,
      unit,
      onFailure: ({ fault }) => faults.push(fault),
    });
    expect(faults).toEqual([expect.stringContaining('channel 7')]);
  }
});
