import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ManifestLine, manifestLines } from '../../../src/corpus/lists/manifest-lines.ts';
import { CorpusError } from '../../../src/errors.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';

const folder = temporaryFolder();
let count = 0;

async function linesOf(
  content: string | Uint8Array,
  { extension = 'txt', mostLineBytes }: { extension?: string; mostLineBytes?: number } = {},
): Promise<ManifestLine[]> {
  const path = join(folder, `${count++}.${extension}`);
  writeFileSync(path, content);
  const lines = [];
  for await (const line of manifestLines(path, 'the list', mostLineBytes)) lines.push(line);
  return lines;
}

const texts = (lines: ManifestLine[]) => lines.map((line) => ('text' in line ? line.text : null));

describe('the lines of a list', () => {
  test('are numbered from 1, whether or not the last one has an end', async () => {
    const expected = ['a', '', 'b'].map((text, i) => ({ number: i + 1, text }));
    expect(await linesOf('a\n\nb')).toEqual(expected);
    expect(await linesOf('a\n\nb\n')).toEqual(expected);
    expect(await linesOf('')).toEqual([]);
    expect(await linesOf('\n')).toEqual([{ number: 1, text: '' }]);
  });

  test('end with LF or CRLF; a return within a line stays', async () => {
    expect(texts(await linesOf('a\r\nb\rc\n\r\nd\r\r\ne\r'))).toEqual([
      'a',
      'b\rc',
      '',
      'd\r',
      'e',
    ]);
  });

  test('begin after a byte-order mark, and only at the beginning of the file', async () => {
    expect(texts(await linesOf('\ufeffa\n\ufeffb\n'))).toEqual(['a', '\ufeffb']);
  });

  test('that are no UTF-8 are faults, and the next ones are read', async () => {
    const broken = [0xff, 0xc3, 0xe2, 0xed].map((byte) => Buffer.from([0x61, byte, 10]));
    const surrogate = Buffer.from([0xed, 0xa0, 0x80, 10]);
    const lines = await linesOf(Buffer.concat([...broken, surrogate, Buffer.from('é😀\n')]));
    expect(texts(lines)).toEqual([null, null, null, null, null, 'é😀']);
    expect(lines[0]).toEqual({
      number: 1,
      fault: 'bytes that are no UTF-8; expected text in UTF-8; convert it',
    });
  });

  test('that are too long are faults however they are split, and the next ones are read', async () => {
    const exact = 'x'.repeat(1000);
    const giant = 'y'.repeat(300_000);
    const content = `${exact}\n${exact}z\nok\n${giant}\nok\n${giant}`;
    const lines = await linesOf(content, { mostLineBytes: 1000 });
    expect(texts(lines)).toEqual([exact, null, 'ok', null, 'ok', null]);
    expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(lines[1]).toMatchObject({ fault: expect.stringContaining('more than 1000 bytes') });
  });

  test('are what splitting the whole text gives, across the pieces that a file comes in', async () => {
    // Pieces of 64 KiB end within lines, within characters and between CR and LF.
    const unit = fc.constantFrom('a', 'é', '😀', ' ', '\r\n', '\n', 'x'.repeat(5000));
    const text = fc.array(unit, { minLength: 100, maxLength: 400 }).map((units) => units.join(''));
    await fc.assert(
      fc.asyncProperty(text, async (whole) => {
        const expected = whole.split(/\r?\n/);
        if (expected.at(-1) === '') expected.pop();
        expect(texts(await linesOf(whole))).toEqual(expected);
        expect(texts(await linesOf(gzipSync(whole), { extension: 'gz' }))).toEqual(expected);
      }),
      { seed: 3, numRuns: 20 },
    );
  });
});

describe('a compressed list', () => {
  const bytes = gzipSync('first\nsecond\n');

  test('is decompressed by its name, also of several members', async () => {
    const two = Buffer.concat([bytes, gzipSync('third')]);
    expect(texts(await linesOf(two, { extension: 'jsonl.gz' }))).toEqual([
      'first',
      'second',
      'third',
    ]);
  });

  test.each([
    ['cut short', bytes.subarray(0, -9)],
    ['with a wrong check sum', Buffer.concat([bytes.subarray(0, -8), Buffer.alloc(8)])],
    ['that is not compressed', Buffer.from('first\nsecond\n')],
  ])('%s is refused as a whole, by its name', async (_, content) => {
    const reading = linesOf(content, { extension: 'gz' });
    await expect(reading).rejects.toThrow(CorpusError);
    await expect(reading).rejects.toThrow(/^the list is damaged: .+; expected a whole gzip file/);
  });

  test('of which little is read leaves nothing that could fail later', async () => {
    const path = join(folder, 'long.gz');
    // Random enough to span many pieces; its end is missing.
    const numbers = Array.from({ length: 200_000 }, (_, i) => Math.imul(i, 2654435761));
    writeFileSync(path, gzipSync(numbers.join('\n')).subarray(0, -100));
    for await (const line of manifestLines(path)) {
      expect(line).toEqual({ number: 1, text: '0' });
      break;
    }
  });
});

test.each(['missing.txt', 'missing.gz'])('%s is reported by the system’s words', async (name) => {
  const reading = manifestLines(join(folder, name)).next();
  await expect(reading).rejects.toMatchObject({ code: 'ENOENT', path: join(folder, name) });
});
