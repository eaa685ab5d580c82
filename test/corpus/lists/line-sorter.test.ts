import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareBytes, type KeyedLine, LineSorter } from '../../../src/corpus/lists/line-sorter.ts';
import { seededRandom } from '../../formats/wav/splitting.ts';
import { timesOf } from '../../tools/depth.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';

const folder = temporaryFolder();

function sort(lines: readonly KeyedLine[], memoryCharacters?: number): KeyedLine[] {
  const sorter = new LineSorter({ folder, ...(memoryCharacters && { memoryCharacters }) });
  for (const [key, value] of lines) sorter.add(key, value);
  return [...sorter.sorted()];
}

/** Well-formed text of all planes, often of those at the seams of UTF-16 and with long common beginnings. */
const TEXTS = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({
    unit: fc.constantFrom('a', '-', '\0', '\t', '\n', '"', '\ud7ff', '\ue000', '\uffff', '😀', '𐀀'),
    maxLength: 5,
  }),
);

describe('the order of two texts', () => {
  test('is that of their bytes in UTF-8', () => {
    fc.assert(
      fc.property(TEXTS, TEXTS, (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { seed: 1, numRuns: timesOf(400, 2000) },
    );
  });

  test('puts the private use area and the last of the first plane before all other planes', () => {
    const texts = ['\u{10ffff}', '\uffff', '😀', '\ue000', '\ud7ff', 'z', '\u{10000}'];
    const bytewise = ['z', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '😀', '\u{10ffff}'];
    expect([...texts].sort(compareBytes)).toEqual(bytewise);
    expect([...texts].sort()).not.toEqual(bytewise);
  });
});

describe('a sorter of lines', () => {
  test.each([
    ['in memory', 1 << 20],
    ['with every line in a file of its own', 1],
    ['with some lines in each file', 400],
  ])('sorts by bytes and keeps ties in their order, %s', (_, memoryCharacters) => {
    const lines = fc.array(fc.tuple(TEXTS, fc.string({ maxLength: 3 })), { maxLength: 60 });
    fc.assert(
      fc.property(lines, (keyed) => {
        const numbered = keyed.map(
          ([key, text], i): KeyedLine => [key, JSON.stringify([i, text, key])],
        );
        // Sorting an array is stable.
        const expected = [...numbered].sort(([a], [b]) =>
          Buffer.compare(Buffer.from(a), Buffer.from(b)),
        );
        expect(sort(numbered, memoryCharacters)).toEqual(expected);
      }),
      { seed: 2, numRuns: timesOf(12, 60) },
    );
  });

  test('keeps values as they are: empty, with tabs, of characters of more bytes than a block has', () => {
    const lines: KeyedLine[] = [
      ['a', ''],
      ['b', '\tx\t'],
      ['c', '\u00e9😀'.repeat(50_000)],
      ['d', 'after'],
    ];
    expect(sort(lines, 1)).toEqual(lines);
  });

  test('keeps the order of ties when so many runs came together that they were merged on the way', () => {
    const lines = Array.from({ length: 300 }, (_, i): KeyedLine => [`${i % 3}`, `${i}`]);
    const expected = ['0', '1', '2'].flatMap((key) => lines.filter((line) => line[0] === key));
    expect(sort(lines, 1)).toEqual(expected);
  });

  test('keeps it, too, where what was merged was merged again, and when all came backwards', () => {
    const lines = Array.from({ length: 17_000 }, (_, i): KeyedLine => {
      const key = String(9999 - Math.floor(i / 2)).padStart(4, '0');
      return [key, `${i % 2}`];
    });
    const keys = lines.filter(([, value]) => value === '0').map(([key]) => key);
    const expected = keys.reverse().flatMap((key) => [
      [key, '0'],
      [key, '1'],
    ]);
    expect(sort(lines, 1)).toEqual(expected);
  });

  test.each([2, 5, 40])('puts in their places lines that come up to %i late', (mostLate) => {
    const random = seededRandom(mostLate);
    const lines = Array.from(
      { length: 500 },
      (_, i): KeyedLine => [String(i).padStart(3, '0'), ''],
    );
    const late = lines
      .map((line, i) => ({ line, at: i + random() * mostLate }))
      .sort((a, b) => a.at - b.at)
      .map(({ line }) => line);
    expect(late).not.toEqual(lines);
    expect(sort(late, 2000)).toEqual(lines);
  });

  test('of nothing gives nothing', () => {
    expect(sort([])).toEqual([]);
  });

  test('holds a descriptor or two however many runs there are, and gives them back, read to the end or not', () => {
    const descriptors = () => readdirSync('/proc/self/fd').length;
    if (process.platform !== 'linux') return;
    const before = descriptors();
    const sorter = new LineSorter({ folder, memoryCharacters: 1 });
    for (let i = 0; i < 200; i++) sorter.add(`${i}`, '');
    expect(descriptors() - before).toBeGreaterThan(0);
    expect(descriptors() - before).toBeLessThanOrEqual(2);
    const lines = sorter.sorted();
    lines.next();
    lines.return(undefined);
    expect(descriptors()).toBe(before);
    const unread = new LineSorter({ folder, memoryCharacters: 1 });
    unread.add('a', '');
    unread.close();
    unread.close();
    expect(descriptors()).toBe(before);
  });

  test('leaves no name in its folder, even while it works', () => {
    const sorter = new LineSorter({ folder, memoryCharacters: 1 });
    sorter.add('a', 'b');
    expect(readdirSync(folder)).toEqual([]);
    sorter.close();
  });

  test('names its folder when there is none', () => {
    const sorter = new LineSorter({ folder: '/no/such/folder', memoryCharacters: 1 });
    expect(() => sorter.add('a', 'b')).toThrow(
      expect.objectContaining({ code: 'ENOENT', path: '/no/such/folder' }),
    );
  });
});
