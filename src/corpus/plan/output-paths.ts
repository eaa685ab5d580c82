import type { Utterance } from '../utterance.ts';
import type { CorpusFormat } from './corpus-kind.ts';
import { OutputPlan, type OutputPlanOptions } from './output-plan.ts';
import type { PlannedOutput } from './planned-output.ts';
import type { OutputPaths } from './render-task.ts';

/** What is written beside each noisy output: nothing, its signal, or its signal and its noise. */
export type Pairs = (typeof PAIRS)[number];

/** Every {@link Pairs}. */
export const PAIRS = ['none', 'clean', 'clean-noise'] as const;

/** Files of a noisy output, those beside it included. */
export const FILES_PER_NOISY: Readonly<Record<Pairs, number>> = {
  none: 1,
  clean: 2,
  'clean-noise': 3,
};

/** Where the files of an output go, relative to the corpus' folder. */
export function pathsOf(
  to: CorpusFormat,
  utterance: Utterance,
  output: PlannedOutput,
  pairs: Pairs,
): OutputPaths {
  const place = to.placeFor(utterance, output);
  if (pairs === 'none') return { audioPath: `${place}.wav` };
  const path = (part: string) =>
    // A tree of files is a tree for each part, whose files have the same names; elsewhere the lists say what is what.
    to.kind === 'directory' ? `${part}/${place}.wav` : `${place}${SUFFIXES[part]}.wav`;
  return {
    audioPath: path('noisy'),
    ...(output.snrDb !== null && {
      cleanPath: path('clean'),
      ...(pairs === 'clean-noise' && { noisePath: path('noise') }),
    }),
  };
}

/** What the outputs of a corpus are, named so that none meets another. */
export function outputPlanOf(
  {
    plan,
    to,
    pairs,
  }: {
    readonly plan: Omit<OutputPlanOptions, 'alwaysSuffixed'>;
    readonly to: CorpusFormat;
    readonly pairs: Pairs;
  },
  numberOfUtterances: number,
): OutputPlan {
  return new OutputPlan(
    { ...plan, alwaysSuffixed: isAlwaysSuffixed(to, pairs) },
    numberOfUtterances,
  );
}

/**
 * Whether an utterance's only output gets a suffix, too. Beside their pairs, outputs without one could not be told from
 * the signal or the noise of others: `a-noise` may be an id.
 */
function isAlwaysSuffixed(to: CorpusFormat, pairs: Pairs): boolean {
  return to.alwaysSuffixed || (pairs !== 'none' && to.kind !== 'directory');
}

/** No output's own suffix ends like this. */
const SUFFIXES: Readonly<Record<string, string>> = {
  noisy: '',
  clean: '-signal',
  noise: '-noise',
};
