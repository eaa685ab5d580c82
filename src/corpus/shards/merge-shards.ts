import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { CorpusFolder, FAILURES_NAME, SETTINGS_NAME } from '../corpus-folder.ts';
import type { CorpusOptions, CorpusSummary } from '../corpus-options.ts';
import { finishCorpus } from '../finish-corpus.ts';
import { type JournalEntry, journalPath } from '../journal.ts';
import { jsonLines } from '../json-lines.ts';
import { ListFile } from '../list-file.ts';
import { isAlwaysSuffixed } from '../output-paths.ts';
import { OutputPlan } from '../output-plan.ts';
import { type PlannedUtterance, UtterancePlan } from '../utterance-plan.ts';
import {
  SHARD_FAILURES_NAME,
  SHARD_JOURNAL_NAME,
  shardsPath,
  shardWorkPath,
} from './make-shard.ts';
import { ShardPlan } from './shard-plan.ts';

/** Everything that is needed to finish a corpus, and that its settings say. */
export type MergeOptions = Pick<
  CorpusOptions,
  'from' | 'to' | 'plan' | 'render' | 'pairs' | 'labels' | 'isVirtual'
>;

/** Shards read at once: each takes two descriptors. */
const MOST_AT_ONCE = 200;
/** Shards named in a message. */
const MOST_NAMED = 10;

/** What is known of one utterance. */
interface Made {
  readonly utterance: PlannedUtterance;
  /** Undefined: it failed. */
  readonly entry: JournalEntry | undefined;
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
  const path = resolve(folder);
  const plan = ShardPlan.open(shardsPath(path));
  if (plan === undefined) {
    if (existsSync(join(path, SETTINGS_NAME))) return undefined;
    throw new CorpusError(
      `${folder} has no shards; expected the folder that awgn corpus --shard has written to`,
    );
  }
  requireAll(path, plan);
  const { settings, source } = plan.common;
  const corpus = CorpusFolder.open(folder, 'resume', settings, source);
  try {
    const summary = await mergeInto(corpus, plan, optionsOf(settings));
    corpus.clean();
    return summary;
  } finally {
    if (existsSync(corpus.statePath)) corpus.unlock();
  }
}

/** Refuses gaps by name. */
function requireAll(path: string, plan: ShardPlan): void {
  const missing: number[] = [];
  for (let shard = 0; shard < plan.common.shards; shard++) {
    if (!existsSync(join(shardWorkPath(path, shard), SHARD_JOURNAL_NAME))) missing.push(shard + 1);
  }
  if (missing.length === 0) return;
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
  throw new CorpusError(
    `${missing.length} of ${plan.common.shards} shards are not finished: ${missing.slice(0, MOST_NAMED).join(', ')}${more}; ` +
      'expected all; run those again, they go on where they ended',
  );
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
  const planPath = join(corpus.statePath, 'plan.jsonl');
  const failures = writeFailures(corpus, plan);
  writeMerged(corpus, plan, planPath);
  const utterances = new UtterancePlan(planPath, numberOfUtterances, 0);
  const outputs = new OutputPlan(
    { ...merging.plan, alwaysSuffixed: isAlwaysSuffixed(merging.to, merging.pairs) },
    numberOfUtterances,
  );
  const totals = await finishCorpus(options, corpus, utterances, outputs);
  const counts = { utterances: numberOfUtterances, failures };
  corpus.describe({ ...counts, outputs: totals.outputs, silent: totals.silent });
  return { ...totals, ...counts, resumed: 0 };
}

/** Joins the lists of what failed; returns how many there are. */
function writeFailures(corpus: CorpusFolder, plan: ShardPlan): number {
  const file = new ListFile(join(corpus.statePath, FAILURES_NAME));
  let count = 0;
  try {
    const paths = [plan.failuresPath];
    for (let shard = 0; shard < plan.common.shards; shard++) {
      paths.push(join(shardWorkPath(corpus.path, shard), SHARD_FAILURES_NAME));
    }
    for (const path of paths) {
      for (const failure of jsonLines(path)) {
        file.line(JSON.stringify(failure));
        count++;
      }
    }
    file.commit();
  } finally {
    file.discard();
  }
  return count;
}

/** Writes one plan and one journal of those of the shards. */
function writeMerged(corpus: CorpusFolder, plan: ShardPlan, planPath: string): void {
  const sources: (() => Generator<Made>)[] = [];
  for (let shard = 0; shard < plan.common.shards; shard++) {
    sources.push(() => madeBy(corpus.path, plan, shard));
  }
  const planFile = new ListFile(planPath);
  const journal = new ListFile(journalPath(corpus.statePath));
  let next = 0;
  try {
    for (const { utterance, entry } of mergeAll(sources, corpus.temporaryPath, 0)) {
      if (utterance.index !== next) {
        throw new CorpusError(
          `the shards have ${utterance.index < next ? 'twice' : 'not'} the utterance in place ${Math.min(next, utterance.index)}; ` +
            'expected each once; the plan of the shards was changed: make the corpus anew',
        );
      }
      next++;
      planFile.line(JSON.stringify(utterance));
      if (entry !== undefined) journal.line(JSON.stringify(entry));
    }
    planFile.commit();
    journal.commit();
  } finally {
    planFile.discard();
    journal.discard();
  }
}

/** What one shard made, in the order of the plan. */
function* madeBy(folder: string, plan: ShardPlan, shard: number): Generator<Made> {
  const work = shardWorkPath(folder, shard);
  const failed = new Set<string>();
  for (const { id } of jsonLines<{ id: string | null }>(join(work, SHARD_FAILURES_NAME))) {
    if (id !== null) failed.add(id);
  }
  const entries = jsonLines<JournalEntry>(join(work, SHARD_JOURNAL_NAME));
  let entry = entries.next();
  for (const utterance of plan.utterancesOf(shard)) {
    if (!entry.done && entry.value.id === utterance.id) {
      yield { utterance, entry: entry.value };
      entry = entries.next();
    } else if (failed.has(utterance.id)) {
      yield { utterance, entry: undefined };
    } else {
      throw new CorpusError(
        `shard ${shard + 1} of ${plan.common.shards} lacks the utterance ${JSON.stringify(utterance.id)}; expected all of its plan; run it again`,
      );
    }
  }
  if (entry.done) return;
  throw new CorpusError(
    `shard ${shard + 1} of ${plan.common.shards} has the utterance ${JSON.stringify(entry.value.id)}, which is not in its plan; ` +
      'expected no other; it was made by another plan: make the corpus anew',
  );
}

/** Merges sorted sources; of many, groups at a time through temporary files. */
function* mergeAll(
  sources: readonly (() => Generator<Made>)[],
  temporaryFolder: string,
  level: number,
): Generator<Made> {
  if (sources.length <= MOST_AT_ONCE) {
    yield* mergeByIndex(sources.map((open) => open()));
    return;
  }
  const groups: string[] = [];
  for (let start = 0; start < sources.length; start += MOST_AT_ONCE) {
    const path = join(temporaryFolder, `merge-${level}-${groups.length}.jsonl`);
    const file = new ListFile(path);
    const group = sources.slice(start, start + MOST_AT_ONCE);
    for (const made of mergeByIndex(group.map((open) => open()))) file.line(JSON.stringify(made));
    file.commit();
    groups.push(path);
  }
  const files = groups.map((path) => () => jsonLines<Made>(path));
  yield* mergeAll(files, temporaryFolder, level + 1);
  for (const path of groups) rmSync(path);
}

function* mergeByIndex(sources: readonly Generator<Made>[]): Generator<Made> {
  const heads = sources.map((source) => source.next());
  // A heap of the sources that have more, by the index of their next utterance.
  const heap: number[] = [];
  const keyOf = (source: number) => heads[source]!.value!.utterance.index as number;
  const sift = (start: number) => {
    for (let place = start; ; ) {
      let least = place;
      for (const child of [2 * place + 1, 2 * place + 2]) {
        if (child < heap.length && keyOf(heap[child]!) < keyOf(heap[least]!)) least = child;
      }
      if (least === place) return;
      [heap[place], heap[least]] = [heap[least]!, heap[place]!];
      place = least;
    }
  };
  for (const [source, head] of heads.entries()) if (!head.done) heap.push(source);
  for (let place = heap.length >> 1; place >= 0; place--) sift(place);
  while (heap.length > 0) {
    const source = heap[0]!;
    yield heads[source]!.value as Made;
    heads[source] = sources[source]!.next();
    if (heads[source]!.done) {
      const last = heap.pop()!;
      if (heap.length === 0) return;
      heap[0] = last;
    }
    sift(0);
  }
}
