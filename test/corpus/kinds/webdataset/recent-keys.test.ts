import { describe, expect, it } from 'vitest';
import { RecentKeys } from '../../../../src/corpus/kinds/webdataset/recent-keys.ts';

describe('keys that were seen', () => {
  it('are remembered up to a number, the latest ones', () => {
    const keys = new RecentKeys(3);
    for (const [place, key] of ['a', 'b', 'c', 'd'].entries()) {
      expect(keys.add(key, place)).toBeUndefined();
    }
    expect(keys.add('b', 9)).toBe(1);
    expect(keys.add('a', 9)).toBeUndefined();
  });
});
