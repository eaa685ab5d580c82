// The test vectors of colors in docs/noise-stream.md, computed.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createColorFilter } from '../../src/noise/color-filter.ts';
import { ColoredStream } from '../../src/noise/colored-stream.ts';
import { type ColorSpec, NOISE_COLORS, type NoiseColor } from '../../src/noise/noise-color.ts';
import { fnv1a64 } from './oracle.ts';

const page = readFileSync(new URL('../../docs/noise-stream.md', import.meta.url), 'utf8');
const section = page.split('### Test vectors of colors')[1]!.split('\n### ')[0]!;

interface ColorVector {
  readonly spec: ColorSpec;
  readonly response: string;
  readonly first: string;
  readonly last: string;
  readonly energy: string;
}

const vectors = section
  .split('\n')
  .filter((line) => line.includes('`0x'))
  .map((line): ColorVector => {
    const cells = line.split('|').map((cell) => cell.trim().replaceAll('`', ''));
    const [, color, rate, detail, response, first, last, energy] = cells as string[] & {
      length: 9;
    };
    const spec = { color: color as NoiseColor, sampleRate: Number(rate) };
    const [lowHz, highHz] = detail!.split(':').map(Number);
    return {
      spec:
        color === 'matched'
          ? { ...spec, predictor: detail!.split(',').map(Number) }
          : detail
            ? { ...spec, band: { lowHz: lowHz!, highHz: highHz! } }
            : spec,
      response: response!,
      first: first!,
      last: last!,
      energy: energy!,
    };
  });

const hex = (bits: bigint | number, digits: number) =>
  `0x${bits.toString(16).padStart(digits, '0')}`;

function bitsOf(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0]!;
}

describe('the test vectors of colors in docs/noise-stream.md', () => {
  test('are there for every color and for bands', () => {
    expect(new Set(vectors.map(({ spec }) => spec.color))).toEqual(new Set(NOISE_COLORS));
    expect(vectors.some(({ spec }) => spec.band)).toBe(true);
  });

  test.each(vectors)('are what comes out: $spec', (vector) => {
    const filter = createColorFilter(vector.spec);
    const bytes = new Uint8Array(filter.response.buffer);
    const stream = new ColoredStream(1, '', filter);
    const energy = new BigUint64Array(Float64Array.of(stream.blockEnergy(0, 0)).buffer)[0]!;
    expect({
      spec: vector.spec,
      response: hex(fnv1a64(bytes), 16),
      first: hex(bitsOf(stream.block(0, 0)[0]!), 8),
      last: hex(bitsOf(stream.block(0, 5)[4095]!), 8),
      energy: hex(energy, 16),
    }).toEqual(vector);
  });
});
