import type { CorpusFormat } from '../../plan/corpus-kind.ts';
import type { OutputOptions } from '../../plan/corpus-options.ts';

/** Options of a corpus of files and lists. */
export interface FolderOptions extends OutputOptions {
  readonly from: CorpusFormat;
  /** Kind of the result: usually that of the source. */
  readonly to: CorpusFormat;
}
