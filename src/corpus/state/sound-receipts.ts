import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { LEVEL_DEFINITIONS } from '../../level/level-definitions.ts';
import { jsonLines } from '../lists/json-lines.ts';
import { isWithin } from '../plan/audio-paths.ts';
import { type CorpusReceipt, filesOf } from '../plan/corpus-receipt.ts';
import { RECEIPTS_NAME } from '../plan/result-names.ts';

/** More than any encoding can hold; what counts ratios in steps must come to an end. */
const MOST_DB = 10_000;

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isRatio: Check = (value) =>
  value === null || (isNumber(value) && Math.abs(value as number) <= MOST_DB);
const isPath: Check = (value) => value === null || (isText(value) && isInside(value as string));
const isLevel: Check = (value) =>
  value === null || LEVEL_DEFINITIONS.some((level) => level === value);
const isOptional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** What those who read receipts rely on. */
const CHECKS: Readonly<Record<string, readonly [check: Check, expected: string]>> = {
  id: [isText, 'a text'],
  utterance: [isText, 'a text'],
  key: [isText, 'a text'],
  output: [isPath, 'a path within the corpus, or null'],
  clean_output: [isOptional(isPath), 'a path within the corpus, or null'],
  noise_output: [isOptional(isPath), 'a path within the corpus, or null'],
  command: [isOptional(isText), 'a text'],
  color: [isText, 'a text'],
  snr_target_db: [isRatio, 'a number of dB, or null'],
  snr_achieved_db: [isRatio, 'a number of dB, or null'],
  level: [isLevel, `null, or one of ${LEVEL_DEFINITIONS.join(', ')}`],
  gain_db: [isRatio, 'a number of dB'],
  frames: [isCount, 'a number of frames'],
  sample_rate: [(value) => isCount(value) && value !== 0, 'a number of Hz'],
  clipped: [isCount, 'a number of samples'],
};

/** The receipts of a finished corpus. @throws CorpusError where there are none. */
export function receiptsIn(folder: string): Generator<CorpusReceipt> {
  const path = join(folder, RECEIPTS_NAME);
  // Throws what the system says of a folder that may not be entered.
  if (statSync(path, { throwIfNoEntry: false })) return soundReceipts(path);
  throw new CorpusError(
    'ERR_RESULT_UNFINISHED',
    `${folder} has no ${RECEIPTS_NAME}; expected the folder of a corpus that awgn has finished; go on with --resume if it broke off`,
  );
}

/**
 * The receipts in a file, which may come from anybody: names that lead out of the corpus, and numbers that are none, are
 * not passed on.
 *
 * @throws CorpusError for a line that is no receipt.
 */
export function* soundReceipts(path: string): Generator<CorpusReceipt> {
  let number = 0;
  for (const value of jsonLines<unknown>(path)) {
    number++;
    const fault = faultOfReceipt(value);
    if (fault !== undefined) {
      throw new CorpusError(
        'ERR_RESULT_DAMAGED',
        `${path}:${number} is no receipt: ${fault}; expected the file as awgn wrote it; make the corpus anew`,
      );
    }
    yield value as CorpusReceipt;
  }
}

/** Why a value is no receipt; undefined where it is one. */
export function faultOfReceipt(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'it is no JSON object';
  for (const [name, [check, expected]] of Object.entries(CHECKS)) {
    const found = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (!check(found)) return `"${name}" is not ${expected}`;
  }
  const unhashed = filesOf(value as CorpusReceipt).find(({ sha256 }) => !isText(sha256));
  return unhashed && `${JSON.stringify(unhashed.path)} has no SHA-256`;
}

/** Whether a path relative to some folder stays in it. */
export function isInside(path: string): boolean {
  const folder = '/corpus';
  return (
    path !== '' &&
    !path.includes('\0') &&
    isWithin(folder, join(folder, path)) &&
    !path.startsWith('/')
  );
}
