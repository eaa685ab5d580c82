import { describe, expect, test } from 'vitest';
import { resolveSlot, type SlotFields } from '../../../src/formats/wav/fmt-slot.ts';

type Fields = Pick<SlotFields, 'codec' | 'bits' | 'blockAlign'> & Partial<SlotFields>;

const RATE = 16000;

/** The slot, and the codes of the warnings. The byte rate fits the block alignment unless it is given. */
function resolve(given: Fields) {
  const fields = {
    numberOfChannels: 1,
    sampleRate: RATE,
    bytesPerSecond: RATE * given.blockAlign,
    byteOffset: 20,
    ...given,
  };
  const warnings: string[] = [];
  const { encoding, slotBytes, significantBytes, validBits } = resolveSlot(fields, (code) =>
    warnings.push(code),
  );
  return { slot: [encoding, slotBytes, significantBytes, validBits], warnings };
}

describe('a slot has an encoding, its bytes, the sample’s own bytes and the valid bits:', () => {
  test.each<[Fields, [string, number, number, number]]>([
    [{ codec: 'integer', bits: 8, blockAlign: 1 }, ['u8', 1, 1, 8]],
    [{ codec: 'integer', bits: 16, blockAlign: 2 }, ['s16', 2, 2, 16]],
    [{ codec: 'integer', bits: 24, blockAlign: 3 }, ['s24', 3, 3, 24]],
    [{ codec: 'integer', bits: 32, blockAlign: 4 }, ['s32', 4, 4, 32]],
    [{ codec: 'float', bits: 32, blockAlign: 4 }, ['f32', 4, 4, 32]],
    [{ codec: 'float', bits: 64, blockAlign: 8 }, ['f64', 8, 8, 64]],
    [{ codec: 'alaw', bits: 8, blockAlign: 1 }, ['alaw', 1, 1, 8]],
    [{ codec: 'mulaw', bits: 8, blockAlign: 1 }, ['mulaw', 1, 1, 8]],
    // Whole bytes in a wider slot are its low ones.
    [{ codec: 'integer', bits: 24, blockAlign: 4 }, ['s24', 4, 3, 24]],
    [{ codec: 'integer', bits: 16, blockAlign: 8 }, ['s16', 8, 2, 16]],
    // Other bits are the top ones of a slot that an integer fills.
    [{ codec: 'integer', bits: 12, blockAlign: 2 }, ['s16', 2, 2, 12]],
    [{ codec: 'integer', bits: 20, blockAlign: 4 }, ['s32', 4, 4, 20]],
    [{ codec: 'integer', bits: 12, blockAlign: 8 }, ['s16', 8, 2, 12]],
  ])('%o', (fields, slot) => {
    expect(resolve(fields)).toEqual({ slot, warnings: [] });
  });
});

describe('two witnesses of three are believed, with a warning:', () => {
  test.each<[Fields, [string, number, number, number], string[]]>([
    [{ codec: 'alaw', bits: 16, blockAlign: 1 }, ['alaw', 1, 1, 8], ['bits-per-sample']],
    [{ codec: 'alaw', bits: 8, blockAlign: 2 }, ['alaw', 1, 1, 8], ['block-align']],
    [{ codec: 'mulaw', bits: 8, blockAlign: 2 }, ['mulaw', 1, 1, 8], ['block-align']],
    [{ codec: 'integer', bits: 0, blockAlign: 3 }, ['s24', 3, 3, 24], ['bits-per-sample']],
    [
      { codec: 'integer', bits: 0, blockAlign: 4, numberOfChannels: 2 },
      ['s16', 2, 2, 16],
      ['bits-per-sample'],
    ],
    [{ codec: 'float', bits: 0, blockAlign: 4 }, ['f32', 4, 4, 32], ['bits-per-sample']],
    [{ codec: 'float', bits: 0, blockAlign: 8 }, ['f64', 8, 8, 64], ['bits-per-sample']],
    [
      { codec: 'integer', bits: 16, blockAlign: 0, bytesPerSecond: 1 },
      ['s16', 2, 2, 16],
      ['block-align'],
    ],
    [
      { codec: 'integer', bits: 16, blockAlign: 4, bytesPerSecond: 2 * RATE },
      ['s16', 2, 2, 16],
      ['block-align'],
    ],
    [
      { codec: 'integer', bits: 24, blockAlign: 4, bytesPerSecond: 1 },
      ['s24', 4, 3, 24],
      ['block-align'],
    ],
  ])('%o', (fields, slot, warnings) => {
    expect(resolve(fields)).toEqual({ slot, warnings });
  });
});

test.each<Fields>([
  { codec: 'integer', bits: 16, blockAlign: 9 },
  { codec: 'integer', bits: 16, blockAlign: 3, numberOfChannels: 2 },
  { codec: 'integer', bits: 16, blockAlign: 4, bytesPerSecond: 1 },
  { codec: 'integer', bits: 24, blockAlign: 5, bytesPerSecond: 1 },
  { codec: 'integer', bits: 0, blockAlign: 8 },
  { codec: 'float', bits: 0, blockAlign: 3 },
  { codec: 'float', bits: 32, blockAlign: 8 },
])('fields of which no two agree are refused: %o', (fields) => {
  expect(() => resolve(fields)).toThrow(/^the fmt chunk contradicts itself: .* no two of them/);
});
