import type { JsonValue } from './utterance.ts';

/** What is wrong with a row: thrown while it is understood, and caught where rows are read. */
export class RowFault extends Error {}

/**
 * The SNR that a row asks for.
 *
 * @param value number or its text, in dB.
 * @throws RowFault for anything else.
 */
export function rowSnrDb(value: JsonValue | undefined, column: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  const found =
    value === undefined
      ? 'missing'
      : typeof value === 'object'
        ? 'no number'
        : JSON.stringify(value);
  throw new RowFault(
    `${JSON.stringify(column)} is ${found.slice(0, 60)}; expected an SNR in dB; correct the row or leave out --snr-column`,
  );
}
