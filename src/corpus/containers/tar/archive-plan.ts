import { dirname, join } from 'node:path';
import { CorpusError } from '../../../errors.ts';
import type { OutputTree } from '../../../io/output-tree.ts';
import { isSameFile } from '../../../io/same-file.ts';
import { archiveBytes } from '../../kinds/webdataset/archive-bytes.ts';
import { ListFile } from '../../lists/list-file.ts';
import { type Archive, listArchives } from '../../plan/archive-names.ts';
import type { OutputOptions } from '../../plan/corpus-options.ts';
import { ItemPlan, NO_REMARKS, type PlanPlace } from '../../plan/item-plan.ts';
import type { PlannedItem } from '../../plan/planned-item.ts';
import { countSamples, isEmptyArchive } from './archive-samples.ts';

/** An archive among all of its source. */
export interface PlannedArchive extends PlannedItem {
  /** Absolute. Its id is the name of the archive that is made of it. */
  readonly path: string;
  /** Samples with audio in those before it; 0 where nobody needs to know. */
  readonly firstIndex: number;
}

/**
 * Writes a plan of the archives of a source.
 *
 * @throws CorpusError where there are none, or nothing in them, or one would be put over its source.
 */
export async function planArchives(
  { source, plan: { stratified } }: OutputOptions,
  { path, tree }: PlanPlace,
): Promise<ItemPlan<PlannedArchive>> {
  const archives = listArchives(source);
  refuseOverwriting(archives, tree);
  await refuseEmpty(archives, source);
  const list = new ListFile(path, tree);
  let samples = 0;
  let bytes = 0;
  try {
    for (const [index, archive] of archives.entries()) {
      tree.sources.addFileOf(archive.path);
      const planned: PlannedArchive = {
        id: archive.name,
        origin: archive.name,
        index,
        bytes: archive.bytes,
        path: archive.path,
        firstIndex: samples,
      };
      list.line(JSON.stringify(planned));
      bytes += archive.bytes;
      // Only stratified ratios depend on the places of samples, for which all archives are read.
      if (stratified) samples += await countSamples(archiveBytes(archive.path));
    }
    list.commit();
  } finally {
    list.discard();
  }
  return new ItemPlan(path, {
    items: archives.length,
    utterances: samples,
    bytes,
    ...NO_REMARKS,
  });
}

/** As for any other source, nothing to do is a mistake; an empty archive among others is none. */
async function refuseEmpty(archives: readonly Archive[], source: string): Promise<void> {
  for (const { path } of archives) {
    if (!(await isEmptyArchive(archiveBytes(path)))) return;
  }
  throw noSamples(source);
}

/** @param source what was read. */
export function noSamples(source: string): CorpusError {
  return new CorpusError(
    'ERR_SOURCE_EMPTY',
    `${source} has no samples; expected one member of an archive at least; check what was to write it`,
  );
}

/** With --force, or in shards, a result could be put over its source. */
function refuseOverwriting(archives: readonly Archive[], tree: OutputTree): void {
  for (const { name, path } of archives) {
    const output = join(tree.path, name);
    if (!isSameFile(output, path)) continue;
    // A link is refused by its own name.
    tree.expect(output);
    throw new CorpusError(
      'ERR_PLACE_REFUSED',
      `${path} would be replaced by what is made of it; expected another folder than ${dirname(path)}`,
    );
  }
}
