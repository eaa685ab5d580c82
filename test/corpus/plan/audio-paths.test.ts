import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AudioPaths,
  fileNameOf,
  isSafePlace,
  isWithin,
} from '../../../src/corpus/plan/audio-paths.ts';
import { timesOf } from '../../tools/depth.ts';

describe('a path of a row', () => {
  test('begins at the base and stays in it; an absolute one is taken as it is', () => {
    const paths = new AudioPaths('/data/set', undefined);
    expect(paths.resolve('a/b.wav')).toEqual({ path: '/data/set/a/b.wav', within: '/data/set' });
    expect(paths.resolve('a/../b.wav')).toEqual({ path: '/data/set/b.wav', within: '/data/set' });
    expect(paths.resolve('/elsewhere/b.wav')).toEqual({ path: '/elsewhere/b.wav' });
    expect(paths.resolve('..b.wav')).toEqual({ path: '/data/set/..b.wav', within: '/data/set' });
  });

  test('with a root begins there, and stays in it however it is written', () => {
    const paths = new AudioPaths('/data/set', '/audio');
    expect(paths.resolve('a.wav')).toEqual({ path: '/audio/a.wav', within: '/audio' });
    expect(paths.resolve('/audio/a.wav')).toEqual({ path: '/audio/a.wav', within: '/audio' });
    for (const path of ['/data/set/a.wav', '/audiobooks/a.wav', '../audio2/a.wav', '/audio/../a']) {
      expect(paths.resolve(path)).toEqual({ fault: expect.stringContaining('leaves /audio;') });
    }
  });

  test.each(['../a.wav', 'a/../../b.wav', '..', 'a/../..'])(
    'that leaves the base is refused: %s',
    (path) => {
      const { fault } = new AudioPaths('/data/set', undefined).resolve(path) as { fault: string };
      expect(fault).toBe(
        `the path ${JSON.stringify(path)} leaves /data/set; expected a file in there; give --root with a folder that holds all audio`,
      );
    },
  );

  test('that is empty or holds NUL is refused', () => {
    const paths = new AudioPaths('/', undefined);
    for (const path of ['', 'a\0.wav']) {
      expect(paths.resolve(path)).toEqual({ fault: expect.stringContaining('expected the name') });
    }
  });
});

test('a folder holds itself and what lies in it, not what only begins like it', () => {
  expect(isWithin('/a', '/a')).toBe(true);
  expect(isWithin('/a', '/a/b')).toBe(true);
  expect(isWithin('/', '/b')).toBe(true);
  expect(isWithin('/a', '/a/..b')).toBe(true);
  expect(isWithin('/a', '/ab')).toBe(false);
  expect(isWithin('/a', '/')).toBe(false);
  expect(isWithin('/a', '/a/../b')).toBe(false);
});

describe('a place', () => {
  test.each(['a', 'a/b c/ä😀', '.hidden', '..a', 'a'.repeat(200), '…'])('may be %j', (place) => {
    expect(isSafePlace(place)).toBe(true);
  });

  test.each([
    '',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    'a/../b',
    'a/.',
    'a\\b',
    'a\0',
    'a\nb',
    'a\u0085b',
    '\ud800',
    'a'.repeat(201),
    'ä'.repeat(101),
    'a/'.repeat(2000),
  ])('may not be %j', (place) => {
    expect(isSafePlace(place)).toBe(false);
  });
});

describe('the file name of an id', () => {
  test('is the id where any system can store it', () => {
    for (const id of ['a', 'spk-1_2.x', 'ä 😀', 'a..b']) expect(fileNameOf(id)).toBe(id);
  });

  test('has no slash, nothing hidden, nothing that leads out', () => {
    expect(fileNameOf('..')).toBe('%2E%2E');
    expect(fileNameOf('.a')).toBe('%2Ea');
    expect(fileNameOf('a/b\\c%d:\n')).toBe('a%2Fb%5Cc%25d%3A%0A');
  });

  test('is short and whole however long the id', () => {
    const name = fileNameOf('😀'.repeat(5000));
    expect(name).toMatch(/^(😀){35}%-[0-9a-f]{32}$/u);
    expect(fileNameOf(`${'😀'.repeat(4999)}!`)).not.toBe(name);
    expect(fileNameOf(name)).not.toBe(name);
  });

  test('is safe for every id but the empty one, and differs where ids do', () => {
    const unit = fc.constantFrom('a', '.', '/', '\\', '%', '2', '5', 'E', 'F', '\ud800', ' ', 'é');
    const id = fc.oneof(
      fc.string({ unit, minLength: 1, maxLength: 4 }),
      fc.string({ unit, minLength: 190, maxLength: 220 }),
    );
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(isSafePlace(fileNameOf(a))).toBe(true);
        expect(fileNameOf(a) === fileNameOf(b)).toBe(a === b);
      }),
      { seed: 4, numRuns: timesOf(400, 2000) },
    );
  });
});
