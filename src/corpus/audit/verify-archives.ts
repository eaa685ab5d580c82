import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { sha256Of } from '../../io/file-stamp.ts';
import type { MadeArchive } from '../containers/tar/archive-entry.ts';
import { SHARDS_NAME } from '../plan/result-names.ts';
import { isInside } from '../state/sound-receipts.ts';
import { countFault, settingsIn } from './corpus-counts.ts';
import type { CorpusFault, CorpusVerification, VerifyOptions } from './corpus-verification.ts';

/** Archives are looked at as a whole: each byte of them is in its SHA-256. */
export function verifyArchives(
  { folder, onFault, onProgress }: VerifyOptions,
  archives: Iterable<MadeArchive>,
): CorpusVerification {
  const counts = { outputs: 0, files: 0, ratios: 0, faults: 0 };
  let silent = 0;
  for (const made of archives) {
    if (!isSound(made)) {
      throw new CorpusError(
        `${join(folder, SHARDS_NAME)} has a line that is no archive's; expected the file as awgn wrote it; make the corpus anew`,
      );
    }
    const { shard, bytes, sha256, outputs } = made;
    counts.files++;
    counts.outputs += outputs;
    silent += made.silent;
    const fault = archiveFault(join(folder, shard), bytes, sha256);
    onProgress?.(bytes);
    if (fault === undefined) continue;
    counts.faults++;
    onFault({ path: shard, ...fault });
  }
  const wrong = countFault(SHARDS_NAME, settingsIn(folder), counts.outputs, silent);
  if (wrong !== undefined) {
    counts.faults++;
    onFault(wrong);
  }
  return counts;
}

function isSound(made: Partial<MadeArchive> | null): boolean {
  const { shard, bytes, sha256, outputs, silent } = made ?? {};
  return (
    typeof shard === 'string' &&
    isInside(shard) &&
    [bytes, outputs, silent].every((count) => Number.isSafeInteger(count) && count! >= 0) &&
    typeof sha256 === 'string'
  );
}

function archiveFault(
  path: string,
  bytes: number,
  sha256: string,
): Omit<CorpusFault, 'path'> | undefined {
  const remedy = 'run awgn corpus again with --resume';
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return { kind: 'missing', detail: `it is missing; ${remedy}` };
  if (!stats.isFile()) {
    return { kind: 'unreadable', detail: `it is no regular file; expected an archive; ${remedy}` };
  }
  const found = stats.size;
  if (found < bytes) {
    return { kind: 'truncated', detail: `it has ${found} bytes; expected ${bytes}; ${remedy}` };
  }
  if (found === bytes && sha256Of(path) === sha256) return undefined;
  return { kind: 'altered', detail: `its SHA-256 is not the one in ${SHARDS_NAME}; ${remedy}` };
}
