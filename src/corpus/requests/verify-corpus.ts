import { requireFileName } from '../../io/file-name.ts';
import type { OnProgress } from '../../io/turns.ts';
import { checkOptions } from '../../options/check-options.ts';
import { inLibraryWords } from '../../options/library-words.ts';
import { openPair, openSourceAudio } from '../audit/clean-audio.ts';
import { type CorpusVerification, verifyOutputs } from '../audit/verify-outputs.ts';
import type { CorpusFault } from '../run/corpus-contents.ts';
import { internalValues, listVerifyOptions, verifyWords } from './library-corpus-options.ts';
import { VERIFY_SOURCE_OPTIONS, VERIFY_SOURCE_RULES } from './verify-options.ts';

/** Options of {@link verifyCorpus}: those of `awgn verify`, in camelCase. */
export interface VerifyCorpusOptions {
  /** What the corpus was made of: the SNR of each output is computed anew from both. */
  readonly source?: string | undefined;
  /** Base folder for relative paths of the source; nothing outside it is read. */
  readonly root?: string | undefined;
  /** For a `csv` or `tsv` source: the column of the audio's path. */
  readonly pathColumn?: string | undefined;
  /** Run the commands that the source has for audio: only for lists that you trust. */
  readonly allowCommands?: boolean | undefined;
  /** End a command that writes more bytes. Default 4 GiB. */
  readonly maxCommandOutput?: number | undefined;
  /** Called for each fault. */
  readonly onFault?: ((fault: CorpusFault) => void) | undefined;
  /** Called now and then with the part of the outputs that is done, and the outputs. */
  readonly onProgress?: OnProgress | undefined;
  /** Ends the work when it is aborted: the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const OPTIONS = { list: listVerifyOptions, rules: () => VERIFY_SOURCE_RULES };

/**
 * Looks whether a corpus is what its lists say: every file there, with every byte, at the SNR that was stated. What `awgn verify`
 * does; it prints nothing, and sets no exit status.
 *
 *     const { outputs, faults } = await verifyCorpus('noisy', { onFault: ({ path, kind }) => console.log(path, kind) });
 *
 * @param folder that of the corpus.
 * @returns how much was looked at, and how many faults there are.
 * @throws TypeError or RangeError for options that are unknown, out of range or contradict each other; CorpusError where there are
 *   no receipts, or for a source that cannot be read; what the system says; the reason of `signal`.
 */
export async function verifyCorpus(
  folder: string,
  options: VerifyCorpusOptions = {},
): Promise<CorpusVerification> {
  const values = checkOptions(OPTIONS, options, 'verifyCorpus') as Readonly<
    Record<string, unknown>
  >;
  requireFileName('folder', folder);
  const { onFault, onProgress, signal } = options;
  type Read = Parameters<typeof openSourceAudio>[2] & { readonly source?: string };
  const { source, ...read } = internalValues(values, VERIFY_SOURCE_OPTIONS) as unknown as Read;
  return inLibraryWords(verifyWords, async () => {
    signal?.throwIfAborted();
    const clean = source === undefined ? undefined : await openSourceAudio(folder, source, read);
    try {
      return await verifyOutputs({
        folder,
        openClean: (receipt) => clean?.openClean(receipt) ?? openPair(folder, receipt),
        onFault: (fault) => onFault?.({ ...fault, detail: verifyWords(fault.detail) }),
        onOutputs: (outputs, all) => {
          signal?.throwIfAborted();
          onProgress?.(all ? Math.min(1, outputs / all) : undefined, outputs);
        },
      });
    } finally {
      clean?.close();
    }
  });
}
