import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { naming } from '../../io/blocking-io.ts';
import { isWithin } from '../plan/audio-paths.ts';
import type { AudioFile } from '../utterance.ts';

/** A file that may be read. */
export interface RegularFile {
  readonly path: string;
  readonly bytes: number;
}

/** Folders whose real places are kept. */
const MOST_KEPT_FOLDERS = 4096;

/**
 * Finds the files that rows name, once it is plain that they may be read, and that this does not wait for someone to
 * write.
 *
 * The real place of a folder is looked up once: the files of a corpus stand in few.
 */
export class RegularFiles {
  readonly #realFolders = new Map<string, string>();

  /** @throws what the system says; CorpusError for a path that leads elsewhere, or to no regular file. */
  find({ path, name, within }: AudioFile): RegularFile {
    if (within === undefined) return regular(path, name, () => statSync(path));
    const stats = naming(name, () => lstatSync(path));
    const real = stats.isSymbolicLink()
      ? naming(name, () => realpathSync(path))
      : join(
          naming(name, () => this.#realFolder(dirname(path))),
          basename(path),
        );
    if (!isWithin(this.#realFolder(within), real)) {
      throw new CorpusError(
        'ERR_SOURCE_OUTSIDE_ROOT',
        `${name} is a symbolic link that leaves ${within}; expected a file in there; give --root with a folder that holds all audio`,
      );
    }
    return regular(real, name, () => (stats.isSymbolicLink() ? statSync(real) : stats));
  }

  #realFolder(path: string): string {
    const known = this.#realFolders.get(path);
    if (known !== undefined) return known;
    if (this.#realFolders.size >= MOST_KEPT_FOLDERS) this.#realFolders.clear();
    const real = realpathSync(path);
    this.#realFolders.set(path, real);
    return real;
  }
}

function regular(path: string, name: string, look: () => Stats): RegularFile {
  const stats = naming(name, look);
  if (stats.isFile()) return { path, bytes: stats.size };
  throw new CorpusError(
    'ERR_SOURCE_NOT_REGULAR',
    `${name} is no regular file; expected an audio file; copy its audio into one`,
  );
}
