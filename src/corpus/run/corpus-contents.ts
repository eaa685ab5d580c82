import type { CorpusReceipt } from '../plan/corpus-receipt.ts';

/** What is wrong with a corpus. */
export interface CorpusFault {
  /** Path in the corpus' folder. */
  readonly path: string;
  readonly kind:
    | 'missing'
    | 'truncated'
    | 'altered'
    | 'wrong-snr'
    | 'wrong-count'
    | 'inconsistent'
    | 'unreadable'
    /** Audio that no receipt states. */
    | 'unlisted'
    /** The output is as it was made, and its source is not what it was, or is gone. */
    | 'source-changed'
    | 'source-missing';
  /** What was found and what was expected. */
  readonly detail: string;
}

/** What is wrong with one file. */
export type FileFault = Omit<CorpusFault, 'path'>;

/** A file of a finished corpus. */
export interface StoredFile {
  /** In the corpus' folder. */
  readonly path: string;
  /** For messages about what is no file at all: what is expected there, and what to do. */
  readonly expected: string;
  /**
   * Compares it with what the lists say of it.
   *
   * @param path absolute; of a regular file.
   */
  compare(path: string): Promise<FileFault | undefined>;
}

/** What stands in one line of a corpus' lists: an output, or an archive of many. */
export interface StoredPart {
  readonly outputs: number;
  readonly silent: number;
  readonly files: readonly StoredFile[];
  /** Of its only output, where there is audio of it. */
  readonly receipt?: CorpusReceipt | undefined;
}

/** What a finished corpus says that it holds. */
export interface CorpusContents {
  /** Its receipts, where {@link StoredPart.receipt} does not have them. To be iterated over once. */
  readonly receiptsApart?: Iterable<CorpusReceipt>;
  /** Name of the list that says it. */
  readonly listName: string;
  /**
   * All of it, in the order of the list.
   *
   * @param onFault told of lines that do not go together.
   * @throws CorpusError for a line that is none of ours.
   */
  parts(onFault: (fault: CorpusFault) => void): Iterable<StoredPart>;
}
