import { expect, test } from 'vitest';
import { progressLine } from '../../src/cli/progress.ts';

test.each([
  [0, 0, 1, '[------------------------------] 0 %, 0 s left'],
  [0.5, 5e6, 2, '[###############---------------] 50 %, 2 s left'],
  [0.999, 5e6, 10, '[##############################] 99 %, 1 s left'],
  [1, 5e6, 10, '[##############################] 100 %, 0 s left'],
  [1.01, 5e6, 10, '[##############################] 100 %, 0 s left'],
  [undefined, 12_345_678, 10, '12 MB read'],
])('the progress of %d, %i bytes and %i s is "%s"', (done, bytes, seconds, line) => {
  expect(progressLine(done, bytes, seconds)).toBe(line);
});
