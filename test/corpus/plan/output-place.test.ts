import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSafePlace } from '../../../src/corpus/plan/audio-paths.ts';
import { faultOfId, idOfPath, placeOf } from '../../../src/corpus/plan/output-place.ts';
import { timesOf } from '../../tools/depth.ts';

/** Names that look like what escapes and shortens others, and what paths are made of. */
const ID = fc
  .array(
    fc.oneof(
      fc.constantFrom('/', '.', '..', '%', '%2E', '%25', '%0A', '~', 'a', '\\', '\n', '\u0080'),
      fc.constantFrom('é', '💧', 'x'.repeat(190), `~${'0'.repeat(64)}`, 'y'.repeat(200)),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''))
  .filter((id) => faultOfId(id) === undefined);

describe('the place of an id', () => {
  test('is the id where that can be a path', () => {
    for (const id of ['a', 'a/b c.d', '..a', 'speaker/ü-1', '50%x']) expect(placeOf(id)).toBe(id);
  });

  test.each([
    ['../a', '%2E%2E/a'],
    ['/etc/passwd', '%/etc/passwd'],
    ['a//b', 'a/%/b'],
    ['a/./b', 'a/%2E/b'],
    ['a\\b\n', 'a%5Cb%0A'],
    ['%2E', '%252E'],
    ['a%', 'a%25'],
  ])('escapes %j', (id, place) => {
    expect(placeOf(id)).toBe(place);
  });

  test('is safe and no other id has it', () => {
    fc.assert(
      fc.property(ID, ID, (a, b) => {
        const places = [placeOf(a), placeOf(b)];
        expect(places.map(isSafePlace)).toEqual([true, true]);
        expect(places[0] === places[1]).toBe(a === b);
        // What an escape makes of an id is an id too, and has another place.
        if (places[0] !== a) expect(placeOf(places[0]!)).not.toBe(places[0]);
      }),
      { seed: 1, numRuns: timesOf(600, 3000) },
    );
  });

  test('is no longer than a system allows for the longest ids', () => {
    for (const unit of ['\u0080', '/', 'x', '\u0080/', '€', '%']) {
      const id = unit.repeat(600 / unit.length);
      expect(faultOfId(id)).toBeUndefined();
      expect(isSafePlace(`audio/${placeOf(id)}`)).toBe(true);
    }
  });

  test.each([
    ['', 'empty'],
    ['\ud800', 'no Unicode'],
    ['x'.repeat(601), '601'],
  ])('is not asked for where no file can be called so (%#)', (id, fault) => {
    expect(faultOfId(id)).toContain(fault);
  });
});

describe('the id of a path', () => {
  test.each([
    ['/data/a/b.wav', '/data', 'a/b'],
    ['/data/a/b.v2.FLAC', '/data', 'a/b.v2'],
    ['/data/a/b.v2', '/data', 'a/b.v2'],
    ['/data/.wav', '/data', '.wav'],
    ['/other/b.wav', '/data', 'other/b'],
    ['/database/b.wav', '/data', 'database/b'],
  ])('of %s seen from %s is %s', (path, base, id) => {
    expect(idOfPath(path, base)).toBe(id);
  });
});
