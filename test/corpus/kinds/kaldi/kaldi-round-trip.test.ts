import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KALDI } from '../../../../src/corpus/kinds/kaldi/kaldi.ts';
import { isSafePlace } from '../../../../src/corpus/plan/audio-paths.ts';
import type { Utterance } from '../../../../src/corpus/utterance.ts';
import { entriesOf, readRows } from '../../../tools/corpus-entries.ts';
import { timesOf } from '../../../tools/depth.ts';
import { augment, convert, SUFFIXES } from './kaldi-directories.ts';
import { kaldiFaults } from './kaldi-rules.ts';

describe('what is written', () => {
  test('from another kind is valid for any ids and speakers', async () => {
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
      { seed: 5, numRuns: timesOf(8, 40) },
    );
  });

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
          unit: 'utterance',
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
      { seed: 6, numRuns: timesOf(6, 30) },
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
      { seed: 7, numRuns: timesOf(100, 500) },
    );
  });
});
