import { dirname, join, resolve } from 'node:path';
import { CorpusError } from '../../errors.ts';
import type { OutputTree } from '../../io/output-tree.ts';
import { ListFile } from '../lists/list-file.ts';
import { parseOwnJson, readOwnJson } from '../lists/own-json.ts';
import type { PlanSize } from '../plan/item-plan.ts';
import { SETTINGS_NAME } from '../plan/result-names.ts';
import { isTallyCounts } from '../plan/tally.ts';
import { refuseOtherVersion } from '../state/corpus-folder.ts';

/** What all shards of a corpus have in common. */
export interface CommonPlan {
  readonly settings: string;
  /** Absolute: what joins them may be called elsewhere. */
  readonly source: string;
  readonly shards: number;
  /** Of all shards together. */
  readonly size: PlanSize;
}

/** Of the file that is in each plan, and says what all shards have in common. */
export const COMMON_NAME = 'corpus.json';

/** @param path folder of the plan. */
export function writeCommon(path: string, common: CommonPlan, tree: OutputTree): void {
  const file = new ListFile(join(path, COMMON_NAME), tree);
  file.line(JSON.stringify(common));
  file.commit();
}

/**
 * Reads it again.
 *
 * @param path folder of the plan, which lies in the state of a result.
 * @throws CorpusError where it is none, or another version's.
 */
export function readCommon(path: string): CommonPlan {
  const common = readOwnJson(join(path, COMMON_NAME));
  const { settings, source, shards, size } = common;
  if (typeof settings === 'string') {
    refuseOtherVersion(dirname(dirname(path)), parseOwnJson(settings, SETTINGS_NAME));
  }
  const isSound =
    typeof settings === 'string' &&
    typeof source === 'string' &&
    // The list of the result is called after it: ".." is a name, too.
    source === resolve(source) &&
    isCount(shards) &&
    shards >= 1 &&
    isSize(size);
  if (isSound) return common as unknown as CommonPlan;
  throw new CorpusError(
    'ERR_RESULT_DAMAGED',
    `${join(path, COMMON_NAME)} is no plan of shards; expected the file as awgn wrote it; make the corpus anew`,
  );
}

function isSize(value: unknown): boolean {
  const { items, utterances, bytes, leftOut, notes } = (value ?? {}) as Partial<PlanSize>;
  return [items, utterances, bytes].every(isCount) && [leftOut, notes].every(isTallyCounts);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
