import { createHash } from 'node:crypto';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Names what a row's path points to, and refuses what lies outside the folder that may be read. */
export class AudioPaths {
  readonly #base: string;
  readonly #root: string | undefined;

  /**
   * @param base folder that relative paths begin at.
   * @param root folder outside which nothing is read, whether the path is relative or absolute; without one, absolute
   * paths are taken as they are and relative ones must stay within the base.
   */
  constructor(base: string, root: string | undefined) {
    this.#base = resolve(root ?? base);
    this.#root = root === undefined ? undefined : resolve(root);
  }

  /**
   * The absolute path, and the folder that it must really lie in, which is looked at when the file is opened and its
   * symbolic links are followed; or what is wrong with it.
   */
  resolve(path: string): { path: string; within?: string } | { fault: string } {
    if (path === '' || path.includes('\0')) {
      return { fault: `the path is ${JSON.stringify(path)}; expected the name of a WAV file` };
    }
    const absolute = resolve(this.#base, path);
    const bound = this.#root ?? (isAbsolute(path) ? undefined : this.#base);
    if (bound === undefined) return { path: absolute };
    if (isWithin(bound, absolute)) return { path: absolute, within: bound };
    return {
      fault: `the path ${JSON.stringify(path)} leaves ${bound}; expected a file in there; give --root with a folder that holds all audio`,
    };
  }
}

/** Whether a path is a folder or lies in it, by the names alone. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * Whether a name may become a path within an output folder: relative, with `/`, nothing that leads out or that some
 * system cannot store.
 */
export function isSafePlace(place: string): boolean {
  const names = place.split('/');
  return (
    place.length < 4000 &&
    !/[\p{Cc}\p{Cs}\\]/u.test(place) &&
    names.every(
      (name) =>
        name !== '' && name !== '.' && name !== '..' && Buffer.byteLength(name) <= MOST_NAME_BYTES,
    )
  );
}

/** Of 255 that file systems allow, some are left for suffix and extension. */
const MOST_NAME_BYTES = 200;

/** Of a name that is too long, this much is kept for the reader. */
const KEPT_NAME_BYTES = 140;

/**
 * A file name for any id: what some system cannot store, or hides, is written as `%` and hexadecimal digits; of long
 * ids the end is a hash. Different ids have different names.
 */
export function fileNameOf(id: string): string {
  const name = id
    .replace(/[\p{Cc}\p{Cs}%/\\<>:"|?*]/gu, (unit) => `%${hexadecimal(unit)}`)
    .replace(/^\.|[. ]$/g, (unit) => `%${hexadecimal(unit)}`);
  if (Buffer.byteLength(name) <= MOST_NAME_BYTES) return name;
  const bytes = Buffer.from(name).subarray(0, KEPT_NAME_BYTES);
  // A character cut in two would become the mark of a broken one. No other name holds `%-`.
  const start = bytes.toString().replace(/\ufffd+$/, '');
  return `${start}%-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
}

function hexadecimal(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase().padStart(2, '0');
}
