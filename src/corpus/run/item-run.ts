import { CorpusError } from '../../errors.ts';
import type { PlannedItem } from '../plan/planned-item.ts';
import type { EarlierItems } from '../state/earlier-items.ts';
import type { FailureList } from '../state/failure-list.ts';
import type { Journal, JournalEntry } from '../state/journal.ts';
import type { BatchLimits, FailedItem, ItemMaker, ItemResult, OpenContainer } from './container.ts';
import { inOrder } from './in-order.ts';
import type { CorpusOptions } from './run-options.ts';

/** An item on its way. */
interface Work {
  readonly item: PlannedItem;
  /** What an earlier run made of it, if that still holds. */
  readonly kept: JournalEntry | undefined;
}

/** Items that were handed over together, with what came of those that are not kept. */
interface MadeBatch {
  readonly works: readonly Work[];
  readonly results: readonly ItemResult[];
}

/** Makes items, those that are not there yet, and tells the journal. */
export class ItemRun {
  readonly #options: CorpusOptions;
  readonly #container: OpenContainer;
  readonly #failures: FailureList;
  #resumed = 0;
  #utterances = 0;

  /**
   * @param container that of the options, opened.
   * @param failures of rows and items.
   */
  constructor(options: CorpusOptions, container: OpenContainer, failures: FailureList) {
    this.#options = options;
    this.#container = container;
    this.#failures = failures;
  }

  /** Utterances that were there already. */
  get resumed(): number {
    return this.#resumed;
  }

  /** Utterances of the items that are done. */
  get utterances(): number {
    return this.#utterances;
  }

  /**
   * @param items in the order of their ids.
   * @param beforeMaking called before outputs are made, which may replace those of earlier runs.
   * @throws CorpusError when nothing more can be written, or too much failed.
   */
  async make(
    items: Iterable<PlannedItem>,
    earlier: EarlierItems,
    journal: Journal,
    beforeMaking: () => void,
  ): Promise<void> {
    const { jobs, observer } = this.#options;
    const { batches } = this.#container;
    const maker = this.#container.createMaker(jobs, {
      failed: (failure) => this.#failures.all.add(failure),
      done: (bytes) => observer?.done?.({ bytes, isNew: true }),
    });
    const begin = async (works: readonly Work[]) => {
      const wanted = works.filter(({ kept }) => !kept).map(({ item }) => item);
      const results = wanted.length > 0 ? await begun(maker, wanted, beforeMaking) : undefined;
      return { result: madeBatch(works, results?.results) };
    };
    const made = inOrder(batchesOf(this.#works(items, earlier), batches), begin, {
      mostItems: batches.mostWaiting,
      mostWeight: 1,
      weigh: () => 0,
    });
    try {
      for await (const batch of made) this.#record(batch, journal);
    } finally {
      await maker.close();
    }
  }

  async *#works(items: Iterable<PlannedItem>, earlier: EarlierItems): AsyncGenerator<Work> {
    for (const item of items) {
      this.#container.admit(item, this.#options.folder);
      const entry = earlier.find(item.id);
      yield { item, kept: entry && (await this.#container.recognise(item, entry)) };
    }
  }

  #record({ works, results }: MadeBatch, journal: Journal): void {
    const made = results.values();
    journal.check();
    for (const { item, kept } of works) {
      const result = kept ? { entry: kept } : made.next().value!;
      if ('failure' in result) this.#fail(result);
      else this.#add(item, result.entry, kept !== undefined, journal);
    }
  }

  #fail({ failure, isFatal }: FailedItem): void {
    if (isFatal) {
      throw new CorpusError(
        'ERR_RESULT_UNFINISHED',
        `${failure.fault}; what is done stays: run again with --resume when that is mended`,
      );
    }
    this.#failures.add(failure);
    this.#utterances += this.#container.utterancesIn(undefined);
  }

  #add({ bytes }: PlannedItem, entry: JournalEntry, isKept: boolean, journal: Journal): void {
    const { container, observer } = this.#options;
    const utterances = this.#container.utterancesIn(entry);
    journal.add(container.entries.textOf(entry));
    this.#utterances += utterances;
    if (!isKept) return;
    this.#resumed += utterances;
    observer?.done?.({ bytes, isNew: false });
    for (const failure of this.#container.failuresIn(entry)) this.#failures.all.add(failure);
  }
}

/** Waits until somebody is free, and no longer. */
async function begun(
  maker: ItemMaker,
  items: readonly PlannedItem[],
  beforeMaking: () => void,
): Promise<{ readonly results: Promise<ItemResult[]> }> {
  beforeMaking();
  await maker.ready();
  return { results: maker.make(items) };
}

async function madeBatch(
  works: readonly Work[],
  results: Promise<ItemResult[]> | undefined,
): Promise<MadeBatch> {
  return { works, results: (await results) ?? [] };
}

async function* batchesOf(
  works: AsyncIterable<Work>,
  { mostBytes, mostItems }: BatchLimits,
): AsyncGenerator<Work[]> {
  let batch: Work[] = [];
  let bytes = 0;
  for await (const work of works) {
    batch.push(work);
    if (work.kept === undefined) bytes += work.item.bytes;
    if (bytes < mostBytes && batch.length < mostItems) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
