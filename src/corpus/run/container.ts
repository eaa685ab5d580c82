import type { OutputTree } from '../../io/output-tree.ts';
import type { JsonLine } from '../lists/json-lines.ts';
import type { Failure } from '../plan/corpus-options.ts';
import type { CorpusReceipt } from '../plan/corpus-receipt.ts';
import type { ItemPlan, PlanPlace, PlanSize } from '../plan/item-plan.ts';
import type { PlannedItem } from '../plan/planned-item.ts';
import type { TallyCount } from '../plan/tally.ts';
import type { CorpusFolder } from '../state/corpus-folder.ts';
import type { FailureWords } from '../state/failure-count.ts';
import type { EntryFormat, JournalEntry } from '../state/journal.ts';

/**
 * What the outputs of a corpus are put into: a folder of files, or tar archives.
 *
 * Plan, journal, resume, shards and merge are the same for all; a container says what an item of the plan is, how its
 * outputs are made and put away, what the journal keeps of one that is finished, and how that is recognised.
 */
export interface Container<
  Item extends PlannedItem = PlannedItem,
  Entry extends JournalEntry = JournalEntry,
> {
  readonly words: ContainerWords;
  /** Bytes that take as long to make as an item does besides its own. */
  readonly bytesPerItem: number;
  readonly entries: EntryFormat<Entry>;
  /** Names the recording that an item is a part of; undefined for one that shares its audio with no other. */
  recordingOf(item: Item): string | undefined;
  /**
   * Reads the source, and writes the plan of it.
   *
   * @param onBadRow called for each row that cannot be used.
   * @throws CorpusError where nothing can be made of the source as a whole.
   */
  plan(place: PlanPlace, onBadRow: (row: Failure) => void): Promise<ItemPlan<Item>>;
  open(place: ContainerPlace, size: PlanSize): OpenContainer<Item, Entry>;
}

/** What messages call what is in a container. */
export interface ContainerWords extends FailureWords {
  /** `utterance`, and its plural. */
  readonly item: string;
  readonly items: string;
}

/** Where a run works. */
export interface ContainerPlace {
  /** The corpus' folder, which knows of all sources. */
  readonly tree: OutputTree;
  /** Of what is not finished, on the same file system; nobody else's. */
  readonly temporaryFolder: string;
  /** Of what is too long for an entry in the journal: for all runs in the folder. */
  readonly listsPath: string;
  /** Throws where another run has taken over from this one. */
  readonly check: () => void;
}

/** A container in a folder, of a source whose plan is known. */
export interface OpenContainer<
  Item extends PlannedItem = PlannedItem,
  Entry extends JournalEntry = JournalEntry,
> {
  readonly batches: BatchLimits;
  /**
   * @param folder what messages call it.
   * @throws CorpusError for an item of a plan that somebody else made, and this run may not make.
   */
  admit(item: Item, folder: string): void;
  /** What was finished in the folder, by its lists, in the order of the ids. */
  finishedEntries(): Generator<Entry>;
  /**
   * Looks whether what was made of an item is still what is wanted, and as it was, its source too.
   *
   * @returns the entry as it is to be kept; undefined where the item must be made.
   */
  recognise(item: Item, entry: Entry): Promise<Entry | undefined>;
  /** Whether an entry is of what is wanted, without a look at what it was made of, or is there. */
  isOf(item: Item, entry: Entry): boolean;
  /** Of what failed inside an item that is there nevertheless. */
  failuresIn(entry: Entry): Iterable<Failure>;
  /** @param entry undefined where there is none: of an item that failed, or is not made yet. */
  utterancesIn(entry: Entry | undefined): number;
  createMaker(jobs: number, teller: MakingTeller): ItemMaker<Item, Entry>;
  /** Writes the lists of a corpus whose items are all there. */
  createLists(corpus: CorpusFolder): ContainerLists<Item, Entry>;
}

/** Items that are handed over together: at the first of the two, a batch ends. */
export interface BatchLimits {
  readonly mostBytes: number;
  readonly mostItems: number;
  /** Batches that may be done and wait for an earlier one, which takes long, to be told to the journal. */
  readonly mostWaiting: number;
}

/** Hears what a maker does before its items are done. */
export interface MakingTeller {
  /** Something inside an item failed. @throws CorpusError when it is one too many. */
  failed(failure: Failure): void;
  /** Some of an item is done. */
  done(bytes: number): void;
}

/** What came of an item. */
export type ItemResult<Entry extends JournalEntry = JournalEntry> =
  | { readonly entry: Entry }
  | FailedItem;

export interface FailedItem {
  readonly failure: Failure;
  /** Whether the next ones would fail as well: the disk is full. */
  readonly isFatal: boolean;
}

/** Makes items, and puts them in their places. */
export interface ItemMaker<
  Item extends PlannedItem = PlannedItem,
  Entry extends JournalEntry = JournalEntry,
> {
  /** Resolves when one more batch can be begun without waiting for others. */
  ready(): Promise<void>;
  /** @returns one result for each item, in order. It rejects only where the whole work must end. */
  make(items: readonly Item[]): Promise<ItemResult<Entry>[]>;
  close(): Promise<void>;
}

/** A line that the lists of a corpus get, whatever its container: of an output, or of a failure inside an item. */
export type ResultLine = { readonly text: string } & (
  | { readonly receipt: CorpusReceipt }
  | { readonly receipt: undefined }
);

/** The lists that a container has besides receipts and failures. */
export interface ContainerLists<
  Item extends PlannedItem = PlannedItem,
  Entry extends JournalEntry = JournalEntry,
> {
  /** @returns what the receipts and the failures say of an item. To be read to its end. */
  add(item: Item, line: JsonLine<Entry>): Iterable<ResultLine>;
  /** Writes what is left and puts the lists in their places. */
  finish(): Promise<void>;
  /** What somebody should know of the result as a whole. To be asked once, at the end. */
  notes(): readonly TallyCount[];
  discard(): void;
}
