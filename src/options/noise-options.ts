import { STORED_CONTAINERS } from '../formats/containers.ts';
import { noiseOptions } from './noise-table.ts';
import { type Option, type OptionsOf, optionsOf, type ValuesOf } from './option.ts';
import { choiceOf } from './option-types.ts';

/** {@link noiseOptions}, for what has them all at hand. */
export const NOISE_OPTIONS = noiseOptions();

/** Lists have no place for what headerless samples are. */
const STORED_CONTAINER = {
  type: choiceOf('name', STORED_CONTAINERS),
  help: "format of the outputs: wav or flac (default: the source's)",
};

/** Options that have the same values in every output of a corpus. */
export const CORPUS_NOISE_OPTIONS = optionsOf(NOISE_OPTIONS, 'corpus').map((option: Option) =>
  option.name === 'container' ? { ...option, ...STORED_CONTAINER } : option,
) as unknown as OptionsOf<typeof NOISE_OPTIONS, 'corpus'>;

/** Values of {@link NOISE_OPTIONS}. */
export type NoiseValues = ValuesOf<typeof NOISE_OPTIONS>;

/** Values of {@link CORPUS_NOISE_OPTIONS}. */
export type CorpusNoiseValues = ValuesOf<OptionsOf<typeof NOISE_OPTIONS, 'corpus'>>;
