import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type FileStamp, sha256Of, stampOf } from '../../io/file-stamp.ts';
import { compareBytes } from '../lists/line-sorter.ts';
import { type CorpusReceipt, filesOf, isReceiptOf } from '../plan/corpus-receipt.ts';
import type { PlannedOutput } from '../plan/planned-output.ts';
import type { MadeOutput, OutputPaths } from '../plan/render-task.ts';
import { RECEIPTS_NAME } from '../plan/result-names.ts';
import type { Utterance } from '../utterance.ts';
import type { CorpusFolder } from './corpus-folder.ts';
import { entriesOf, type JournalEntry, journalLines } from './journal.ts';
import { soundReceipts } from './sound-receipts.ts';
import { isMadeOf } from './source-stamp.ts';

/** What earlier runs made in a folder, finished or not, in the order of the utterances' ids. */
export function earlierEntries({ path, statePath, tree }: CorpusFolder): Generator<JournalEntry> {
  const receipts = join(path, RECEIPTS_NAME);
  const journal = journalLines(statePath, tree);
  if (journal !== undefined) return entriesOf(journal);
  return existsSync(receipts) ? fromReceipts(receipts) : nothing();
}

/** Looks up what is there already; utterances must be asked for in the order of their ids. */
export class EarlierOutputs {
  readonly #entries: Generator<JournalEntry>;
  readonly #folder: string;
  #next: IteratorResult<JournalEntry, void>;

  constructor(entries: Generator<JournalEntry>, folder: string) {
    this.#entries = entries;
    this.#folder = folder;
    this.#next = entries.next();
  }

  /**
   * What was made of an utterance, if it is what is wanted and all files, its source too, are still as they were.
   *
   * @param source from `stampOfSource`, looked at just now.
   * @param wanted with the places where their files belong: a journal that somebody changed may name others.
   */
  async find(
    { id, audio }: Pick<Utterance, 'id' | 'audio'>,
    source: FileStamp | undefined,
    wanted: readonly (PlannedOutput & OutputPaths)[],
  ): Promise<JournalEntry | undefined> {
    while (!this.#next.done && compareBytes(this.#next.value.id, id) < 0) {
      this.#next = this.#entries.next();
    }
    if (this.#next.done || this.#next.value.id !== id) return undefined;
    const entry = this.#next.value;
    const { outputs } = entry;
    if (outputs.length !== wanted.length) return undefined;
    if (!(await isMadeOf(entry, audio, source))) return undefined;
    const sound: MadeOutput[] = [];
    for (const [index, output] of outputs.entries()) {
      const { receipt } = output;
      const isWanted = isReceiptOf(wanted[index]!, receipt) && isAt(wanted[index]!, receipt);
      const stamps = isWanted ? this.#soundStamps(output) : undefined;
      if (stamps === undefined) return undefined;
      sound.push({ receipt: output.receipt, stamps });
    }
    return { id, outputs: sound, source };
  }

  close(): void {
    this.#entries.return(undefined);
  }

  /** Stamps of an output's files; undefined where one is missing or has another content. */
  #soundStamps({ receipt, stamps }: MadeOutput): FileStamp[] | undefined {
    const sound: FileStamp[] = [];
    for (const [index, { path, sha256 }] of filesOf(receipt).entries()) {
      const absolute = join(this.#folder, path);
      if (!statSync(absolute, { throwIfNoEntry: false })?.isFile()) return undefined;
      const stamp = stampOf(absolute);
      const before = stamps?.[index];
      const isTheSame = before?.bytes === stamp.bytes && before.changedMs === stamp.changedMs;
      if (!isTheSame && sha256Of(absolute) !== sha256) return undefined;
      sound.push(stamp);
    }
    return sound;
  }
}

/** Whether the files of an output are where they belong; or there are none, since it is silent or made when it is read. */
export function isAt(
  { audioPath, cleanPath, noisePath }: OutputPaths,
  receipt: CorpusReceipt,
): boolean {
  const { output, clean_output: clean, noise_output: noise } = receipt;
  if (output === null) return receipt.silent === true || receipt.command !== undefined;
  return (
    output === audioPath && (clean ?? undefined) === cleanPath && (noise ?? undefined) === noisePath
  );
}

/** The receipts of a finished corpus, those of an utterance together. */
function* fromReceipts(path: string): Generator<JournalEntry> {
  let id: string | undefined;
  let outputs: MadeOutput[] = [];
  for (const receipt of soundReceipts(path)) {
    if (id !== undefined && receipt.utterance !== id) {
      yield { id, outputs };
      outputs = [];
    }
    id = receipt.utterance;
    outputs.push({ receipt });
  }
  if (id !== undefined) yield { id, outputs };
}

function* nothing(): Generator<never> {}
