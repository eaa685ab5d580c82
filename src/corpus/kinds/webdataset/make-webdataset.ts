import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CorpusError } from '../../../errors.ts';
import type { OutputTree } from '../../../io/output-tree.ts';
import { isSameFile } from '../../../io/same-file.ts';
import { type Archive, listArchives } from '../../plan/archive-names.ts';
import type { CorpusSummary } from '../../plan/corpus-options.ts';
import { RECEIPTS_NAME } from '../../plan/result-names.ts';
import { CorpusFolder } from '../../state/corpus-folder.ts';
import { archiveBytes } from './archive-bytes.ts';
import { ArchiveJournal, publishLists } from './archive-journal.ts';
import { ArchiveRun, type PlacedArchive, type WebDatasetOptions } from './archive-run.ts';
import { countSamples, isEmptyArchive } from './make-archive.ts';

/**
 * Makes archives with noise of tar archives in the manner of WebDataset, one of each.
 *
 * Memory is constant. Archives, receipts and lists are the same for any number of threads, and however often the work
 * was interrupted: an archive appears under its name when it is whole, and is then kept.
 *
 * @throws CorpusError; what the system says. Samples and archives that fail are told to the observer and listed in
 *   `failures.jsonl`.
 */
export async function makeWebDataset(options: WebDatasetOptions): Promise<CorpusSummary> {
  const { source, use, settings } = options;
  const archives = listArchives(source);
  await refuseEmpty(archives, source);
  const folder = CorpusFolder.open(options.folder, use, settings, source, () =>
    options.observer?.interrupted?.(),
  );
  try {
    const summary = await makeIn(folder, archives, options);
    folder.clean();
    return summary;
  } catch (error) {
    throw folder.causeOf(error);
  } finally {
    if (existsSync(folder.statePath)) folder.unlock();
  }
}

async function makeIn(
  folder: CorpusFolder,
  archives: readonly Archive[],
  options: WebDatasetOptions,
): Promise<CorpusSummary> {
  const journal = ArchiveJournal.of(folder, options.use !== 'resume');
  refuseOverwriting(archives, folder.tree);
  for (const { path } of archives) folder.tree.sources.addFileOf(path);
  folder.tree.expect(join(folder.path, RECEIPTS_NAME));
  const placed = await placeArchives(archives, options);
  const place = { tree: folder.tree, temporaryFolder: folder.temporaryPath };
  const run = new ArchiveRun(options, place, journal);
  const made = await run.make(placed.archives, placed.numberOfSamples);
  publishLists(folder, journal, made, run.archiveFailures);
  const { samples, failures, outputs, silent } = run.totals;
  folder.describe({ utterances: samples, failures, outputs, silent });
  return run.totals.summary(run.resumed);
}

/** Archives with their places among all. Only stratified ratios depend on those, for which all archives are read. */
export async function placeArchives(
  archives: readonly Archive[],
  { plan }: Pick<WebDatasetOptions, 'plan'>,
): Promise<{ archives: PlacedArchive[]; numberOfSamples: number }> {
  const placed: PlacedArchive[] = [];
  let numberOfSamples = 0;
  for (const archive of archives) {
    placed.push({ ...archive, firstIndex: numberOfSamples });
    if (plan.stratified) numberOfSamples += await countSamples(archiveBytes(archive.path));
  }
  return { archives: placed, numberOfSamples };
}

/** As for any other source, nothing to do is a mistake; an empty archive among others is none. */
export async function refuseEmpty(archives: readonly Archive[], source: string): Promise<void> {
  for (const { path } of archives) {
    if (!(await isEmptyArchive(archiveBytes(path)))) return;
  }
  throw noSamples(source);
}

/** @param source what was read. */
export function noSamples(source: string): CorpusError {
  return new CorpusError(
    `${source} has no samples; expected one member of an archive at least; check what was to write it`,
  );
}

/** With --force, or in shards, a result could be put over its source. */
export function refuseOverwriting(archives: readonly Archive[], tree: OutputTree): void {
  for (const { name, path } of archives) {
    const output = join(tree.path, name);
    if (!isSameFile(output, path)) continue;
    // A link is refused by its own name.
    tree.expect(output);
    throw new CorpusError(
      `${path} would be replaced by what is made of it; expected another folder than ${dirname(path)}`,
    );
  }
}
