import { join, resolve } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { OutputTree } from '../../io/output-tree.ts';
import { type JsonLine, jsonTexts } from '../lists/json-lines.ts';
import { ListFile } from '../lists/list-file.ts';
import type { CorpusSummary } from '../plan/corpus-options.ts';
import type { PlannedItem } from '../plan/planned-item.ts';
import { FAILURES_NAME } from '../plan/result-names.ts';
import type { Container, ContainerWords, OpenContainer } from '../run/container.ts';
import { finishCorpus, type MadeItem } from '../run/finish-corpus.ts';
import { type CorpusFolder, shardsPath } from '../state/corpus-folder.ts';
import {
  type EntryFormat,
  isOwnLine,
  type JournalEntry,
  type JournalLine,
  listsPath,
} from '../state/journal.ts';
import { joinShards, requireJoined, unfinished } from './join-shards.ts';
import { mergeInGroups, type TextOf } from './merge-in-groups.ts';
import { ShardPlan } from './shard-plan.ts';
import { ShardWork } from './shard-work.ts';

/** The container of a corpus, by what its settings say. */
export type ContainerOf = (settings: string, source: string) => Promise<Container>;

/** A line in a list of failures. */
interface FailureLine {
  readonly id: string | null;
  readonly origin: string;
}

/** What a shard made of one item, or why it did not. */
interface ShardedItem {
  /** From 0. */
  readonly shard: number;
  readonly item: JsonLine<PlannedItem>;
  readonly line?: JournalLine;
  readonly failure?: JsonLine<FailureLine>;
}

/**
 * Joins the shards of a corpus: writes its lists and receipts. The result is, byte for byte, what one process makes.
 *
 * @param folder of the corpus.
 * @param containerOf understands its settings.
 * @returns undefined where it was joined before, and nothing had to be done.
 * @throws CorpusError where a shard, or an item of one, is missing or there twice.
 */
export async function mergeShards(
  folder: string,
  containerOf: ContainerOf,
): Promise<CorpusSummary | undefined> {
  const plan = ShardPlan.open(shardsPath(resolve(folder)));
  if (plan === undefined) return requireJoined(folder);
  const missing = missingOf(resolve(folder), plan);
  if (missing.length > 0) throw unfinished(missing, plan.common.shards);
  return joinShards(folder, plan, async (corpus) => {
    plan.nameSources(corpus.tree.sources);
    const { settings, source } = plan.common;
    return mergeInto(corpus, plan, await containerOf(settings, source));
  });
}

/** The shards, from 1, that are not finished. */
function missingOf(path: string, { common: { shards } }: ShardPlan): number[] {
  const missing: number[] = [];
  const tree = new OutputTree(path);
  for (let shard = 0; shard < shards; shard++) {
    if (new ShardWork(tree, shard).finished() === undefined) missing.push(shard + 1);
  }
  return missing;
}

async function mergeInto(
  corpus: CorpusFolder,
  plan: ShardPlan,
  container: Container,
): Promise<CorpusSummary> {
  const { size } = plan.common;
  const { tree, temporaryPath: temporaryFolder } = corpus;
  const lists = listsPath(shardsPath(corpus.path));
  const check = () => corpus.check();
  const open = container.open({ tree, temporaryFolder, listsPath: lists, check }, size);
  const shards = new ShardReader(corpus, plan, container);
  const failures = new MergedFailures(corpus, plan);
  try {
    const made = wantedOnly(failures.takeFrom(shards.items()), open, container);
    const totals = await finishCorpus(open, corpus, made, size.items);
    totals.failures += failures.count;
    totals.remarks = { leftOut: size.leftOut, notes: size.notes };
    const summary = totals.summary();
    corpus.describe(summary);
    return summary;
  } finally {
    failures.discard();
  }
}

/** Refuses an item whose outputs are not those that the plan and the settings ask for. */
function* wantedOnly(
  made: Iterable<MadeItem>,
  open: OpenContainer,
  { words }: Container,
): Generator<MadeItem> {
  for (const one of made) {
    const { item, line } = one;
    if (!open.isOf(item, line.value)) {
      throw changed(
        `the outputs of the ${words.item} ${JSON.stringify(item.id)} are not those of the plan`,
        words,
      );
    }
    yield one;
  }
}

/** Lists what failed: bad rows of the source first, then items, as one process does. */
class MergedFailures {
  readonly #file: ListFile;
  #count = 0;

  constructor({ statePath, tree }: CorpusFolder, plan: ShardPlan) {
    this.#file = new ListFile(join(statePath, FAILURES_NAME), tree);
    for (const row of jsonTexts<FailureLine>(plan.failuresPath)) this.#add(row);
  }

  get count(): number {
    return this.#count;
  }

  /** What was made; the list of what was not is whole when all of it was taken. */
  *takeFrom(items: Iterable<ShardedItem>): Generator<MadeItem> {
    for (const { item, line, failure } of items) {
      if (line !== undefined) yield { item: item.value, line };
      else this.#add(failure!);
    }
    this.#file.commit();
  }

  discard(): void {
    this.#file.discard();
  }

  #add({ text }: JsonLine<FailureLine>): void {
    this.#file.line(text);
    this.#count++;
  }
}

function changed(found: string, { item }: ContainerWords): CorpusError {
  return new CorpusError(
    'ERR_RESULT_DAMAGED',
    `${found}; expected each ${item} once; the plan of the shards was changed: make the corpus anew`,
  );
}

/** In files between: each part as it is written, for JSON holds no tabs. */
const AS_TEXT: TextOf<ShardedItem> = {
  compare: (a, b) => a.item.value.index - b.item.value.index,
  encode: ({ shard, item, line, failure }) =>
    [shard, item.text, line?.text ?? '', failure?.text ?? ''].join('\t'),
  decode: (text) => {
    const [shard, item, line, failure] = text.split('\t') as [string, string, string, string];
    return {
      shard: Number(shard),
      item: parsed(item),
      ...(line && { line: parsed<JournalEntry>(line) }),
      ...(failure && { failure: parsed<FailureLine>(failure) }),
    };
  },
};

function parsed<T>(text: string): JsonLine<T> {
  return { text, value: JSON.parse(text) as T };
}

/** Reads what all shards made, side by side. */
class ShardReader {
  readonly #corpus: CorpusFolder;
  readonly #plan: ShardPlan;
  readonly #format: EntryFormat;
  readonly #words: ContainerWords;

  constructor(corpus: CorpusFolder, plan: ShardPlan, { entries, words }: Container) {
    this.#corpus = corpus;
    this.#plan = plan;
    this.#format = entries;
    this.#words = words;
  }

  /** All items in the order of their ids: each once. */
  *items(): Generator<ShardedItem> {
    const { shards, size } = this.#plan.common;
    const { items } = this.#words;
    const sources = Array.from(
      { length: shards },
      (_, shard) => (readBytes: number) => this.#madeBy(shard, readBytes),
    );
    const { tree, temporaryPath: temporaryFolder } = this.#corpus;
    let previous: ShardedItem | undefined;
    for (const made of mergeInGroups(sources, AS_TEXT, { temporaryFolder, tree })) {
      this.#requireNext(previous, made);
      yield made;
      previous = made;
    }
    const count = (previous?.item.value.index ?? -1) + 1;
    if (count !== size.items) {
      throw changed(
        `the shards have ${count} ${items}, and their plan is of ${size.items}`,
        this.#words,
      );
    }
  }

  #requireNext(previous: ShardedItem | undefined, made: ShardedItem): void {
    const { item, items } = this.#words;
    const { index, id } = made.item.value;
    const next = (previous?.item.value.index ?? -1) + 1;
    if (index === next) return;
    if (previous !== undefined && index < next) {
      throw changed(
        `shards ${previous.shard + 1} and ${made.shard + 1} both have the ${item} ${JSON.stringify(id)}`,
        this.#words,
      );
    }
    const before = previous === undefined ? '' : ` after ${JSON.stringify(previous.item.value.id)}`;
    throw changed(
      `no shard has the ${index - next} ${items}${before} and before ${JSON.stringify(id)}`,
      this.#words,
    );
  }

  /** What one shard made, in the order of its plan. */
  *#madeBy(shard: number, readBytes: number): Generator<ShardedItem> {
    const { shards } = this.#plan.common;
    const name = `shard ${shard + 1} of ${shards}`;
    const finished = new ShardWork(this.#corpus.tree, shard).finished();
    // Another run of the shard has just begun to make some of it anew.
    if (finished === undefined) throw unfinished([shard + 1], shards);
    const { journalPath, failuresPath } = finished;
    const entries = jsonTexts<JournalEntry>(journalPath, readBytes);
    const lines = sound(journalPath, entries, (line) => isOwnLine(line, this.#format));
    const failures = sound(
      failuresPath,
      jsonTexts<FailureLine>(failuresPath, readBytes),
      isFailure,
    );
    const { item: noun } = this.#words;
    try {
      let line = lines.next();
      let failure = failures.next();
      for (const item of this.#plan.linesOf(shard, readBytes)) {
        const { id } = item.value;
        if (!line.done && line.value.value.id === id) {
          yield { shard, item, line: line.value };
          line = lines.next();
        } else if (!failure.done && isOf(failure.value.value, item.value)) {
          yield { shard, item, failure: failure.value };
          failure = failures.next();
        } else {
          throw new CorpusError(
            'ERR_RESULT_UNFINISHED',
            `${name} lacks the ${noun} ${JSON.stringify(id)}; expected all of its plan; run it again`,
          );
        }
      }
      const surplus = line.done ? failure : line;
      if (surplus.done) return;
      throw new CorpusError(
        'ERR_RESULT_DAMAGED',
        `${name} has the ${noun} ${JSON.stringify(surplus.value.value.id)}, which is not in its plan; ` +
          'expected no other; it was made by another plan: make the corpus anew',
      );
    } finally {
      lines.return(undefined);
      failures.return(undefined);
    }
  }
}

function* sound<T>(
  path: string,
  lines: Generator<JsonLine<T>>,
  isSound: (line: JsonLine<T>) => boolean,
): Generator<JsonLine<T>> {
  let number = 0;
  for (const line of lines) {
    number++;
    if (!isSound(line)) {
      throw new CorpusError(
        'ERR_RESULT_UNFINISHED',
        `${path}:${number} is damaged; expected the line as awgn wrote it; run the shard again`,
      );
    }
    yield line;
  }
}

function isFailure({ value }: JsonLine<FailureLine | null>): boolean {
  return typeof value === 'object' && value !== null;
}

/** Whether a failure is of an item as a whole: of one without an id of its own, by where it stands. */
function isOf({ id, origin }: FailureLine, item: PlannedItem): boolean {
  return id === null ? origin === item.origin : id === item.id;
}
