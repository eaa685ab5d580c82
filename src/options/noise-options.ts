import { noiseOptions } from './noise-table.ts';
import { type OptionsOf, optionsOf, type ValuesOf } from './option.ts';

/** {@link noiseOptions}, for what has them all at hand. */
export const NOISE_OPTIONS = noiseOptions();

/** Options that have the same values in every output of a corpus. */
export const CORPUS_NOISE_OPTIONS = optionsOf(NOISE_OPTIONS, 'corpus');

/** Values of {@link NOISE_OPTIONS}. */
export type NoiseValues = ValuesOf<typeof NOISE_OPTIONS>;

/** Values of {@link CORPUS_NOISE_OPTIONS}. */
export type CorpusNoiseValues = ValuesOf<OptionsOf<typeof NOISE_OPTIONS, 'corpus'>>;
