import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { OutputTree } from '../../../io/output-tree.ts';
import type { SourceFolders } from '../../../io/source-folders.ts';
import { jsonLines } from '../../lists/json-lines.ts';
import { ListFile } from '../../lists/list-file.ts';
import { listArchives } from '../../plan/archive-names.ts';
import { SETTINGS_NAME } from '../../plan/result-names.ts';
import { type CommonPlan, readCommon, writeCommon } from '../../shards/common-plan.ts';
import { makeOnce } from '../../shards/make-once.ts';
import { ShardBalance } from '../../shards/shard-balance.ts';
import { refuseDiffering, shardsPath } from '../../state/corpus-folder.ts';
import type { PlacedArchive, WebDatasetOptions } from './archive-run.ts';
import { placeArchives, refuseEmpty, refuseOverwriting } from './make-webdataset.ts';

/** An archive with the shard, from 0, that it is dealt out to. */
export type DealtArchive = PlacedArchive & { readonly shardIndex: number };

/** What all shards of a corpus of archives have in common. */
interface ShardedArchives extends CommonPlan {
  readonly numberOfSamples: number;
}

const ARCHIVES_NAME = 'archives.jsonl';
const JOURNAL_NAME = 'done';

/**
 * Which shard makes which archives: whole ones, the largest first, each to the shard that has least. Made by whichever
 * shard comes first, used by all.
 */
export class ArchivePlan {
  readonly path: string;
  readonly common: ShardedArchives;

  private constructor(path: string) {
    this.path = path;
    this.common = readCommon(path, 'numberOfSamples');
  }

  /** The plan in the folder of a corpus; undefined where there is none, or one of files. */
  static in(folder: string): ArchivePlan | undefined {
    const path = shardsPath(resolve(folder));
    return existsSync(join(path, ARCHIVES_NAME)) ? new ArchivePlan(path) : undefined;
  }

  /** The plan at a path; it is made if it is not there. @throws CorpusError where it was made with other settings. */
  static async openOrCreate(
    path: string,
    tree: OutputTree,
    shards: number,
    options: WebDatasetOptions,
  ): Promise<ArchivePlan> {
    await makeOnce(
      path,
      tree,
      (draft) => writePlan(draft, tree, shards, options),
      () => existsSync(join(options.folder, SETTINGS_NAME)),
    );
    const plan = new ArchivePlan(path);
    refuseDiffering(options.folder, plan.common.settings, options.settings);
    return plan;
  }

  /** Where all shards note what is done. */
  get journalPath(): string {
    return join(this.path, JOURNAL_NAME);
  }

  /** Says where the sources are. */
  nameSources(sources: SourceFolders): void {
    for (const { path } of this.archives()) sources.addFileOf(path);
  }

  /** All archives in the order of their names. */
  archives(): Generator<DealtArchive> {
    return jsonLines(join(this.path, ARCHIVES_NAME));
  }
}

async function writePlan(
  path: string,
  tree: OutputTree,
  shards: number,
  options: WebDatasetOptions,
): Promise<void> {
  const { source, settings } = options;
  const listed = listArchives(source);
  refuseOverwriting(listed, tree);
  await refuseEmpty(listed, source);
  const { archives, numberOfSamples } = await placeArchives(listed, options);
  const balance = new ShardBalance(shards, 0);
  const shardOf = new Map<string, number>();
  for (const { name, bytes } of archives.toSorted((a, b) => b.bytes - a.bytes)) {
    shardOf.set(name, balance.assign(bytes));
  }
  const list = new ListFile(join(path, ARCHIVES_NAME), tree);
  for (const archive of archives) {
    const dealt: DealtArchive = { ...archive, shardIndex: shardOf.get(archive.name)! };
    list.line(JSON.stringify(dealt));
  }
  list.commit();
  const common: ShardedArchives = { settings, source: resolve(source), numberOfSamples, shards };
  writeCommon(path, common, tree);
}
