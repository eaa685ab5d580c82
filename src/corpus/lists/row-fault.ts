import type { JsonValue } from '../utterance.ts';

/** What is wrong with a row: thrown while it is understood, and caught where rows are read. */
export class RowFault extends Error {}

/** As in JSON, with what else lists have: a plus, no digit before the point or after it. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** As for `--snr`: ratios beyond are slips, such as a duration, or no encoding holds them. */
const MOST_DB = 200;

/**
 * The SNR that a row asks for.
 *
 * @param value number or its text, in dB.
 * @throws RowFault for anything else, and for ratios beyond ±200 dB.
 */
export function rowSnrDb(value: JsonValue | undefined, column: string): number {
  const number = typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value;
  if (typeof number === 'number' && Math.abs(number) <= MOST_DB) return number;
  const found =
    value === undefined
      ? 'missing'
      : typeof value === 'object'
        ? 'no number'
        : JSON.stringify(value);
  throw new RowFault(
    `${JSON.stringify(column)} is ${found.slice(0, 60)}; expected an SNR from -${MOST_DB} to ${MOST_DB} dB; correct the row or leave out --snr-column`,
  );
}
