import { stringify } from 'csv-stringify/sync';
import type { FileMeasurement } from './file-measurement.ts';

/** Columns in order; `by_channel` is left to JSON, but for the largest DC. */
const COLUMNS = [
  'source',
  'container',
  'encoding',
  'sample_rate',
  'channels',
  'frames',
  'duration_seconds',
  'rms_dbfs',
  'active_dbfs',
  'activity_factor',
  'a_weighted_dbfs',
  'loudness_lufs',
  'peak_dbfs',
  'crest_db',
  'dc_share',
  'full_scale_samples',
  'clipped_runs',
  'clipped_samples',
  'longest_full_scale_run',
  'bits_used',
  'silent_channels',
  'channel_spread_db',
  'warnings',
] as const satisfies readonly (keyof FileMeasurement)[];

/** First line of the CSV form of measurements: the names of the columns, as in JSON. */
export function measurementCsvHeader(): string {
  return csvLine([...COLUMNS, 'largest_dc']);
}

/** One measurement as a line of CSV. Lists are joined by spaces, warnings by `; `; null is empty. */
export function measurementCsvLine(measurement: FileMeasurement): string {
  const cells = COLUMNS.map((name) => {
    const value = measurement[name];
    if (!Array.isArray(value)) return value;
    return value.join(name === 'warnings' ? '; ' : ' ');
  });
  return csvLine([...cells, largestOf(measurement.by_channel.map(({ dc }) => dc))]);
}

/** The number of the largest magnitude. */
function largestOf(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
}

/** A line of CSV, its end included: RFC 4180. What spreadsheets would run as a formula is a text (OWASP, CSV Injection). */
function csvLine(cells: readonly (string | number | null)[]): string {
  return stringify([cells], { record_delimiter: '\r\n', escape_formulas: true });
}
