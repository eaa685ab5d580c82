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
    dealOut(path, tree, whole, new ShardBalance(shards, container.bytesPerItem));
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

/** Writes a list for each shard: its items in the order of their ids. */
function dealOut(path: string, tree: OutputTree, whole: ItemPlan, balance: ShardBalance): void {
  const sorting = { folder: path };
  const bySize = new LineSorter(sorting);
  const byShard = new LineSorter(sorting);
  try {
    for (const item of whole.items()) {
      // Largest first; of equal ones the order of ids stays.
      bySize.add(digits(Number.MAX_SAFE_INTEGER - item.bytes), JSON.stringify(item));
    }
    for (const [, line] of bySize.sorted()) {
      const { index, bytes } = JSON.parse(line) as PlannedItem;
      byShard.add(`${shardName(balance.assign(bytes))} ${digits(index)}`, line);
    }
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
    bySize.close();
    byShard.close();
  }
}

function digits(value: number): string {
  return String(value).padStart(16, '0');
}
