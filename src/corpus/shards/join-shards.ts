import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { OutputTree } from '../../io/output-tree.ts';
import { readOwnJson } from '../lists/own-json.ts';
import type { CorpusSummary } from '../plan/corpus-options.ts';
import { SETTINGS_NAME } from '../plan/result-names.ts';
import { CorpusFolder, STATE_NAME, temporaryPathOf } from '../state/corpus-folder.ts';
import type { CommonPlan } from './common-plan.ts';

/** Shards named in a message. */
const MOST_NAMED = 10;

/** What is to be joined. */
interface Joined {
  /** Of the folder that all shards share. */
  readonly path: string;
  readonly common: CommonPlan;
}

/**
 * Joins the shards of a corpus, which are all there, and removes what only they needed.
 *
 * @param merge writes the lists of the corpus.
 */
export async function joinShards(
  folder: string,
  { path, common }: Joined,
  merge: (corpus: CorpusFolder) => Promise<CorpusSummary>,
): Promise<CorpusSummary> {
  const corpus = CorpusFolder.open(folder, 'join', common.settings, common.source);
  try {
    const summary = await merge(corpus);
    corpus.check();
    // In one step: who comes late finds all of the shards, or none.
    corpus.tree.put(path, mergedPath(corpus.path));
    corpus.clean();
    return summary;
  } catch (error) {
    throw corpus.causeOf(error);
  } finally {
    if (existsSync(corpus.statePath)) corpus.unlock();
  }
}

/** Where shards go that are in the corpus. Whoever begins anew in the folder removes it. */
function mergedPath(path: string): string {
  return join(temporaryPathOf(path), 'merged');
}

/**
 * Looks whether a folder without shards is one whose shards were joined, and ends what a merge left that was killed when
 * all was done.
 *
 * @throws CorpusError where it is none.
 */
export function requireJoined(folder: string): undefined {
  const path = resolve(folder);
  if (!existsSync(join(path, SETTINGS_NAME))) {
    throw new CorpusError(
      'ERR_RESULT_MISSING',
      `${folder} has no shards; expected the folder that awgn corpus --shard has written to; check the name`,
    );
  }
  const statePath = join(path, STATE_NAME);
  if (existsSync(mergedPath(path)) || !existsSync(statePath)) {
    new OutputTree(path).removeFolder(statePath);
  }
}

/** What there is of a corpus whose shards were joined. */
export function countsIn(folder: string): Pick<CorpusSummary, 'failures' | 'outputs'> {
  const { failures, outputs } = readOwnJson(join(folder, SETTINGS_NAME));
  return { failures: failures as number, outputs: outputs as number };
}

/** Refuses gaps by name. @param missing shards that are not finished, from 1. */
export function unfinished(missing: readonly number[], shards: number): CorpusError {
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
  return new CorpusError(
    'ERR_RESULT_UNFINISHED',
    `${missing.length} of ${shards} shards are not finished: ${missing.slice(0, MOST_NAMED).join(', ')}${more}; ` +
      'expected all; run those again, they go on where they ended',
  );
}
