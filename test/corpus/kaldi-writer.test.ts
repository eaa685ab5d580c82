import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSafePlace } from '../../src/corpus/audio-paths.ts';
import type { CorpusKind } from '../../src/corpus/corpus-kind.ts';
import { KALDI } from '../../src/corpus/kinds/kaldi.ts';
import type { Utterance } from '../../src/corpus/utterance.ts';
import { temporaryFolder } from '../files/wav-files.ts';
import { entriesOf, readRows, write, writeLists } from './corpus-entries.ts';
import { kaldiFaults } from './kaldi-rules.ts';

type More = Parameters<typeof entriesOf>[3];

const SUFFIXES = ['-noisy1', '-noisy2', '-clean'];

/** Reads a data directory, writes another one of its outputs. */
async function augment(
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
async function convert(
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

const SEGMENTED = {
  'wav.scp': 'r1 /1.wav\nr2 /2.wav\n',
  segments: 's1-a r1 0 1.50\ns1-b r1 1.5 12\ns2-a r2 0.25 -1\n',
  text: 's1-a eins\ns1-b\ns2-a drei  vier\n',
  utt2spk: 's1-a s1\ns1-b s1\ns2-a s2\n',
  spk2gender: 's1 m\ns2 f\n',
  reco2dur: 'r1 12\nr2 10\n',
  reco2file_and_channel: 'r1 x A\nr2 y B\n',
};

describe('a data directory made of another one', () => {
  test('has new ids of recordings and utterances, and the same speakers', async () => {
    const { folder, list } = await augment(SEGMENTED);
    expect(kaldiFaults(folder)).toEqual([]);
    const lists = Object.fromEntries(readdirSync(folder).map((name) => [name, list(name)]));
    expect(lists).toEqual({
      'wav.scp': 'r1-n OUT/audio/82/r1-n.wav\nr2-n OUT/audio/db/r2-n.wav\n',
      segments: 's1-a-n r1-n 0 1.50\ns1-b-n r1-n 1.5 10\ns2-a-n r2-n 0.25 10\n',
      text: 's1-a-n eins\ns1-b-n\ns2-a-n drei  vier\n',
      utt2spk: 's1-a-n s1\ns1-b-n s1\ns2-a-n s2\n',
      spk2utt: 's1 s1-a-n s1-b-n\ns2 s2-a-n\n',
      spk2gender: 's1 m\ns2 f\n',
      utt2uniq: 's1-a-n s1-a\ns1-b-n s1-b\ns2-a-n s2-a\n',
      utt2dur: 's1-a-n 1.5\ns1-b-n 8.5\ns2-a-n 9.75\n',
      reco2dur: 'r1-n 10\nr2-n 10\n',
      reco2file_and_channel: 'r1-n x A\nr2-n y B\n',
    });
  });

  test('leaves out segments that begin after the end of what was there, and what is empty', async () => {
    const more: More = ({ id }) => ({ receipt: { frames: id === 'r1' ? 24_000 : 1_600 } });
    const { folder, list } = await augment(SEGMENTED, { more });
    expect(kaldiFaults(folder)).toEqual([]);
    expect(list('segments')).toBe('s1-a-n r1-n 0 1.50\n');
    expect(list('wav.scp')).toBe('r1-n OUT/audio/82/r1-n.wav\n');
    expect(list('spk2gender')).toBe('s1 m\n');
    const none = await augment(SEGMENTED, { more: () => ({ receipt: { frames: 0 } }) });
    expect(none.list('wav.scp')).toBe('');
  });

  test('keeps the first origin of utterances, through several makings', async () => {
    const lists = { 'wav.scp': 'a /a.wav\nb /b.wav\n', utt2spk: 'a a\nb b\n' };
    const once = await augment({ ...lists, utt2uniq: 'a original\n' });
    expect(once.list('utt2uniq')).toBe('a-n original\nb-n b\n');
  });

  test('gives copies of utterances that are their own speakers a speaker each, so that the order holds', async () => {
    // As one speaker, a-n of a would come after a-b-n of a-b.
    const lists = {
      'wav.scp': 'a /a.wav\na-b /b.wav\n',
      utt2spk: 'a a\na-b a-b\n',
      spk2gender: 'a m\na-b f\n',
    };
    const { folder, list } = await augment(lists);
    expect(kaldiFaults(folder)).toEqual([]);
    expect(list('spk2gender')).toBe('a-b-n f\na-n m\n');
  });

  test('carries lists of any name over, each under the ids it had', async () => {
    const { folder, list } = await augment({
      ...SEGMENTED,
      ctm: 'r1 A 0 1 eins\nr1 A 1 2 zwei\nr2 A 0 1 drei\n',
      utt2mood: 's1-b good\n',
      'text.en': 's1-a one\n',
      speakers: 's1 from Ulm\n',
      'feats.scp': 's1-a x.ark:3\n',
      utt2num_frames: 's1-a 150\n',
      'README.md': 's1-a\n',
    });
    expect(kaldiFaults(folder)).toEqual([]);
    expect(list('ctm')).toBe('r1-n A 0 1 eins\nr1-n A 1 2 zwei\nr2-n A 0 1 drei\n');
    expect(list('utt2mood')).toBe('s1-b-n good\n');
    expect(list('text.en')).toBe('s1-a-n one\n');
    expect(list('speakers')).toBe('s1 from Ulm\n');
    for (const name of ['feats.scp', 'utt2num_frames', 'README.md']) {
      expect(list(name)).toBeUndefined();
    }
  });

  test('leaves out lists that Kaldi wants whole or not at all', async () => {
    const { folder, list } = await augment({
      ...SEGMENTED,
      utt2lang: 's1-a de\n',
      spk2gender: 's1 m\n',
    });
    expect(kaldiFaults(folder)).toEqual([]);
    expect(list('utt2lang')).toBeUndefined();
    expect(list('spk2gender')).toBeUndefined();
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('names clean signals and noises as ESPnet2 does, and labels', async () => {
    const more: More = ({ id }) => ({
      cleanPath: `clean/${id}.wav`,
      noisePath: `noise/${id}.wav`,
      label: 'noisy',
    });
    const { folder, list } = await augment(SEGMENTED, { more });
    expect(kaldiFaults(folder)).toEqual([]);
    expect(list('spk1.scp')).toBe('r1-n OUT/clean/r1.wav\nr2-n OUT/clean/r2.wav\n');
    expect(list('noise1.scp')).toBe('r1-n OUT/noise/r1.wav\nr2-n OUT/noise/r2.wav\n');
    expect(list('utt2label')).toBe('s1-a-n noisy\ns1-b-n noisy\ns2-a-n noisy\n');
  });

  test('is put in place only as a whole', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'text'), 'old\n');
    mkdirSync(join(folder, '.wav.scp.part'));
    const source = temporaryFolder();
    writeLists(source, SEGMENTED);
    const { utterances } = await readRows(KALDI, source);
    const entries = entriesOf(KALDI, utterances, ['-n']);
    const writing = write(KALDI, entries, { folder, sourceKind: 'kaldi', source });
    await expect(writing).rejects.toMatchObject({ path: join(folder, 'wav.scp') });
    expect(readdirSync(folder).sort()).toEqual(['.wav.scp.part', 'text']);
    expect(readFileSync(join(folder, 'text'), 'utf8')).toBe('old\n');
  });
});

describe('a data directory made of a corpus of another kind', () => {
  test('has speakers as prefixes, and what else the utterances know', async () => {
    const { folder, list } = await convert([
      { id: 'x/1', speaker: 'Ann', text: ' Hallo\u00a0\tWelt\n', gender: 'Female', language: 'de' },
      { id: 'Ann-2', speaker: 'Ann', text: '', gender: 'female', language: 'de AT' },
      { id: '3', speaker: 'Ann-Mae', gender: 'M', language: 'en' },
    ]);
    expect(kaldiFaults(folder)).toEqual([]);
    expect(list('utt2spk')).toBe('Ann-2-n Ann\nAnn-x-1-n Ann\nAnn_Mae-3-n Ann_Mae\n');
    expect(list('text')).toBe('Ann-2-n\nAnn-x-1-n Hallo Welt\nAnn_Mae-3-n\n');
    expect(list('spk2gender')).toBe('Ann f\nAnn_Mae m\n');
    expect(list('utt2lang')).toBe('Ann-2-n de_AT\nAnn-x-1-n de\nAnn_Mae-3-n en\n');
    expect(list('utt2uniq')).toBe('Ann-2-n Ann-2\nAnn-x-1-n Ann-x-1\nAnn_Mae-3-n Ann_Mae-3\n');
    expect(list('segments')).toBeUndefined();
  });

  test('has no text, gender or language where none is known, or of some only', async () => {
    const { folder, list } = await convert([{ id: 'a', gender: 'f', language: 'x' }, { id: 'b' }]);
    expect(kaldiFaults(folder)).toEqual([]);
    for (const name of ['text', 'spk2gender', 'utt2lang']) expect(list(name)).toBeUndefined();
    expect(list('spk2utt')).toBe('a-n a-n\nb-n b-n\n');
  });

  test.each([
    [16_000, 9_120, '0.57'],
    [44_100, 1, '0.000023'],
    [8_000, 80_000_000, '10000'],
    [192_000, 1, '0.000005'],
  ])('at %d Hz has %d frames as %s s', async (sample_rate, frames, seconds) => {
    const { list } = await convert([{}], { more: () => ({ receipt: { frames, sample_rate } }) });
    expect(list('utt2dur')).toBe(`0-n ${seconds}\n`);
    expect(list('reco2dur')).toBe(`0-n ${seconds}\n`);
  });

  test('is valid for any ids and speakers', async () => {
    const unit = fc.constantFrom(
      'a',
      'b',
      'Z',
      '1',
      '-',
      '_',
      '.',
      '!',
      ' ',
      '/',
      'ä',
      '\ufb01',
      '😀',
    );
    const name = fc.string({ unit, minLength: 1, maxLength: 4 });
    const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
    const utterance = fc.record(
      { id: name, text: name, gender: fc.constantFrom('m', 'F', '?'), language: name },
      { requiredKeys: ['id'] },
    );
    const corpus = fc.uniqueArray(utterance, {
      minLength: 1,
      maxLength: 12,
      selector: ({ id }) => id.replaceAll(/[ /]/g, '_'),
    });
    await fc.assert(
      fc.asyncProperty(
        corpus,
        some(fc.array(name, { minLength: 12, maxLength: 12 })),
        async (known, speakers) => {
          const owned = known.map((fields, i) => ({
            ...fields,
            ...(speakers && { speaker: speakers[i]! }),
          }));
          const ids = owned.map((fields) => KALDI.idFor(fields as Utterance));
          // The planner refuses what would have one id.
          fc.pre(new Set(ids.map((named) => JSON.stringify(named))).size === ids.length);
          const { folder } = await convert(owned, { suffixes: SUFFIXES });
          expect(kaldiFaults(folder)).toEqual([]);
        },
      ),
      { seed: 5, numRuns: 40 },
    );
  });
});

describe('what is written', () => {
  const unit = fc.constantFrom('a', 'b', 'Z', '1', '-', '_', '.', 'ä', '\ufb01', '😀', '/');
  const name = fc.string({ unit, minLength: 1, maxLength: 4 });
  /** Speakers whose utterances stay together: none of their characters comes before the hyphen after them. */
  const speaker = name.map((text) => text.replaceAll('-', '_'));
  const utterance = fc.record({
    speaker,
    name,
    text: fc.constantFrom('', 'ja', 'ä  ö'),
    recording: fc.constantFrom('r', 'r-1', 'r1', 's'),
    times: fc.constantFrom(['0', '1.5'], ['1.5', '2.25'], ['3', '-1'], ['0.1', '9.999999']),
  });
  const directory = fc.record({
    utterances: fc.uniqueArray(utterance, {
      minLength: 1,
      maxLength: 12,
      selector: (one) => `${one.speaker}-${one.name}`,
    }),
    isSegmented: fc.boolean(),
    hasText: fc.boolean(),
  });

  test('from any valid directory is valid, and read again is what was there under new ids', async () => {
    await fc.assert(
      fc.asyncProperty(directory, async ({ utterances, isSegmented, hasText }) => {
        const ids = utterances.map((one) => `${one.speaker}-${one.name}`);
        const lines = (of: (i: number) => string) => ids.map((_, i) => `${of(i)}\n`).join('');
        const recordings = isSegmented
          ? [...new Set(utterances.map(({ recording }) => recording))]
          : ids;
        const lists = {
          'wav.scp': recordings.map((id) => `${id} /${id}.wav\n`).join(''),
          utt2spk: lines((i) => `${ids[i]} ${utterances[i]!.speaker}`),
          spk2gender: utterances
            .map((one) => `${one.speaker} m\n`)
            .filter((line, i, all) => all.indexOf(line) === i)
            .join(''),
          ...(hasText && { text: lines((i) => `${ids[i]} ${utterances[i]!.text}`) }),
          ...(isSegmented && {
            segments: lines((i) =>
              [ids[i], utterances[i]!.recording, ...utterances[i]!.times].join(' '),
            ),
          }),
        };
        const { folder } = await augment(lists, { suffixes: SUFFIXES });
        expect(kaldiFaults(folder)).toEqual([]);

        const { utterances: heard, badRows } = await readRows(KALDI, folder, {
          keepsRecordings: false,
        });
        expect(badRows).toEqual([]);
        const expected = utterances.flatMap((one, i) =>
          SUFFIXES.map((suffix) => ({
            id: `${ids[i]}${suffix}`,
            speaker: one.speaker,
            gender: 'm',
            ...(hasText && { text: one.text }),
            startSeconds: isSegmented ? Number(one.times[0]) : undefined,
          })),
        );
        const found = heard.map((one) => ({
          id: one.id,
          speaker: one.speaker,
          gender: one.gender,
          ...(hasText && { text: one.text }),
          startSeconds: one.audio.type === 'file' ? one.audio.startSeconds : undefined,
        }));
        const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
        expect(found.sort(byId)).toEqual(expected.sort(byId));
      }),
      { seed: 6, numRuns: 30 },
    );
  });

  test('is the same for entries in any order', async () => {
    const known = [
      { id: 'a', speaker: 's' },
      { id: 'b', speaker: 's' },
      { id: 'c', speaker: 't' },
    ];
    const contentOf = async (order: typeof known) => {
      const { folder, list } = await convert(order, { suffixes: SUFFIXES });
      return readdirSync(folder).map((name) => list(name));
    };
    expect(await contentOf([...known].reverse())).toEqual(await contentOf(known));
  });

  test('lies in places that are safe and differ, whatever the ids', () => {
    const id = fc.string({
      unit: fc.constantFrom('.', '/', 'a', '%', '\\', '2', 'F'),
      minLength: 1,
      maxLength: 5,
    });
    const place = (utteranceId: string) => {
      const [entry] = entriesOf(KALDI, [{ id: utteranceId } as Utterance], ['-n']);
      return entry!.audioPath;
    };
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(isSafePlace(place(a))).toBe(true);
        expect(place(a)).toMatch(/^audio\/[0-9a-f]{2}\/[^/]+-n\.wav$/);
        expect(place(a) === place(b)).toBe(a === b);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
