import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES } from '../formats/wav/odd-files.ts';
import { REFUSALS } from '../formats/wav/refused-files.ts';

/** All odd files of the tests, and the beginnings of the samples. */
export const WAV_SEEDS: readonly Uint8Array[] = [
  ...Object.values(FIXTURES).map(({ bytes }) => bytes),
  ...Object.values(REFUSALS).map(({ bytes }) => bytes),
  ...readdirSync('samples')
    .filter((name) => name.endsWith('.wav'))
    .map((name) => readFileSync(join('samples', name)).subarray(0, 2000)),
];
