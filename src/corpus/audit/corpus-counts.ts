import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readOwnJson } from '../lists/own-json.ts';
import { SETTINGS_NAME } from '../plan/result-names.ts';
import type { CorpusFault } from '../run/corpus-contents.ts';

/** How the corpus was made, and how much there is of it; undefined where that is missing. */
export function settingsIn(folder: string): Readonly<Record<string, unknown>> | undefined {
  const path = join(folder, SETTINGS_NAME);
  return existsSync(path) ? readOwnJson(path) : undefined;
}

/** @param path of the file that says how much was found. */
export function countFault(
  path: string,
  settings: Readonly<Record<string, unknown>> | undefined,
  foundOutputs: number,
  foundSilent: number,
): CorpusFault | undefined {
  if (settings === undefined) {
    const detail = 'it is missing; expected how the corpus was made';
    return { path: SETTINGS_NAME, kind: 'missing', detail };
  }
  const { outputs, silent } = settings;
  if (!Number.isSafeInteger(outputs) || !Number.isSafeInteger(silent)) {
    const detail =
      'it does not say how many outputs there are; expected the file as awgn wrote it; make the corpus anew';
    return { path: SETTINGS_NAME, kind: 'wrong-count', detail };
  }
  if (outputs === foundOutputs && silent === foundSilent) {
    return outputs === 0 ? emptinessFault(path, settings) : undefined;
  }
  return {
    path,
    kind: 'wrong-count',
    detail: `it has ${foundOutputs} outputs and ${foundSilent} silent ones; expected ${outputs} and ${silent} as ${SETTINGS_NAME} states`,
  };
}

/** A corpus of nothing is as its receipts say, and not what anybody wanted, where there was something to make it of. */
function emptinessFault(
  path: string,
  { failures, silent }: Readonly<Record<string, unknown>>,
): CorpusFault | undefined {
  if (!Number.isSafeInteger(failures) || failures === 0) return undefined;
  return {
    path,
    kind: 'wrong-count',
    detail:
      `it has no outputs: ${failures} failed and ${silent} are silent; expected one at least; ` +
      'see failures.jsonl, mend the source, and run awgn corpus again with --resume',
  };
}
