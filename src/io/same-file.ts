import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { endOfLinks, OutputRefusedError } from './byte-sink.ts';
import { identityOf } from './byte-source.ts';
import { isStandardStream } from './descriptor-names.ts';

/**
 * Refuses outputs of which one would replace the other.
 *
 * @param paths by what messages call them; what is undefined is no output.
 * @throws OutputRefusedError for two that are the same file, or will be.
 */
export function refuseSamePlaces(paths: Readonly<Record<string, string | undefined>>): void {
  const roles = new Map<string, string>();
  for (const [role, path] of Object.entries(paths)) {
    const place = path === undefined ? undefined : placeOf(path);
    if (place === undefined) continue;
    const other = roles.get(place);
    if (other !== undefined) {
      throw new OutputRefusedError(
        `${path} is the ${role} and the ${other} at once; expected a file for each; give one of them another name`,
      );
    }
    roles.set(place, role);
  }
}

/** Whether two names are of one file, that is there or is to be. */
export function isSameFile(a: string, b: string): boolean {
  if (resolve(a) === resolve(b)) return true;
  const [statsA, statsB] = [a, b].map((path) =>
    statSync(path, { throwIfNoEntry: false, bigint: true }),
  );
  const isThere = statsA?.isFile() && statsB?.isFile();
  return isThere === true && identityOf(statsA!) === identityOf(statsB!);
}

/** The same for two names of one file; undefined for what takes any number of outputs: a device, a named pipe. */
function placeOf(path: string): string | undefined {
  if (isStandardStream(path, 1)) return '-';
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (stats !== undefined) return stats.isFile() ? identityOf(stats) : undefined;
  try {
    const end = endOfLinks(path);
    return join(realpathSync(dirname(resolve(end))), basename(end));
  } catch {
    // There is no such folder, as will be said when the file is opened.
    return resolve(path);
  }
}
