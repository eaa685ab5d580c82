import type { FileStamp } from '../../../io/file-stamp.ts';
import type { EntryFormat, JournalEntry } from '../../state/journal.ts';
import { isInside } from '../../state/sound-receipts.ts';

/** What is known of an archive that was made: a line of `shards.jsonl`. */
export interface MadeArchive {
  readonly shard: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly source_bytes: number;
  /** Samples of the source, those without audio and those that failed included. */
  readonly samples: number;
  readonly outputs: number;
  readonly silent: number;
  readonly failures: number;
}

/** What was made of one archive: its samples' receipts and failures are in a list of their own. */
export interface ArchiveEntry extends JournalEntry {
  readonly archive: MadeArchive;
  /** Of the archive; undefined where nobody looked. */
  readonly stamp?: FileStamp | undefined;
  /** Of the source, looked at before it was read; undefined where nobody did. */
  readonly sourceModifiedMs?: number | undefined;
}

export const ARCHIVE_ENTRIES: EntryFormat<ArchiveEntry> = {
  textOf: ({ id, archive, stamp, sourceModifiedMs }) =>
    JSON.stringify({ id, archive, stamp, sourceModifiedMs }),
  isEntry: (value) => {
    const { id, archive } = (value ?? {}) as Partial<ArchiveEntry>;
    return isMadeArchive(archive) && archive.shard === id;
  },
};

/** Whether a value is an archive as lists and journals have it. */
export function isMadeArchive(value: unknown): value is MadeArchive {
  const made = (value ?? {}) as Partial<MadeArchive>;
  const { shard, sha256, bytes, source_bytes, samples, outputs, silent, failures } = made;
  return (
    typeof shard === 'string' &&
    isInside(shard) &&
    typeof sha256 === 'string' &&
    [bytes, source_bytes, samples, outputs, silent, failures].every(
      (count) => Number.isSafeInteger(count) && count! >= 0,
    )
  );
}
