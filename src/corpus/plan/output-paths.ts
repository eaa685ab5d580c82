import { containerOf } from '../../audio-files/output-container.ts';
import type { SampleEncoding } from '../../audio-format.ts';
import type { Container } from '../../formats/containers.ts';
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

/** What the format of outputs depends on. */
export interface ContainerChoice {
  /** Undefined: that of the source, as far as it can be written and holds the encoding. */
  readonly container?: Container | undefined;
  readonly encoding?: SampleEncoding | undefined;
}

/** The format of an output: as asked for, else that of the source, by its name. What a command writes is WAV. */
export function outputContainerOf(audioName: string, choice: ContainerChoice): Container {
  if (choice.container !== undefined) return choice.container;
  const isStorable = choice.encoding === undefined || /^[su]\d/.test(choice.encoding);
  return isStorable ? containerOf(audioName) : 'wav';
}

/** Where the files of an output go, relative to the corpus' folder. */
export function pathsOf(
  to: CorpusFormat,
  utterance: Utterance,
  output: PlannedOutput,
  { pairs, render }: { readonly pairs: Pairs; readonly render: ContainerChoice },
): OutputPaths {
  const { audio } = utterance;
  const extension = outputContainerOf(audio.type === 'file' ? audio.name : '', render);
  const place = to.placeFor(utterance, output);
  if (pairs === 'none') return { audioPath: `${place}.${extension}` };
  const path = (part: string) =>
    // A tree of files is a tree for each part, whose files have the same names; elsewhere the lists say what is what.
    to.kind === 'directory'
      ? `${part}/${place}.${extension}`
      : `${place}${SUFFIXES[part]}.${extension}`;
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
