import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CorpusError } from '../../../errors.ts';
import { sha256Of, stampOf } from '../../../io/file-stamp.ts';
import { jsonLines } from '../../lists/json-lines.ts';
import { RECEIPTS_NAME, SHARDS_NAME } from '../../plan/result-names.ts';
import { type ArchiveEntry, isMadeArchive, type MadeArchive } from './archive-entry.ts';
import type { PlannedArchive } from './archive-plan.ts';
import type { SampleLines, SampleReceipt } from './sample-lines.ts';

/** Whether an archive is there as it was made, and its source is what it was. @param folder of the corpus. */
export function isSoundArchive(
  { archive, stamp, sourceModifiedMs }: ArchiveEntry,
  { id, path, bytes }: PlannedArchive,
  folder: string,
): boolean {
  const archivePath = join(folder, id);
  if (archive.source_bytes !== bytes || !existsSync(archivePath)) return false;
  const source = statSync(path);
  // Of a finished corpus it is known only whether the source was touched since, and not whether what failed was mended.
  const isSameSource =
    sourceModifiedMs === undefined
      ? archive.failures === 0 && source.ctimeMs <= statSync(archivePath).mtimeMs
      : source.mtimeMs === sourceModifiedMs;
  if (!isSameSource) return false;
  const now = stampOf(archivePath);
  const isSame = stamp?.bytes === now.bytes && stamp.changedMs === now.changedMs;
  return isSame || sha256Of(archivePath) === archive.sha256;
}

/** What a finished corpus has: the lists of its archives are cut out of that of its receipts as they are asked for. */
export function* finishedArchives(folder: string, lines: SampleLines): Generator<ArchiveEntry> {
  const shards = join(folder, SHARDS_NAME);
  const receiptsPath = join(folder, RECEIPTS_NAME);
  if (!existsSync(shards) || !existsSync(receiptsPath)) return;
  const receipts = jsonLines<SampleReceipt | null>(receiptsPath);
  try {
    let receipt = receipts.next();
    for (const archive of archivesIn(folder)) {
      const list = lines.create('finished');
      for (; receipt.value?.shard === archive.shard; receipt = receipts.next()) {
        list.line(JSON.stringify(receipt.value));
      }
      // What a run has made since counts; and of an archive in which something failed nothing is kept.
      if (archive.failures > 0 || lines.has(archive.shard)) list.discard();
      else lines.put(list, archive.shard);
      yield { id: archive.shard, archive };
    }
  } finally {
    receipts.return(undefined);
  }
}

/** The archives of a finished corpus. @throws CorpusError for a line that is none. */
export function* archivesIn(folder: string): Generator<MadeArchive> {
  const path = join(folder, SHARDS_NAME);
  for (const made of jsonLines<unknown>(path)) {
    if (!isMadeArchive(made)) {
      throw new CorpusError(
        'ERR_RESULT_DAMAGED',
        `${path} has a line that is no archive's; expected the file as awgn wrote it; make the corpus anew`,
      );
    }
    yield made;
  }
}
