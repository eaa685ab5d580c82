import { join, resolve } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { OutputTree } from '../../io/output-tree.ts';
import { type JsonLine, jsonTexts } from '../lists/json-lines.ts';
import { ListFile } from '../lists/list-file.ts';
import type { CorpusOptions, CorpusSummary } from '../plan/corpus-options.ts';
import { isReceiptOf } from '../plan/corpus-receipt.ts';
import { outputPlanOf, pathsOf } from '../plan/output-paths.ts';
import type { OutputPlan } from '../plan/output-plan.ts';
import { FAILURES_NAME } from '../plan/result-names.ts';
import type { PlannedUtterance } from '../plan/utterance-plan.ts';
import { finishCorpus, type MadeUtterance } from '../run/finish-corpus.ts';
import { type CorpusFolder, shardsPath } from '../state/corpus-folder.ts';
import { isAt } from '../state/earlier-outputs.ts';
import { isOwnLine, type JournalEntry, type JournalLine } from '../state/journal.ts';
import { joinShards, requireAll, requireJoined, unfinished } from './join-shards.ts';
import { mergeInGroups, type TextOf } from './merge-in-groups.ts';
import { ShardPlan } from './shard-plan.ts';
import { ShardWork } from './shard-work.ts';

/** Everything that is needed to finish a corpus, and that its settings say. */
export type MergeOptions = Pick<
  CorpusOptions,
  'from' | 'to' | 'plan' | 'render' | 'pairs' | 'labels' | 'isVirtual'
>;

/** A line in a list of failures. */
interface FailureLine {
  readonly id: string | null;
}

/** What a shard made of one utterance, or why it did not. */
interface ShardedUtterance {
  /** From 0. */
  readonly shard: number;
  readonly utterance: JsonLine<PlannedUtterance>;
  readonly line?: JournalLine;
  readonly failure?: JsonLine<FailureLine>;
}

/**
 * Joins the shards of a corpus: writes its lists and receipts. The result is, byte for byte, what one process makes.
 *
 * @param folder of the corpus.
 * @param optionsOf understands its settings.
 * @returns undefined where it was joined before, and nothing had to be done.
 * @throws CorpusError where a shard, or an utterance of one, is missing or there twice.
 */
export async function mergeShards(
  folder: string,
  optionsOf: (settings: string) => MergeOptions,
): Promise<CorpusSummary | undefined> {
  const plan = ShardPlan.open(shardsPath(resolve(folder)));
  if (plan === undefined) return requireJoined(folder);
  requireAll(missingOf(resolve(folder), plan), plan.common.shards);
  return joinShards(folder, plan, (corpus) => {
    plan.nameSources(corpus.tree.sources);
    return mergeInto(corpus, plan, optionsOf(plan.common.settings));
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
  merging: MergeOptions,
): Promise<CorpusSummary> {
  const { numberOfUtterances, source, settings } = plan.common;
  const options: CorpusOptions = {
    ...merging,
    source,
    folder: corpus.path,
    use: 'resume',
    read: { allowCommands: false },
    jobs: 1,
    settings,
  };
  const outputs = outputPlanOf(merging, numberOfUtterances);
  const failures = new MergedFailures(corpus, plan);
  try {
    const made = wantedOnly(failures.takeFrom(utterancesOf(corpus, plan)), merging, outputs);
    const totals = await finishCorpus(options, corpus, made, outputs);
    const counts = { utterances: numberOfUtterances, failures: failures.count };
    corpus.describe({ ...counts, outputs: totals.outputs, silent: totals.silent });
    return { ...totals, ...counts, resumed: 0 };
  } finally {
    failures.discard();
  }
}

/** Refuses an utterance whose outputs are not those that the plan and the settings ask for. */
function* wantedOnly(
  made: Iterable<MadeUtterance>,
  { to, pairs }: MergeOptions,
  outputs: OutputPlan,
): Generator<MadeUtterance> {
  for (const one of made) {
    const { utterance, line } = one;
    const wanted = outputs.outputsOf(utterance, utterance.index);
    const found = line.value.outputs;
    const isWanted =
      found.length === wanted.length &&
      wanted.every((output, place) => {
        const { receipt } = found[place]!;
        const paths = pathsOf(to, utterance, output, pairs);
        return isReceiptOf(output, receipt) && isAt(paths, receipt);
      });
    if (!isWanted) {
      throw changed(
        `the outputs of the utterance ${JSON.stringify(utterance.id)} are not those of the plan`,
      );
    }
    yield one;
  }
}

/** Lists what failed: bad rows of the source first, then utterances, as one process does. */
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
  *takeFrom(utterances: Iterable<ShardedUtterance>): Generator<MadeUtterance> {
    for (const { utterance, line, failure } of utterances) {
      if (line !== undefined) yield { utterance: utterance.value, line };
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

/** All utterances in the order of their ids: each once. */
function* utterancesOf(corpus: CorpusFolder, plan: ShardPlan): Generator<ShardedUtterance> {
  const { shards, numberOfUtterances } = plan.common;
  const sources = Array.from(
    { length: shards },
    (_, shard) => (readBytes: number) => madeBy(corpus.tree, plan, shard, readBytes),
  );
  const place = { temporaryFolder: corpus.temporaryPath, tree: corpus.tree };
  let previous: ShardedUtterance | undefined;
  for (const made of mergeInGroups(sources, AS_TEXT, place)) {
    requireNext(previous, made);
    yield made;
    previous = made;
  }
  const count = (previous?.utterance.value.index ?? -1) + 1;
  if (count !== numberOfUtterances) {
    throw changed(
      `the shards have ${count} utterances, and their plan is of ${numberOfUtterances}`,
    );
  }
}

function requireNext(previous: ShardedUtterance | undefined, made: ShardedUtterance): void {
  const { index, id } = made.utterance.value;
  const next = (previous?.utterance.value.index ?? -1) + 1;
  if (index === next) return;
  if (previous !== undefined && index < next) {
    throw changed(
      `shards ${previous.shard + 1} and ${made.shard + 1} both have the utterance ${JSON.stringify(id)}`,
    );
  }
  const before =
    previous === undefined ? '' : ` after ${JSON.stringify(previous.utterance.value.id)}`;
  throw changed(
    `no shard has the ${index - next} utterances${before} and before ${JSON.stringify(id)}`,
  );
}

function changed(found: string): CorpusError {
  return new CorpusError(
    `${found}; expected each utterance once; the plan of the shards was changed: make the corpus anew`,
  );
}

/** In files between: each part as it is written, for JSON holds no tabs. */
const AS_TEXT: TextOf<ShardedUtterance> = {
  compare: (a, b) => a.utterance.value.index - b.utterance.value.index,
  encode: ({ shard, utterance, line, failure }) =>
    [shard, utterance.text, line?.text ?? '', failure?.text ?? ''].join('\t'),
  decode: (text) => {
    const [shard, utterance, line, failure] = text.split('\t') as [string, string, string, string];
    return {
      shard: Number(shard),
      utterance: parsed(utterance),
      ...(line && { line: parsed<JournalEntry>(line) }),
      ...(failure && { failure: parsed<FailureLine>(failure) }),
    };
  },
};

function parsed<T>(text: string): JsonLine<T> {
  return { text, value: JSON.parse(text) as T };
}

/** What one shard made, in the order of its plan. */
function* madeBy(
  tree: OutputTree,
  plan: ShardPlan,
  shard: number,
  readBytes: number,
): Generator<ShardedUtterance> {
  const finished = new ShardWork(tree, shard).finished();
  // Another run of the shard has just begun to make some of it anew.
  if (finished === undefined) throw unfinished([shard + 1], plan.common.shards);
  const { journalPath, failuresPath } = finished;
  const lines = sound(journalPath, jsonTexts<JournalEntry>(journalPath, readBytes), isOwnLine);
  const failures = sound(failuresPath, jsonTexts<FailureLine>(failuresPath, readBytes), isFailure);
  try {
    let line = lines.next();
    let failure = failures.next();
    for (const utterance of plan.linesOf(shard, readBytes)) {
      const { id } = utterance.value;
      if (!line.done && line.value.value.id === id) {
        yield { shard, utterance, line: line.value };
        line = lines.next();
      } else if (!failure.done && failure.value.value.id === id) {
        yield { shard, utterance, failure: failure.value };
        failure = failures.next();
      } else {
        throw new CorpusError(
          `shard ${shard + 1} of ${plan.common.shards} lacks the utterance ${JSON.stringify(id)}; expected all of its plan; run it again`,
        );
      }
    }
    const surplus = line.done ? failure : line;
    if (surplus.done) return;
    throw new CorpusError(
      `shard ${shard + 1} of ${plan.common.shards} has the utterance ${JSON.stringify(surplus.value.value.id)}, which is not in its plan; ` +
        'expected no other; it was made by another plan: make the corpus anew',
    );
  } finally {
    lines.return(undefined);
    failures.return(undefined);
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
        `${path}:${number} is damaged; expected the line as awgn wrote it; run the shard again`,
      );
    }
    yield line;
  }
}

function isFailure({ value }: JsonLine<FailureLine | null>): boolean {
  return typeof value === 'object' && value !== null;
}
