import type { CorpusObserver, FolderUse } from '../plan/corpus-options.ts';
import type { Container } from './container.ts';

/** Options of {@link runCorpus}. */
export interface CorpusOptions {
  /** A folder, a list, or tar archives. */
  readonly source: string;
  /** Folder of the result. */
  readonly folder: string;
  readonly use: FolderUse;
  /** What the outputs are put into; it knows the source, too, and what is to be made of it. */
  readonly container: Container;
  /** Threads that make outputs. */
  readonly jobs: number;
  /** Utterances that may fail before the work ends; undefined: all. */
  readonly mostFailures?: number | undefined;
  /** How the corpus is made, for those who find it: JSON. Must be the same for it to be gone on with. */
  readonly settings: string;
  readonly observer?: CorpusObserver | undefined;
  /** Ends the work when it is aborted; what is done stays. */
  readonly signal?: AbortSignal | undefined;
}
