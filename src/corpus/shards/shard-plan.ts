import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CorpusError } from '../../errors.ts';
import type { OutputTree } from '../../io/output-tree.ts';
import type { SourceFolders } from '../../io/source-folders.ts';
import { type JsonLine, jsonLines, jsonTexts } from '../lists/json-lines.ts';
import { LineSorter } from '../lists/line-sorter.ts';
import { ListFile } from '../lists/list-file.ts';
import type { ItemPlan } from '../plan/item-plan.ts';
import type { PlannedItem } from '../plan/planned-item.ts';
import { FAILURES_NAME, SETTINGS_NAME } from '../plan/result-names.ts';
import type { Container } from '../run/container.ts';
import type { CorpusOptions } from '../run/run-options.ts';
import { refuseDiffering } from '../state/corpus-folder.ts';
import { FailureCount } from '../state/failure-count.ts';
import { FailureList } from '../state/failure-list.ts';
import { type CommonPlan, readCommon, writeCommon } from './common-plan.ts';
import { makeOnce } from './make-once.ts';
import { ShardBalance } from './shard-balance.ts';

const PLANS_NAME = 'plans';
const SOURCES_NAME = 'source-folders.jsonl';
/** Digits of a shard's number in file names, so that they sort. */
const DIGITS = 7;

/**
 * The plan of a corpus in shards, on disk: made by whichever shard comes first, used by all. So all agree, also when the
 * source is changed meanwhile, and reading a long list is paid once.
 */
export class ShardPlan {
  readonly path: string;
  readonly common: CommonPlan;

  private constructor(path: string) {
    this.path = path;
    this.common = readCommon(path);
    const { shards } = this.common;
    if (existsSync(planPath(path, shards - 1))) return;
    throw new CorpusError(
      'ERR_RESULT_DAMAGED',
      `${path} has no plan of shard ${shards} of ${shards}; expected one for each; make the corpus anew`,
    );
  }

  /** A plan that is there; undefined: there is none. */
  static open(path: string): ShardPlan | undefined {
    return existsSync(path) ? new ShardPlan(path) : undefined;
  }

  /**
   * The plan at a path; it is made if it is not there. Several processes may do so at once: one of them wins, and what
   * they make is the same.
   *
   * @throws CorpusError where it was made with other settings; CorpusError.
   */
  static async openOrCreate(
    path: string,
    tree: OutputTree,
    shards: number,
    options: CorpusOptions,
  ): Promise<ShardPlan> {
    await makeOnce(
      path,
      tree,
      (draft) => writeShardPlan(draft, tree, shards, options),
      () => existsSync(join(options.folder, SETTINGS_NAME)),
    );
    const plan = new ShardPlan(path);
    refuseDiffering(options.folder, plan.common.settings, options.settings);
    return plan;
  }

  /** Rows of the source that cannot be used, for the list of failures. */
  get failuresPath(): string {
    return join(this.path, FAILURES_NAME);
  }

  /** Says where the sources are: who made the plan has looked at all of them. */
  nameSources(sources: SourceFolders): void {
    const path = join(this.path, SOURCES_NAME);
    if (!existsSync(path)) return;
    for (const folder of jsonLines<unknown>(path)) {
      if (typeof folder === 'string') sources.addFolder(folder);
    }
  }

  /** The items of a shard in the order of their ids. */
  itemsOf(shard: number): Generator<PlannedItem> {
    return jsonLines(planPath(this.path, shard));
  }

  /** The same as they are written, reading so many bytes at a time. */
  linesOf(shard: number, readBytes: number): Generator<JsonLine<PlannedItem>> {
    return jsonTexts(planPath(this.path, shard), readBytes);
  }
}

export function shardName(shard: number): string {
  return String(shard + 1).padStart(DIGITS, '0');
}

function planPath(path: string, shard: number): string {
  return join(path, PLANS_NAME, `${shardName(shard)}.jsonl`);
}

async function writeShardPlan(
  path: string,
  tree: OutputTree,
  shards: number,
  options: CorpusOptions,
): Promise<void> {
  tree.makeFolder(join(path, PLANS_NAME));
  const { container, settings, source } = options;
  const failuresPath = join(path, FAILURES_NAME);
  const failed = new FailureCount(container.words, options);
  const failures = new FailureList(failuresPath, tree, failed);
  try {
    const wholePath = join(path, 'plan.jsonl');
    const place = { path: wholePath, temporaryFolder: path, tree };
    const whole = await container.plan(place, (row) => failures.add(row));
    if (whole.size.items === 0) {
      throw new CorpusError(
        'ERR_SOURCE_EMPTY',
        `${source} has no utterance that can be used; expected some to share; see what was said of them, and mend the source`,
      );
    }
    dealOut(path, tree, whole, container, new ShardBalance(shards, container.bytesPerItem));
    tree.remove(wholePath);
    const sources = new ListFile(join(path, SOURCES_NAME), tree);
    for (const folder of tree.sources.names()) sources.line(JSON.stringify(resolve(folder)));
    sources.commit();
    failures.commit();
    writeCommon(path, { settings, source: resolve(source), size: whole.size, shards }, tree);
  } finally {
    failures.discard();
  }
}

/** Items that go to one shard together: the parts of one recording, or a run of them. */
interface Lot {
  readonly firstIndex: number;
  readonly items: number;
  readonly bytes: number;
}

/**
 * Writes a list for each shard: its items in the order of their ids.
 *
 * The parts of a recording go to one shard, which decodes it once. One that is more than a shard's share of all is dealt out
 * in runs of that size.
 */
function dealOut(
  path: string,
  tree: OutputTree,
  whole: ItemPlan,
  container: Container,
  balance: ShardBalance,
): void {
  const sorting = { folder: path };
  const byRecording = new LineSorter(sorting);
  const bySize = new LineSorter(sorting);
  const byFirst = new LineSorter(sorting);
  const lotOf = new LineSorter(sorting);
  const byShard = new LineSorter(sorting);
  try {
    for (const item of whole.items()) {
      const { index, bytes } = item;
      const recording = container.recordingOf(item);
      byRecording.add(
        `${recording === undefined ? '' : sha256Of(recording)} ${digits(index)}`,
        String(bytes),
      );
    }
    const share = balance.costOf(whole.size.bytes, whole.size.items) / balance.numberOfShards;
    const deal = ({ firstIndex, ...lot }: Lot) => {
      // Largest first; of equal ones the order of ids stays.
      const size = digits(Number.MAX_SAFE_INTEGER - balance.costOf(lot.bytes, lot.items));
      bySize.add(size + digits(firstIndex), JSON.stringify({ firstIndex, ...lot }));
    };
    let lot: (Lot & { readonly recording: string }) | undefined;
    for (const [key, size] of byRecording.sorted()) {
      const [recording, place] = key.split(' ') as [string, string];
      const bytes = Number(size);
      const index = Number(place);
      const joined = lot && {
        ...lot,
        bytes: lot.bytes + bytes,
        items: lot.items + 1,
      };
      const isSame = recording !== '' && joined?.recording === recording;
      if (isSame && balance.costOf(joined.bytes, joined.items) <= share) {
        lot = joined;
      } else {
        if (lot !== undefined) deal(lot);
        lot = { firstIndex: index, items: 1, bytes, recording };
      }
      lotOf.add(digits(index), digits(lot.firstIndex));
    }
    if (lot !== undefined) deal(lot);
    for (const [, line] of bySize.sorted()) {
      const { firstIndex, bytes, items } = JSON.parse(line) as Lot;
      byFirst.add(digits(firstIndex), shardName(balance.assign(bytes, items)));
    }
    assignItems(whole, lotOf, byFirst, byShard, path);
    const lines = byShard.sorted();
    let next = lines.next();
    for (let shard = 0; shard < balance.numberOfShards; shard++) {
      const file = new ListFile(planPath(path, shard), tree);
      try {
        for (; !next.done && next.value[0].startsWith(shardName(shard)); next = lines.next()) {
          file.line(next.value[1]);
        }
        file.commit();
      } finally {
        file.discard();
      }
    }
  } finally {
    for (const sorter of [byRecording, bySize, byFirst, lotOf, byShard]) sorter.close();
  }
}

/**
 * Gives each item to the shard of its lot.
 *
 * @param lotOf first index of the lot of each index. It is read to its end.
 * @param byFirst shard of each lot, by its first index. It is read to its end.
 */
function assignItems(
  whole: ItemPlan,
  lotOf: LineSorter,
  byFirst: LineSorter,
  byShard: LineSorter,
  folder: string,
): void {
  // Lots side by side in the list may be far apart in their order: what joins them is sorted by the lot.
  const byLot = new LineSorter({ folder });
  const shardOf = new LineSorter({ folder });
  try {
    for (const [index, first] of lotOf.sorted()) byLot.add(first, index);
    const shards = byFirst.sorted();
    let shard = shards.next();
    for (const [first, index] of byLot.sorted()) {
      while (!shard.done && shard.value[0] < first) shard = shards.next();
      shardOf.add(index, shard.value![1]);
    }
    const found = shardOf.sorted();
    for (const item of whole.items()) {
      const [index, name] = found.next().value!;
      byShard.add(`${name} ${index}`, JSON.stringify(item));
    }
  } finally {
    byLot.close();
    shardOf.close();
  }
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function digits(value: number): string {
  return String(value).padStart(16, '0');
}
