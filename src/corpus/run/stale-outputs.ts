import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { AwgnError } from '../../errors.ts';
import { sha256Of } from '../../io/file-stamp.ts';
import { jsonLines } from '../lists/json-lines.ts';
import { compareBytes, LineSorter } from '../lists/line-sorter.ts';
import { filesOf } from '../plan/corpus-receipt.ts';
import { RECEIPTS_NAME, SHARDS_NAME } from '../plan/result-names.ts';
import type { StaleFiles } from '../plan/stale-files.ts';
import type { CorpusFolder } from '../state/corpus-folder.ts';
import { isInside, soundReceipts } from '../state/sound-receipts.ts';

/** An output by its path in the folder. */
interface EarlierFile {
  readonly path: string;
  readonly sha256: string;
}

/**
 * Finds the outputs that an earlier corpus left in a folder. Only its lists say which files are its own, and only those that
 * still have the SHA-256 in there are removed.
 */
export class StaleOutputs {
  readonly #folder: CorpusFolder;
  readonly #earlier: LineSorter;
  readonly #now: LineSorter;
  readonly #isNeeded: boolean;

  /** Reads the lists of the earlier corpus: to be made before they are replaced. */
  constructor(folder: CorpusFolder) {
    this.#folder = folder;
    this.#earlier = new LineSorter({ folder: folder.temporaryPath });
    this.#now = new LineSorter({ folder: folder.temporaryPath });
    let isNeeded = false;
    for (const file of earlierFiles(folder.path)) {
      isNeeded = true;
      this.#earlier.add(keyOf(file.path), JSON.stringify(file));
    }
    this.#isNeeded = isNeeded;
  }

  /** Says that the new corpus has a file. */
  keep(path: string): void {
    if (this.#isNeeded) this.#now.add(keyOf(path), '');
  }

  /** To be called when the lists of the new corpus are in their places. */
  remove(): StaleFiles {
    const now = this.#now.sorted();
    let removed = 0;
    let kept = 0;
    let example: string | undefined;
    let next = now.next();
    for (const [key, text] of this.#earlier.sorted()) {
      while (!next.done && compareBytes(next.value[0], key) < 0) {
        next = now.next();
      }
      if (!next.done && next.value[0] === key) continue;
      const { path, sha256 } = JSON.parse(text) as EarlierFile;
      const absolute = join(this.#folder.path, path);
      if (!lstatSync(absolute, { throwIfNoEntry: false })?.isFile()) continue;
      this.#folder.check();
      if (sha256Of(absolute) === sha256) {
        this.#folder.tree.remove(absolute);
        removed++;
      } else {
        kept++;
        example ??= path;
      }
    }
    return { removed, kept, example };
  }

  close(): void {
    this.#earlier.close();
    this.#now.close();
  }
}

/** Where cases are not told apart, `A.wav` may be the file that is `a.wav` now. */
function keyOf(path: string): string {
  return path.toLowerCase();
}

/** The files of a corpus, by its lists; of damaged lists, up to the damage. */
function* earlierFiles(folder: string): Generator<EarlierFile> {
  try {
    const shards = join(folder, SHARDS_NAME);
    if (existsSync(shards)) {
      for (const value of jsonLines<unknown>(shards)) {
        const { shard, sha256 } = (value ?? {}) as Record<string, unknown>;
        if (typeof shard !== 'string' || typeof sha256 !== 'string' || !isInside(shard)) return;
        yield { path: shard, sha256 };
      }
      return;
    }
    const receipts = join(folder, RECEIPTS_NAME);
    if (!existsSync(receipts)) return;
    for (const receipt of soundReceipts(receipts)) yield* filesOf(receipt);
  } catch (error) {
    if (!(error instanceof AwgnError)) throw error;
  }
}
