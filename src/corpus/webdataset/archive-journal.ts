import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CorpusFolder, FAILURES_NAME, RECEIPTS_NAME } from '../corpus-folder.ts';
import type { CorpusReceipt } from '../corpus-receipt.ts';
import { type FileStamp, sha256Of, stampOf } from '../file-stamp.ts';
import { jsonLines } from '../json-lines.ts';
import { ListFile } from '../list-file.ts';
import { type Archive, SHARDS_NAME } from './archive-names.ts';

/** The receipt of one WAV in an archive. */
export interface ShardReceipt extends CorpusReceipt {
  /** The archive's name. */
  shard: string;
}

/** A sample that failed. */
export interface ShardFailure {
  readonly id: string | null;
  readonly origin: string;
  readonly fault: string;
}

/** What is known of an archive that was made. */
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

/** The same, with what holds on this machine only. */
interface Entry extends MadeArchive {
  readonly stamp?: FileStamp;
  readonly sourceModifiedMs?: number;
}

export type ArchiveLine = ShardReceipt | ShardFailure;

/**
 * Which archives of a corpus are done: for each a file with the receipts and failures of its samples, and one that says
 * that it is in its place.
 */
export class ArchiveJournal {
  readonly #folder: CorpusFolder;
  readonly #path: string;

  /** @param isNew whether what earlier runs did is forgotten. */
  constructor(folder: CorpusFolder, isNew: boolean) {
    this.#folder = folder;
    this.#path = join(folder.statePath, 'shards');
    if (isNew) rmSync(this.#path, { recursive: true, force: true });
    else if (!existsSync(this.#path)) this.#restore();
  }

  /** A new list of receipts and failures for an archive. */
  createList(shard: string): ListFile {
    return new ListFile(this.#listPath(shard));
  }

  /** To be called when the archive is on the disk, under its name, and so is its list. */
  add(made: MadeArchive, sourceModifiedMs: number): void {
    const stamp = stampOf(join(this.#folder.path, made.shard));
    this.#write(this.#path, { ...made, stamp, sourceModifiedMs });
  }

  /** What was made of an archive, if it is still there as it was, and its source is what it was. */
  find({ name, path, bytes }: Archive): MadeArchive | undefined {
    const entryPath = this.#entryPath(this.#path, name);
    const archivePath = join(this.#folder.path, name);
    if (!existsSync(entryPath) || !existsSync(archivePath)) return undefined;
    const [entry] = jsonLines<Entry>(entryPath);
    if (entry === undefined || entry.source_bytes !== bytes) return undefined;
    const { stamp, sourceModifiedMs, ...made } = entry;
    // Of a finished corpus nobody knows whether the source was mended since.
    const isSameSource =
      sourceModifiedMs === undefined
        ? made.failures === 0
        : statSync(path).mtimeMs === sourceModifiedMs;
    if (!isSameSource) return undefined;
    const now = stampOf(archivePath);
    const isSame = stamp?.bytes === now.bytes && stamp.changedMs === now.changedMs;
    return isSame || sha256Of(archivePath) === made.sha256 ? made : undefined;
  }

  lines(shard: string): Generator<ArchiveLine> {
    return jsonLines(this.#listPath(shard));
  }

  /** Takes up a finished corpus. */
  #restore(): void {
    const { path } = this.#folder;
    const shards = join(path, SHARDS_NAME);
    if (!existsSync(shards)) return;
    const work = `${this.#path}.restored`;
    rmSync(work, { recursive: true, force: true });
    for (const made of jsonLines<MadeArchive>(shards)) {
      this.#write(work, made);
      new ListFile(this.#listPath(made.shard, work)).commit();
    }
    let list: ListFile | undefined;
    const receipts = join(path, RECEIPTS_NAME);
    for (const receipt of existsSync(receipts) ? jsonLines<ShardReceipt>(receipts) : []) {
      const listPath = this.#listPath(receipt.shard, work);
      if (list?.path !== listPath) {
        list?.commit();
        list = new ListFile(listPath);
      }
      list.line(JSON.stringify(receipt));
    }
    list?.commit();
    renameSync(work, this.#path);
  }

  #write(folder: string, entry: Entry): void {
    const file = new ListFile(this.#entryPath(folder, entry.shard));
    file.line(JSON.stringify(entry));
    file.commit();
  }

  #entryPath(folder: string, shard: string): string {
    return join(folder, `${shard}.json`);
  }

  #listPath(shard: string, folder: string = this.#path): string {
    return join(folder, `${shard}.jsonl`);
  }
}

/** Writes the lists of a corpus whose archives are all there. */
export function publishLists(
  { path }: CorpusFolder,
  journal: ArchiveJournal,
  archives: readonly MadeArchive[],
  /** Of whole archives, which are not there. */
  failures: readonly ShardFailure[],
): void {
  const receipts = new ListFile(join(path, RECEIPTS_NAME));
  const failed = new ListFile(join(path, FAILURES_NAME));
  const shards = new ListFile(join(path, SHARDS_NAME));
  let numberFailed = failures.length;
  try {
    for (const failure of failures) failed.line(JSON.stringify(failure));
    for (const made of archives) {
      shards.line(JSON.stringify(made));
      numberFailed += made.failures;
      for (const line of journal.lines(made.shard)) {
        ('fault' in line ? failed : receipts).line(JSON.stringify(line));
      }
    }
    shards.commit();
    receipts.commit();
    if (numberFailed > 0) failed.commit();
    else rmSync(failed.path, { force: true });
  } finally {
    for (const file of [receipts, failed, shards]) file.discard();
  }
}
