import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type FileStamp, sha256Of, stampOf } from '../../../io/file-stamp.ts';
import type { OutputTree } from '../../../io/output-tree.ts';
import { jsonLines } from '../../lists/json-lines.ts';
import { ListFile } from '../../lists/list-file.ts';
import type { Archive } from '../../plan/archive-names.ts';
import type { CorpusReceipt } from '../../plan/corpus-receipt.ts';
import { FAILURES_NAME, RECEIPTS_NAME, SHARDS_NAME } from '../../plan/result-names.ts';
import type { CorpusFolder } from '../../state/corpus-folder.ts';

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

/** Where a journal and what it knows of are. */
export interface ArchiveJournalPlace {
  /** The corpus' folder. */
  readonly tree: OutputTree;
  /** Of the journal; it is made with the first entry. */
  readonly path: string;
  /** Of what is not finished: of this run alone. */
  readonly drafts: string;
  /** Throws where another run has taken over from this one. */
  readonly check?: () => void;
}

/**
 * Which archives of a corpus are done: for each a file with the receipts and failures of its samples, and one that says
 * that it is in its place. Both appear whole, so that several runs may write into one journal.
 */
export class ArchiveJournal {
  readonly #place: ArchiveJournalPlace;
  readonly #path: string;
  readonly #tree: OutputTree;

  constructor(place: ArchiveJournalPlace) {
    this.#place = place;
    this.#tree = place.tree;
    this.#path = place.path;
  }

  /** The journal of the only run in a folder. @param isNew whether what earlier runs did is forgotten. */
  static of(folder: CorpusFolder, isNew: boolean): ArchiveJournal {
    const { tree, statePath, temporaryPath } = folder;
    const place = {
      tree,
      path: join(statePath, 'archives'),
      drafts: temporaryPath,
      check: () => folder.check(),
    };
    const journal = new ArchiveJournal(place);
    if (isNew) tree.removeFolder(place.path);
    else if (!existsSync(place.path)) journal.#restore();
    return journal;
  }

  /** A new list of receipts and failures for an archive. */
  createList(): ListFile {
    return new ListFile(join(this.#place.drafts, 'list.jsonl'), this.#tree);
  }

  /** To be called when the archive is on the disk, under its name. @param list from {@link createList}. */
  add(made: MadeArchive, list: ListFile, sourceModifiedMs: number): void {
    list.commit();
    const stamp = stampOf(join(this.#tree.path, made.shard));
    const draft = new ListFile(join(this.#place.drafts, 'entry.json'), this.#tree);
    draft.line(JSON.stringify({ ...made, stamp, sourceModifiedMs } satisfies Entry));
    draft.commit();
    this.#put(list.path, this.#listPath(made.shard));
    this.#put(draft.path, this.#entryPath(this.#path, made.shard));
    this.#tree.remove(this.#failurePath(made.shard));
  }

  /** Says that nothing can be made of an archive. */
  addFailure(shard: string, failure: ShardFailure): void {
    const draft = new ListFile(join(this.#place.drafts, 'failure.json'), this.#tree);
    draft.line(JSON.stringify(failure));
    draft.commit();
    this.#put(draft.path, this.#failurePath(shard));
    this.#tree.remove(this.#entryPath(this.#path, shard));
  }

  /** Says that it is not known what an archive holds: it is about to be replaced. */
  forget(shard: string): void {
    this.#place.check?.();
    this.#tree.remove(this.#entryPath(this.#path, shard));
    this.#tree.remove(this.#failurePath(shard));
  }

  /** What became of an archive, as a run of its own left it; undefined: none has ended yet. */
  outcomeOf(shard: string): MadeArchive | ShardFailure | undefined {
    const made = this.#entryOf(shard);
    if (made !== undefined) return made.made;
    const path = this.#failurePath(shard);
    const [failure] = existsSync(path) ? jsonLines<ShardFailure>(path) : [];
    return failure;
  }

  /** What was made of an archive, if it is still there as it was, and its source is what it was. */
  find({ name, path, bytes }: Archive): MadeArchive | undefined {
    const archivePath = join(this.#tree.path, name);
    const entry = this.#entryOf(name);
    if (entry === undefined || !existsSync(archivePath)) return undefined;
    const { stamp, sourceModifiedMs, made } = entry;
    if (made.source_bytes !== bytes) return undefined;
    const source = statSync(path);
    // Of a finished corpus it is known only whether the source was touched since, and not whether what failed was mended.
    const isSameSource =
      sourceModifiedMs === undefined
        ? made.failures === 0 && source.ctimeMs <= statSync(archivePath).mtimeMs
        : source.mtimeMs === sourceModifiedMs;
    if (!isSameSource) return undefined;
    const now = stampOf(archivePath);
    const isSame = stamp?.bytes === now.bytes && stamp.changedMs === now.changedMs;
    return isSame || sha256Of(archivePath) === made.sha256 ? made : undefined;
  }

  lines(shard: string): Generator<ArchiveLine> {
    return jsonLines(this.#listPath(shard));
  }

  #entryOf(shard: string) {
    const path = this.#entryPath(this.#path, shard);
    const [entry] = existsSync(path) ? jsonLines<Entry>(path) : [];
    if (entry === undefined) return undefined;
    const { stamp, sourceModifiedMs, ...made } = entry;
    return { made: made satisfies MadeArchive, stamp, sourceModifiedMs };
  }

  #put(draft: string, path: string): void {
    this.#place.check?.();
    this.#tree.put(draft, path);
  }

  /** Takes up a finished corpus. */
  #restore(): void {
    const shards = join(this.#tree.path, SHARDS_NAME);
    if (!existsSync(shards)) return;
    const work = `${this.#path}.restored`;
    this.#tree.removeFolder(work);
    for (const made of jsonLines<MadeArchive>(shards)) {
      this.#write(work, made);
      new ListFile(this.#listPath(made.shard, work), this.#tree).commit();
    }
    let list: ListFile | undefined;
    const receipts = join(this.#tree.path, RECEIPTS_NAME);
    for (const receipt of existsSync(receipts) ? jsonLines<ShardReceipt>(receipts) : []) {
      const listPath = this.#listPath(receipt.shard, work);
      if (list?.path !== listPath) {
        list?.commit();
        list = new ListFile(listPath, this.#tree);
      }
      list.line(JSON.stringify(receipt));
    }
    list?.commit();
    this.#tree.put(work, this.#path);
  }

  #write(folder: string, entry: Entry): void {
    const file = new ListFile(this.#entryPath(folder, entry.shard), this.#tree);
    file.line(JSON.stringify(entry));
    file.commit();
  }

  #entryPath(folder: string, shard: string): string {
    return join(folder, `${shard}.json`);
  }

  /** No archive's own name ends like this. */
  #failurePath(shard: string): string {
    return join(this.#path, `${shard}.failed.json`);
  }

  #listPath(shard: string, folder: string = this.#path): string {
    return join(folder, `${shard}.jsonl`);
  }
}

/** Writes the lists of a corpus whose archives are all there. */
export function publishLists(
  folder: CorpusFolder,
  journal: ArchiveJournal,
  archives: readonly MadeArchive[],
  /** Of whole archives, which are not there. */
  failures: readonly ShardFailure[],
): void {
  const files: ListFile[] = [];
  const open = (name: string) => {
    const file = new ListFile(join(folder.path, name), folder.tree);
    files.push(file);
    return file;
  };
  let numberFailed = failures.length;
  try {
    const [receipts, failed, shards] = [
      open(RECEIPTS_NAME),
      open(FAILURES_NAME),
      open(SHARDS_NAME),
    ];
    for (const failure of failures) failed.line(JSON.stringify(failure));
    for (const made of archives) {
      folder.check();
      shards.line(JSON.stringify(made));
      numberFailed += made.failures;
      for (const line of journal.lines(made.shard)) {
        ('fault' in line ? failed : receipts).line(JSON.stringify(line));
      }
    }
    folder.check();
    shards.commit();
    receipts.commit();
    if (numberFailed > 0) failed.commit();
    else folder.tree.remove(failed.path);
  } finally {
    for (const file of files) file.discard();
  }
}
