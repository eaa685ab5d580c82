import type { FileMeasurement } from './file-measurement.ts';

/** A column of the table. The widths are fixed, so that lines can be printed as files are measured. */
interface Column {
  readonly title: string;
  readonly width: number;
  readonly cell: (measurement: FileMeasurement) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'RMS', width: 7, cell: ({ rms_dbfs }) => level(rms_dbfs) },
  { title: 'active', width: 7, cell: ({ active_dbfs }) => level(active_dbfs) },
  { title: 'act %', width: 6, cell: ({ activity_factor }) => percent(activity_factor) },
  { title: 'dB(A)', width: 7, cell: ({ a_weighted_dbfs }) => level(a_weighted_dbfs) },
  { title: 'LUFS', width: 7, cell: ({ loudness_lufs }) => level(loudness_lufs) },
  { title: 'peak', width: 7, cell: ({ peak_dbfs }) => level(peak_dbfs) },
  { title: 'crest', width: 6, cell: ({ crest_db }) => level(crest_db) },
  { title: 'DC %', width: 6, cell: ({ dc_share }) => percent(dc_share) },
  { title: 'clipped', width: 8, cell: ({ clipped_samples }) => String(clipped_samples) },
  { title: 'bits', width: 5, cell: ({ bits_used }) => String(bits_used ?? '-') },
  { title: 'format', width: 9, cell: ({ encoding }) => encoding },
  { title: 'Hz', width: 7, cell: ({ sample_rate }) => String(sample_rate) },
  { title: 'ch', width: 4, cell: ({ channels }) => String(channels) },
  { title: 'seconds', width: 10, cell: ({ duration_seconds }) => duration_seconds.toFixed(3) },
];

/** Titles of the table. */
export function measurementTableHeader(): string {
  return `${COLUMNS.map(({ title, width }) => title.padStart(width)).join('')}  file`;
}

/** One line of the table: numbers in their columns, then the name and what is remarkable about the file. */
export function measurementTableLine(measurement: FileMeasurement): string {
  const cells = COLUMNS.map(({ width, cell }) => cell(measurement).padStart(width)).join('');
  const remarks = remarksOn(measurement);
  return `${cells}  ${measurement.source}${remarks.length > 0 ? ` (${remarks.join('; ')})` : ''}`;
}

/** A spread of the channels that one would hear. */
const REMARKABLE_SPREAD_DB = 3;

function remarksOn(measurement: FileMeasurement): string[] {
  const { channels, frames, silent_channels: silent, clipped_runs: runs } = measurement;
  const remarks: string[] = [];
  if (frames === 0) remarks.push('no samples');
  else if (silent.length === channels) remarks.push('silent');
  else if (silent.length > 0) {
    remarks.push(`channel${silent.length > 1 ? 's' : ''} ${silent.join(', ')} silent`);
  }
  const spread = measurement.channel_spread_db ?? 0;
  if (spread >= REMARKABLE_SPREAD_DB) remarks.push(`channels ${spread.toFixed(1)} dB apart`);
  if (runs > 0) {
    const longest = measurement.longest_full_scale_run;
    remarks.push(`clipped in ${runs} run${runs > 1 ? 's' : ''}, the longest of ${longest} samples`);
  }
  if (measurement.container !== 'RIFF') remarks.push(measurement.container);
  return remarks;
}

function level(decibels: number | null): string {
  return decibels === null ? '-' : decibels.toFixed(2);
}

function percent(share: number | null): string {
  return share === null ? '-' : (100 * share).toFixed(1);
}
