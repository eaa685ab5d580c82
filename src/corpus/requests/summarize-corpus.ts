import { requireFileName } from '../../io/file-name.ts';
import type { OnProgress } from '../../io/turns.ts';
import { checkOptions } from '../../options/check-options.ts';
import { listWorkOptions } from '../../options/library-options.ts';
import { inLibraryWords } from '../../options/library-words.ts';
import { type CorpusOverview, surveyCorpus } from '../audit/survey-corpus.ts';
import { corpusWords } from './library-corpus-options.ts';

/** Options of {@link summarizeCorpus}. */
export interface SummarizeCorpusOptions {
  /** Called now and then with undefined, since the end is not known, and the receipts read. */
  readonly onProgress?: OnProgress | undefined;
  /** Ends the work when it is aborted: the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const OPTIONS = { list: listWorkOptions };

/**
 * Says what a corpus holds: outputs, hours, histograms of the SNR. What `awgn summarize` does; it prints nothing.
 *
 *     const { outputs, hours, histogram } = await summarizeCorpus('noisy');
 *
 * @param folder that of the corpus.
 * @throws TypeError for an option that is unknown or wrong; CorpusError where there are no receipts; what the system says; the
 *   reason of `signal`.
 */
export async function summarizeCorpus(
  folder: string,
  options: SummarizeCorpusOptions = {},
): Promise<CorpusOverview> {
  const { onProgress, signal } = checkOptions(OPTIONS, options, 'summarizeCorpus');
  requireFileName('folder', folder);
  return inLibraryWords(corpusWords, () =>
    surveyCorpus(folder, (receipts) => {
      signal?.throwIfAborted();
      onProgress?.(undefined, receipts);
    }),
  );
}
