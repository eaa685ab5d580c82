import { expect, test } from 'vitest';
import { FailureLines } from '../../src/cli/failure-lines.ts';

function linesOf(faults: readonly string[], hasList = true): string[] {
  const lines: string[] = [];
  const failures = new FailureLines((line) => lines.push(line), hasList);
  for (const [index, fault] of faults.entries()) failures.add({ origin: `list:${index}`, fault });
  failures.end();
  failures.end();
  return lines;
}

test('a thousand equal failures are three and a number, and the one that differs is told', () => {
  const faults = Array.from(
    { length: 1000 },
    (_, i) => `a/utt ${i}.wav: ENOENT: no such file "x${i}"`,
  );
  faults[700] = 'the signal is silent';
  expect(linesOf(faults)).toEqual([
    'list:0: a/utt 0.wav: ENOENT: no such file "x0"',
    'list:1: a/utt 1.wav: ENOENT: no such file "x1"',
    'list:2: a/utt 2.wav: ENOENT: no such file "x2"',
    'list:700: the signal is silent',
    '996 more failed like this: a/utt 0.wav: ENOENT: no such file "x0"',
  ]);
});

test('failures without end of different sorts are told in bounded number', () => {
  const words = Array.from(
    { length: 5000 },
    (_, i) => `fault ${[...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`,
  );
  const lines = linesOf(words);
  expect(lines.length).toBeLessThan(100);
  expect(lines.at(-1)).toMatch(/^\d+ more failed of other kinds$/);
});

test('all are told where no list has them', () => {
  expect(
    linesOf(
      Array.from({ length: 50 }, () => 'the signal is silent'),
      false,
    ),
  ).toHaveLength(50);
});
