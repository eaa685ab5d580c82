import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of } from '../../../io/file-stamp.ts';
import type { CorpusReceipt } from '../../plan/corpus-receipt.ts';
import { RECEIPTS_NAME, SHARDS_NAME } from '../../plan/result-names.ts';
import type {
  CorpusContents,
  CorpusFault,
  FileFault,
  StoredFile,
  StoredPart,
} from '../../run/corpus-contents.ts';
import { FoundFiles, unlisted } from '../../run/found-files.ts';
import { soundReceipts } from '../../state/sound-receipts.ts';
import type { MadeArchive } from './archive-entry.ts';
import { archivesIn } from './finished-archives.ts';

const REMEDY = 'run awgn corpus again with --resume';

/** What a corpus of tar archives holds. They are looked at as a whole: each byte of them is in its SHA-256. */
export class TarContents implements CorpusContents {
  readonly listName = SHARDS_NAME;
  readonly #folder: string;

  /** @param folder of the corpus. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get receiptsApart(): Iterable<CorpusReceipt> {
    const path = join(this.#folder, RECEIPTS_NAME);
    return existsSync(path) ? soundReceipts(path) : [];
  }

  *parts(onFault: (fault: CorpusFault) => void): Generator<StoredPart> {
    const archives = new FoundFiles(this.#folder, (name) => /\.tar$/iu.test(name), this.listName);
    const names = new Set<string>();
    for (const archive of archivesIn(this.#folder)) {
      const { shard, outputs, silent } = archive;
      names.add(archives.fold(shard));
      const file: StoredFile = {
        path: shard,
        expected: `an archive; ${REMEDY}`,
        compare: async (path) => compare(path, archive),
      };
      yield { outputs, silent, files: [file] };
    }
    try {
      for (const [folded, path] of archives.paths()) {
        if (!names.has(folded)) onFault(unlisted(path));
      }
    } finally {
      archives.close();
    }
  }
}

function compare(path: string, { bytes, sha256 }: MadeArchive): FileFault | undefined {
  const found = statSync(path).size;
  if (found < bytes) {
    return { kind: 'truncated', detail: `it has ${found} bytes; expected ${bytes}; ${REMEDY}` };
  }
  if (found === bytes && sha256Of(path) === sha256) return undefined;
  return { kind: 'altered', detail: `its SHA-256 is not the one in ${SHARDS_NAME}; ${REMEDY}` };
}
