import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nemoFormat } from '../../../../src/corpus/kinds/nemo/nemo.ts';
import { timesOf } from '../../../tools/depth.ts';
import {
  entriesOf,
  jsonLines,
  readRows,
  writeEntries,
  writeFiles,
} from '../../../tools/list-entries.ts';
import { temporaryFolder } from '../../../tools/wav-files.ts';

async function faultOf(line: string): Promise<string> {
  const source = join(writeFiles(temporaryFolder(), { 'm.jsonl': `${line}\n` }), 'm.jsonl');
  const { utterances, badRows } = await readRows(nemoFormat, source);
  expect(utterances).toEqual([]);
  expect(badRows.map(({ origin }) => origin)).toEqual(['m.jsonl:1']);
  return badRows[0]!.fault;
}

async function rewritten(rows: string, wanted = {}, name = 'train.json'): Promise<string> {
  const source = join(writeFiles(temporaryFolder(), { [name]: rows }), name);
  const { utterances, badRows } = await readRows(nemoFormat, source);
  expect(badRows).toEqual([]);
  const folder = temporaryFolder();
  await writeEntries(nemoFormat, source, folder, entriesOf(nemoFormat, utterances, wanted));
  return readFileSync(join(folder, name), 'utf8');
}

describe('a NeMo manifest', () => {
  test('is read row by row: paths from its folder, ids from paths, parts by offset and duration', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'train.jsonl');
    writeFiles(folder, {
      'train.jsonl': `\ufeff${jsonLines([
        { audio_filepath: 'a/b.wav', duration: 1.5, text: 'x', lang: 'en', speaker: 7 },
        { audio_filepath: `${folder}/a/c.wav`, duration: 2, offset: 0.25 },
        { audio_filepath: '/elsewhere/d.WAV', offset: 1 },
      ])}\n`,
    });
    expect(nemoFormat.recognises(source)).toBe(true);
    const { utterances, badRows } = await readRows(nemoFormat, source);
    expect(badRows).toEqual([]);
    expect(utterances.map(({ row, ...rest }) => rest)).toEqual([
      {
        id: 'a/b',
        isNamedByPath: true,
        audio: {
          type: 'file',
          path: `${folder}/a/b.wav`,
          name: 'a/b.wav',
          within: folder,
          durationSeconds: 1.5,
        },
        origin: 'train.jsonl:1',
        text: 'x',
        speaker: '7',
        language: 'en',
        durationSeconds: 1.5,
      },
      {
        id: 'a/c',
        isNamedByPath: true,
        audio: {
          type: 'file',
          path: `${folder}/a/c.wav`,
          name: `${folder}/a/c.wav`,
          startSeconds: 0.25,
          durationSeconds: 2,
        },
        origin: 'train.jsonl:2',
        durationSeconds: 2,
      },
      {
        id: 'elsewhere/d',
        isNamedByPath: true,
        key: '/elsewhere/d',
        note: expect.stringMatching(/absolute paths .*--root/),
        audio: {
          type: 'file',
          path: '/elsewhere/d.WAV',
          name: '/elsewhere/d.WAV',
          startSeconds: 1,
        },
        origin: 'train.jsonl:3',
      },
    ]);
  });

  test('is written with its own fields as they are written, ours added, and parts as files of their own', async () => {
    const row =
      '{ "audio_filepath":"a.wav", "duration": 2.50, "offset":1.0, "text":"\\u00e9", "big": 12345678901234567890,' +
      ' "deep":[ {"x":1.0} ], "snr_db":"mine", "__proto__":{"y":1} }';
    const text = await rewritten(`${row}\n`, { hasPairs: true, hasLabels: true });
    expect(text).toBe(
      '{"audio_filepath":"audio/a-noisy1.wav","duration":1.5,"text":"\\u00e9","big":12345678901234567890,' +
        '"deep":[ {"x":1.0} ],"snr_db":"mine","__proto__":{"y":1},' +
        '"orig_audio_filepath":"a.wav","orig_offset":1.0,"awgn_snr_db":10,"label":"noisy",' +
        '"clean_filepath":"audio/a-noisy1.clean.wav","noise_filepath":"audio/a-noisy1.noise.wav",' +
        '"awgn":{"snr_target_db":10,"snr_achieved_db":9.998,"seed":1,"key":"a#1"}}\n',
    );
  });

  test('that awgn wrote is read again, and written again without the marks of the first time', async () => {
    const once = await rewritten(jsonLines([{ audio_filepath: 'a.wav', offset: 1, duration: 2 }]));
    const twice = JSON.parse(await rewritten(once));
    expect(twice).toMatchObject({
      audio_filepath: 'audio/audio/a-noisy1-noisy1.wav',
      orig_audio_filepath: 'audio/a-noisy1.wav',
      awgn: { key: 'audio/a-noisy1#1' },
    });
    expect(twice).not.toHaveProperty('orig_offset');
    expect(twice).not.toHaveProperty('offset');
  });

  test('is compressed again where it was, to the same bytes each time', async () => {
    const name = 'm.jsonl.gz';
    const folder = writeFiles(temporaryFolder(), {
      [name]: gzipSync(jsonLines([{ audio_filepath: 'a.wav' }])),
    });
    const source = join(folder, name);
    expect(nemoFormat.recognises(source)).toBe(true);
    const entries = entriesOf(nemoFormat, (await readRows(nemoFormat, source)).utterances);
    const written = [temporaryFolder(), temporaryFolder()].map((out) => join(out, name));
    for (const path of written) {
      await writeEntries(nemoFormat, source, join(path, '..'), entries);
    }
    const [first, second] = written.map((path) => readFileSync(path));
    expect(first!.equals(second!)).toBe(true);
    expect(first!.readUInt32LE(4)).toBe(0);
    expect(JSON.parse(gunzipSync(first!).toString())).toMatchObject({
      audio_filepath: 'audio/a-noisy1.wav',
    });
  });

  test('is made of utterances of any kind, by what all kinds know', async () => {
    const folder = temporaryFolder();
    const utterance = {
      id: 'u',
      audio: { type: 'command', command: 'x' },
      origin: 'wav.scp:1',
      text: 't',
      speaker: 's',
      row: null,
    } as const;
    const entries = entriesOf(nemoFormat, [utterance], { suffixes: [''] });
    await writeEntries(nemoFormat, '/kaldi', folder, entries, 'kaldi');
    const [line] = readFileSync(join(folder, 'manifest.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(line!)).toEqual({
      audio_filepath: 'audio/u.wav',
      duration: 1.5,
      text: 't',
      speaker: 's',
      snr_db: 10,
      awgn: { snr_target_db: 10, snr_achieved_db: 9.998, seed: 1, key: 'u#1' },
    });
  });

  test('names transcripts in files of their own from where the new manifest lies', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'in/m.jsonl': jsonLines([{ audio_filepath: 'a.wav', text_filepath: 'a.txt' }]),
    });
    const source = join(folder, 'in/m.jsonl');
    const entries = entriesOf(nemoFormat, (await readRows(nemoFormat, source)).utterances);
    await writeEntries(nemoFormat, source, join(folder, 'out'), entries);
    const row = JSON.parse(readFileSync(join(folder, 'out/m.jsonl'), 'utf8'));
    expect(row.text_filepath).toBe('../in/a.txt');
  });

  test('has its rows understood from --root, and their SNR from --snr-column', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'lists/m.jsonl': jsonLines([
        { audio_filepath: 'wav/a.wav', snr: '5.5' },
        { audio_filepath: 'b.wav', snr: 'loud' },
        { audio_filepath: 'c.wav' },
        { audio_filepath: '/etc/d.wav', snr: 1 },
      ]),
    });
    const options = { root: folder, snrColumn: 'snr' };
    const source = join(folder, 'lists/m.jsonl');
    const { utterances, badRows } = await readRows(nemoFormat, source, options);
    expect(utterances).toMatchObject([
      { id: 'wav/a', snrDb: 5.5, audio: { path: join(folder, 'wav/a.wav'), within: folder } },
    ]);
    expect(badRows).toMatchObject([
      { fault: expect.stringContaining('"loud"') },
      { fault: expect.stringContaining('missing') },
      { fault: expect.stringContaining('leaves') },
    ]);
  });

  test.each([
    ['no JSON', '{"audio_filepath": "a.wav"', 'no JSON'],
    ['no object', '["a.wav"]', 'a list'],
    ['no path', '{"text": "x"}', 'missing'],
    ['a list of paths', '{"audio_filepath": ["a.wav"]}', 'a list'],
    ['an empty path', '{"audio_filepath": ""}', '""'],
    ['a path out of the folder', '{"audio_filepath": "../a.wav"}', 'leaves'],
    ['a negative duration', '{"audio_filepath": "a.wav", "duration": -1}', '-1'],
    ['a duration that is text', '{"audio_filepath": "a.wav", "duration": "1"}', '"1"'],
    ['a duration without an end', '{"audio_filepath": "a.wav", "duration": 1e999}', 'expected'],
    ['a part of nothing', '{"audio_filepath": "a.wav", "offset": 1, "duration": 0}', '0 seconds'],
    ['a text that is none', '{"audio_filepath": "a.wav", "text": {}}', 'an object'],
    ['half a character', '{"audio_filepath": "\\ud800.wav"}', 'Unicode'],
    ['the members of a prototype', '{"__proto__": {"audio_filepath": "a.wav"}}', 'missing'],
    ['a name without an end', `{"audio_filepath": "${'x'.repeat(5000)}.wav"}`, '5000 characters'],
    ['endless depth', `{"audio_filepath": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`, 'a list'],
  ])('costs a row with %s that row only', async (_, line, fault) => {
    expect(await faultOf(line)).toContain(fault);
  });

  test('carries depth over that would exhaust a stack', async () => {
    const deep = '['.repeat(1e5) + ']'.repeat(1e5);
    expect(await rewritten(`{"audio_filepath":"a.wav","deep":${deep}}\n`)).toContain(deep);
  });

  test('keeps every field of every row, whatever its name and value', async () => {
    const row = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 5 }), async (rows) => {
        const full = rows.map((fields, index) => {
          const { text, speaker, gender, lang, language, offset, duration, ...free } = fields;
          return { ...free, audio_filepath: `${index}.wav` };
        });
        const lines = (await rewritten(jsonLines(full))).split('\n').filter(Boolean);
        expect(lines.length).toBe(full.length);
        for (const [index, line] of lines.entries()) {
          const ours = ['audio_filepath', 'awgn', 'orig_audio_filepath', 'orig_offset'];
          const { ...carried } = full[index] as { [name: string]: unknown };
          for (const name of ours) delete carried[name];
          expect(JSON.parse(line)).toMatchObject(JSON.parse(JSON.stringify(carried)));
        }
      }),
      { seed: 1, numRuns: timesOf(5, 25) },
    );
  });

  test('is not taken for one where it is another list, broken or not there', () => {
    const folder = writeFiles(temporaryFolder(), {
      'cuts.jsonl': jsonLines([{ id: 'a', type: 'MonoCut' }]),
      'text.jsonl': 'no json\n',
      'damaged.jsonl.gz': 'no gzip',
      'list.txt': jsonLines([{ audio_filepath: 'a.wav' }]),
    });
    for (const name of ['cuts.jsonl', 'text.jsonl', 'damaged.jsonl.gz', 'list.txt', 'none.jsonl']) {
      expect(nemoFormat.recognises(join(folder, name))).toBe(false);
    }
    expect(nemoFormat.recognises(folder)).toBe(false);
  });
});
