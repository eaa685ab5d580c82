import { expect, test } from 'vitest';
import { concatBytes } from '../../src/formats/concat-bytes.ts';
import { bytesOf } from '../tools/wav-fixtures.ts';

test('arrays are joined in order; one alone is not copied', () => {
  const alone = bytesOf('ab');
  expect(concatBytes([alone])).toBe(alone);
  expect(concatBytes([])).toEqual(bytesOf());
  expect(concatBytes([alone, bytesOf(), bytesOf('cde')])).toEqual(bytesOf('abcde'));
});
