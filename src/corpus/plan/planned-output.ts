import type { LevelDefinition } from '../../level/level-definitions.ts';
import type { NoiseColor } from '../../noise/noise-color.ts';
import type { NoiseTarget } from '../../noise/noise-gain.ts';

/** What one output is to be: a function of its utterance's id, its copy and the options alone. */
export interface PlannedOutput {
  /** Unique among the outputs: the utterance's id with {@link suffix}. */
  readonly id: string;
  /** `-noisy1`, `-snr10`, `-clean`; empty where an utterance has one output that keeps its name. */
  readonly suffix: string;
  /** From 1; 0 for the clean copy, which gets no noise. */
  readonly copy: number;
  /** The noise's key. */
  readonly key: string;
  /** Null for the clean copy. */
  readonly snrDb: number | null;
  readonly color: NoiseColor;
  readonly level: LevelDefinition;
}

export function noiseTargetOf({ snrDb }: PlannedOutput): NoiseTarget {
  return snrDb === null ? { type: 'std', std: 0, mean: 0 } : { type: 'snr', snrDb };
}
