import type { AskedReadOptions } from './corpus-kind.ts';
import type { SourceRemarks } from './item-plan.ts';
import type { Pairs } from './output-paths.ts';
import type { OutputPlanOptions } from './output-plan.ts';
import type { NoiseSettings } from './render-task.ts';
import type { StaleFiles } from './stale-files.ts';
import type { CorpusWarnings } from './warning-count.ts';

/** How the folder of a result may be found. */
export type FolderUse =
  /** New, or empty. */
  | 'new'
  /** New, or empty, or a corpus, finished or not, to be gone on with. */
  | 'resume'
  /** A corpus in shards, which are joined. */
  | 'join'
  /** Whatever is in it. */
  | 'force';

/** What is to be made of each utterance of a source, whatever it is put into. */
export interface OutputOptions {
  /** A folder, a list, or tar archives. */
  readonly source: string;
  readonly read: AskedReadOptions;
  readonly plan: Omit<OutputPlanOptions, 'alwaysSuffixed'>;
  readonly render: NoiseSettings;
  /** Whether signal, or signal and noise, are written beside each noisy output. */
  readonly pairs: Pairs;
  /** Whether the lists say which output is clean and which noisy. */
  readonly labels: boolean;
  /** Whether the lists are to have commands that make the audio when it is read, instead of files. */
  readonly isVirtual?: boolean | undefined;
}

/** Hears how the work goes. */
export interface CorpusObserver {
  /** Called when the source has been read; of a shard, with what all have left out. */
  planned?(plan: { readonly utterances: number; readonly bytes: number } & SourceRemarks): void;
  /** Called for each utterance that is done, made now or before. */
  done?(utterance: { readonly bytes: number; readonly isNew: boolean }): void;
  /** Called for each utterance or row that failed. */
  failed?(failure: Failure): void;
  /** Called when a signal ends the process: what is done stays. */
  interrupted?(): void;
}

/** Why an utterance has no outputs. */
export interface Failure {
  /** Where it stands in the source. */
  readonly origin: string;
  readonly id?: string | undefined;
  readonly fault: string;
}

/** What came of `runCorpus`. */
export interface CorpusSummary extends SourceRemarks, CorpusWarnings {
  readonly utterances: number;
  /** Outputs in the lists. */
  readonly outputs: number;
  /** Outputs left out because their signal is silent. */
  readonly silent: number;
  readonly failures: number;
  /** Utterances that were done before. */
  readonly resumed: number;
  /** Outputs that an earlier corpus had in the folder, and this one does not have. */
  readonly stale: StaleFiles;
  readonly audioSeconds: number;
  readonly clippedSamples: number;
}
