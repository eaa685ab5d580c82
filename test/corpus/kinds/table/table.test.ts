import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvFormat, tsvFormat } from '../../../../src/corpus/kinds/table/table.ts';
import type { ReadOptions } from '../../../../src/corpus/plan/corpus-kind.ts';
import { CorpusError } from '../../../../src/errors.ts';
import { timesOf } from '../../../tools/depth.ts';
import {
  entriesOf,
  readRows,
  type Wanted,
  writeEntries,
  writeFiles,
} from '../../../tools/list-entries.ts';
import { temporaryFolder } from '../../../tools/wav-files.ts';

function sourceOf(name: string, text: string | Uint8Array): string {
  return join(writeFiles(temporaryFolder(), { [name]: text }), name);
}

function formatOf(name: string) {
  return name.endsWith('.tsv') ? tsvFormat : csvFormat;
}

function rowsOf(name: string, text: string | Uint8Array, options: Partial<ReadOptions> = {}) {
  return readRows(formatOf(name), sourceOf(name, text), options);
}

async function rewritten(
  source: string,
  wanted: Wanted = {},
  options: Partial<ReadOptions> = {},
): Promise<{ text: string; path: string }> {
  const format = formatOf(source);
  const { utterances, badRows } = await readRows(format, source, options);
  expect(badRows).toEqual([]);
  const folder = temporaryFolder();
  await writeEntries(format, source, folder, entriesOf(format, utterances, wanted));
  const path = join(folder, source.slice(source.lastIndexOf('/') + 1));
  return { text: readFileSync(path, 'utf8'), path };
}

describe('a CSV', () => {
  test('is read by its header, with quotes, lines within cells, a byte-order mark and CRLF', async () => {
    const { utterances, badRows } = await rowsOf(
      'a.csv',
      '\ufefftranscript,"path",speaker\r\n"he said ""a, b""\r\nand c",x/a.wav,s1\r\n\r\nb "q" é,b.wav,\r\n',
    );
    expect(badRows).toEqual([]);
    expect(utterances).toMatchObject([
      { id: 'x/a', origin: 'a.csv:2', text: 'he said "a, b"\r\nand c', speaker: 's1' },
      { id: 'b', origin: 'a.csv:5', text: 'b "q" é', audio: { name: 'b.wav' } },
    ]);
    expect(utterances[1]).not.toHaveProperty('speaker');
  });

  test('is written with its columns in their order, their cells unchanged, and ours after them', async () => {
    const source = sourceOf(
      'a.csv',
      'n,path,note\n1.50,b.wav,"=1+1\n"\n12345678901234567890,a.wav," "\n',
    );
    const { text } = await rewritten(source, { hasPairs: true, hasLabels: true });
    expect(text).toBe(
      'n,path,note,snr_db,label,clean,noise\n' +
        '12345678901234567890,audio/a-noisy1.wav, ,10,noisy,audio/a-noisy1.clean.wav,audio/a-noisy1.noise.wav\n' +
        '1.50,audio/b-noisy1.wav,"=1+1\n",10,noisy,audio/b-noisy1.clean.wav,audio/b-noisy1.noise.wav\n',
    );
  });

  test('quotes a lone carriage return, which some readers take for the end of a row', async () => {
    const { text } = await rewritten(sourceOf('a.csv', 'path,x\na.wav,"1\r2"\n'));
    expect(text).toBe('path,x,snr_db\naudio/a-noisy1.wav,"1\r2",10\n');
  });

  test('may have cells of a mebibyte', async () => {
    const long = 'x'.repeat(1 << 20);
    const { utterances } = await rowsOf('a.csv', `path,text\na.wav,${long}\n`);
    expect(utterances).toMatchObject([{ text: long }]);
  });

  test("has no clips/ where it is not Common Voice's", async () => {
    const folder = writeFiles(temporaryFolder(), { 'a.csv': 'path\na.wav\n', 'clips/a.wav': '' });
    const { utterances } = await readRows(csvFormat, join(folder, 'a.csv'));
    expect(utterances).toMatchObject([{ audio: { path: join(folder, 'a.wav') } }]);
  });

  test("keeps columns that are called like awgn's, which get other names", async () => {
    const source = sourceOf('a.csv', 'path,label,snr_db\na.wav,cat,3\n');
    const { text, path } = await rewritten(source, { hasLabels: true });
    const line = 'audio/a-noisy1.wav,cat,3,10,noisy';
    expect(text).toBe(`path,label,snr_db,awgn_snr_db,awgn_label\n${line}\n`);
    const again = await rewritten(path, { hasLabels: true });
    expect(again.text.split('\n')[0]).toBe('path,label,snr_db,awgn_snr_db,awgn_label');
  });

  test.each([
    ['path', 'x,path\n1,a.wav\n', undefined],
    ['wav', 'wav,file\na.wav,1\n', undefined],
    ['audio_filepath', 'audio_filepath,x\na.wav,1\n', undefined],
    ['file', 'x,file\n1,a.wav\n', undefined],
    ['y', 'path,y\n1,a.wav\n', 'y'],
  ])('has its paths in the column %s', async (_, text, pathColumn) => {
    const { utterances } = await rowsOf('a.csv', text, { pathColumn });
    expect(utterances).toMatchObject([{ id: 'a' }]);
  });

  test('gives ids by a column of them where no two are the same', async () => {
    const unique = sourceOf('a.csv', 'ID,wav\nu1,a.wav\nu2,a2.wav\n');
    expect((await rewritten(unique, { suffixes: ['-1', '-2'] })).text).toBe(
      'ID,wav,snr_db\nu1-1,audio/u1-1.wav,10\nu1-2,audio/u1-2.wav,10\n' +
        'u2-1,audio/u2-1.wav,10\nu2-2,audio/u2-2.wav,10\n',
    );
    for (const cells of ['same,a.wav\nsame,b.wav\n', ',a.wav\nx,b.wav\n']) {
      const shared = sourceOf('a.csv', `id,wav\n${cells}`);
      const { utterances } = await readRows(csvFormat, shared);
      expect(utterances.map(({ id }) => id)).toEqual(['a', 'b']);
      const first = cells.split(',', 1)[0];
      expect((await rewritten(shared)).text).toContain(`\n${first},audio/a-noisy1.wav,10\n`);
    }
  });

  test("of SpeechBrain's has its paths after $data_root, which is --root, in and out", async () => {
    const folder = writeFiles(temporaryFolder(), {
      'csv/train.csv':
        'ID,duration,wav,wav_format,wav_opts,wrd\nu1,1.5,$data_root/s/a.flac,flac,,HI\n',
    });
    const source = join(folder, 'csv/train.csv');
    const options = { root: join(folder, 'data') };
    const { utterances } = await readRows(csvFormat, source, options);
    expect(utterances).toMatchObject([
      {
        id: 'u1',
        text: 'HI',
        durationSeconds: 1.5,
        audio: { path: join(folder, 'data/s/a.flac'), within: options.root },
      },
    ]);
    expect((await rewritten(source, { hasPairs: true }, options)).text).toContain(
      '\nu1-noisy1,1.5,$data_root/audio/u1-noisy1.wav,wav,,HI,10,$data_root/audio/u1-noisy1.clean.wav,',
    );
    const { badRows } = await readRows(csvFormat, source);
    expect(badRows).toMatchObject([{ fault: expect.stringContaining('--root') }]);
  });

  test.each([
    ['too few cells', 'b.wav', '1 cells; expected 2'],
    ['too many cells', 'b.wav,1,2', '3 cells; expected 2'],
    ['no path', ',1', '""'],
    ['a path that leads out', '../b.wav,1', 'leaves'],
    ['an SNR that is none', 'b.wav,x', '"x"'],
    ['an empty SNR', 'b.wav,', '""'],
    ['an SNR beyond those of --snr', 'b.wav,20000', '"20000"'],
    ['an SNR in hexadecimal', 'b.wav,0x10', '"0x10"'],
    ['bytes that are no text', Buffer.from('b.wav,\xff', 'latin1'), 'UTF-8'],
  ])('costs a row with %s that row only', async (_, line, fault) => {
    const text = Buffer.concat([
      Buffer.from('path,snr\na.wav,1\n'),
      Buffer.from(line),
      Buffer.from('\nc.wav,3\n'),
    ]);
    const { utterances, badRows } = await rowsOf('a.csv', text, { snrColumn: 'snr' });
    expect(utterances).toMatchObject([
      { id: 'a', snrDb: 1 },
      { id: 'c', snrDb: 3 },
    ]);
    expect(badRows).toEqual([{ origin: 'a.csv:3', fault: expect.stringContaining(fault) }]);
  });

  test.each([
    ['nothing in it', '', 'is empty'],
    ['no column of paths', 'x,y\n1,2\n', '--path-column'],
    ['a name that two columns have', 'path,x,x\na.wav,1,2\n', 'two columns called "x"'],
    ['a quote without an end', 'path,x\na.wav,"b\nc.wav,d\n', 'a.csv:2'],
    ['a header that is no text', Buffer.from('path,\xff\n', 'latin1'), 'UTF-8'],
  ])('is refused as a whole with %s', async (_, text, message) => {
    const read = rowsOf('a.csv', text);
    await expect(read).rejects.toThrow(CorpusError);
    await expect(read).rejects.toThrow(message);
  });

  test('is refused without the column that was named', async () => {
    const columns = { pathColumn: 'z' };
    await expect(rowsOf('a.csv', 'path\na.wav\n', columns)).rejects.toThrow('"z"');
    const snr = { snrColumn: 'constructor' };
    await expect(rowsOf('a.csv', 'path\na.wav\n', snr)).rejects.toThrow('--snr-column');
  });

  test('is refused where a row is longer than any, before it fills the memory', {
    tags: 'thorough',
  }, async () => {
    const long = Buffer.alloc((1 << 24) + 100, 'x');
    const text = Buffer.concat([Buffer.from('path,x\na.wav,'), long, Buffer.from('\n')]);
    await expect(rowsOf('a.csv', text)).rejects.toThrow('a.csv:2');
  });

  test('gives every cell back, whatever is in it', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ' ', 'a', "'", '=') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { maxLength: 6 }), async (rows) => {
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const lines = rows.map(([a, b], i) => `${quoted(a)},${100 + i}.wav,${quoted(b)}\n`);
        const { text } = await rewritten(sourceOf('a.csv', `a,path,b\n${lines.join('')}`));
        if (rows.length === 0) return;
        const [header, ...found] = parse(text, { record_delimiter: '\n' }) as string[][];
        expect(header).toEqual(['a', 'path', 'b', 'snr_db']);
        expect(found.map(([a, , b]) => [a, b])).toEqual(rows);
      }),
      { seed: 1, numRuns: timesOf(8, 40) },
    );
  });
});

describe('a TSV', () => {
  const HEADER = 'client_id\tpath\tsentence\tlocale\tgender\tsegment\n';

  test("of Common Voice's is read: audio in clips/, cells as they are, quotes and all", async () => {
    const folder = writeFiles(temporaryFolder(), {
      'train.tsv': `${HEADER}c1\ta.wav\t"Hm," he said\tde\tfemale\t\n`,
      'clips/a.wav': '',
    });
    const source = join(folder, 'train.tsv');
    const { utterances } = await readRows(tsvFormat, source);
    expect(utterances).toMatchObject([
      {
        id: 'a',
        audio: { path: join(folder, 'clips/a.wav'), name: 'a.wav', within: folder },
        text: '"Hm," he said',
        speaker: 'c1',
        language: 'de',
        gender: 'female',
      },
    ]);
    const { text, path } = await rewritten(source);
    expect(text).toBe(
      `${HEADER.trimEnd()}\tsnr_db\nc1\ta-noisy1.wav\t"Hm," he said\tde\tfemale\t\t10\n`,
    );
    const entries = entriesOf(tsvFormat, utterances);
    expect(entries[0]!.audioPath).toBe('clips/a-noisy1.wav');
    writeFiles(join(path, '..'), { 'clips/a-noisy1.wav': '' });
    const again = await readRows(tsvFormat, path);
    expect(again.utterances).toMatchObject([
      { audio: { path: join(path, '../clips/a-noisy1.wav') } },
    ]);
  });

  test('has its audio beside it where it is there, or where there are no clips', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'a.tsv': `${HEADER}c1\ta.wav\tx\tde\t\t\nc2\tb.wav\tx\tde\t\t\n`,
      'a.wav': '',
      'clips/b.wav': '',
      'other/a.tsv': `${HEADER}c1\ta.wav\tx\tde\t\t\n`,
    });
    const paths = async (list: string) =>
      (await readRows(tsvFormat, join(folder, list))).utterances.map(({ audio }) => audio);
    expect(await paths('a.tsv')).toMatchObject([
      { path: join(folder, 'a.wav') },
      { path: join(folder, 'clips/b.wav') },
    ]);
    expect(await paths('other/a.tsv')).toMatchObject([{ path: join(folder, 'other/a.wav') }]);
  });

  test('is made of utterances of another kind, without separators in its cells', async () => {
    const folder = temporaryFolder();
    const utterance = {
      id: 'u',
      audio: { type: 'command', command: 'x' },
      origin: 'x:1',
      text: 'a\tb\r\nc',
      language: 'en',
      row: { columns: ['no such'], cells: [] },
    } as const;
    await writeEntries(tsvFormat, '/x', folder, entriesOf(tsvFormat, [utterance]), 'csv');
    expect(readFileSync(join(folder, 'corpus.tsv'), 'utf8')).toBe(
      'id\tpath\tduration\ttext\tspeaker\tgender\tlanguage\tsnr_db\n' +
        'u-noisy1\taudio/u-noisy1.wav\t1.5\ta b c\t\t\ten\t10\n',
    );
  });

  test('costs a line that is no UTF-8 that row only', async () => {
    const text = Buffer.from('path\tx\na.wav\t1\nb.wav\t\xff\nc.wav\t2\n', 'latin1');
    const { utterances, badRows } = await rowsOf('a.tsv', text);
    expect(utterances.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(badRows).toEqual([{ origin: 'a.tsv:3', fault: expect.stringContaining('UTF-8') }]);
  });

  test('gives every cell back, whatever is in it', async () => {
    const cell = fc.string({ unit: 'binary' }).filter((text) => !/[\t\r\n]/.test(text));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1 }), async (rows) => {
        const lines = rows.map(([a, b], i) => `${a}\t${100 + i}.wav\t${b}\n`);
        const { text } = await rewritten(sourceOf('a.tsv', `a\tpath\tb\n${lines.join('')}`));
        const [, ...found] = text.split('\n').filter(Boolean);
        expect(found.map((line) => line.split('\t').filter((_, i) => i % 2 === 0))).toEqual(rows);
      }),
      { seed: 1, numRuns: timesOf(5, 25) },
    );
  });
});
