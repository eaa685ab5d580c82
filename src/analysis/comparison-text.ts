import type { ChannelResidual, FileComparison, SnrByDefinition } from './file-comparison.ts';

/** Names of the definitions, in the order of the text. */
const SNR_ROWS: readonly (readonly [keyof SnrByDefinition, string])[] = [
  ['rms', 'RMS'],
  ['active', 'active level (P.56)'],
  ['a_weighted', 'A-weighted'],
  ['loudness', 'loudness (BS.1770)'],
  ['peak', 'peak (PSNR)'],
  ['segmental', 'segmental'],
];

/** Channels whose residuals are listed one by one. */
const MOST_CHANNELS = 8;

/** A comparison for people: lines without control characters but those of the files' names. */
export function comparisonLines(comparison: FileComparison): string[] {
  const { residual, gain_db, delay_frames, delay_seconds, frames, sample_rate } = comparison;
  return [
    `${comparison.clean} and ${comparison.noisy}`,
    row(
      'compared',
      `${(frames / sample_rate).toFixed(3)} s, ${frames} frames of ${sample_rate} Hz`,
    ),
    row('delay', `${delay_frames} frames, ${(1000 * delay_seconds).toFixed(3)} ms`),
    row('gain', `${comparison.gain.toFixed(6)}, ${decibels(gain_db)} dB`),
    '',
    `  ${'SNR, dB'.padEnd(22)}${'as it is'.padStart(10)}${'gain taken out'.padStart(16)}`,
    ...SNR_ROWS.map(([name, title]) => {
      const asItIs = ratio(comparison.snr_db[name], name, comparison);
      const removed = ratio(comparison.snr_gain_removed_db[name], name, comparison);
      return `  ${title.padEnd(22)}${asItIs.padStart(10)}${removed.padStart(16)}`;
    }),
    row('SI-SDR', `${ratio(comparison.si_sdr_db, 'rms', comparison)} dB`),
    '',
    row('residual', `${decibels(residual.rms_dbfs)} dBFS`),
    ...residual.by_channel.slice(0, MOST_CHANNELS).map(residualRow),
    '',
    ...comparison.verdicts.map((verdict) => `  * ${verdict}`),
  ];
}

function residualRow(channel: ChannelResidual, index: number): string {
  const { skewness, kurtosis, ks, flatness } = channel;
  const parts = [
    `${decibels(channel.rms_dbfs)} dBFS`,
    `DC ${channel.dc.toExponential(1)}`,
    `skewness ${fixed(skewness, 3)}`,
    `kurtosis ${fixed(kurtosis, 3)}`,
    `KS ${fixed(ks, 5)}`,
    `flatness ${fixed(flatness, 3)}`,
  ];
  return row(`  channel ${index + 1}`, parts.join(', '));
}

function row(title: string, text: string): string {
  return `  ${title.padEnd(15)} ${text}`;
}

function decibels(value: number | null): string {
  return value === null ? '-infinite' : value.toFixed(3);
}

function fixed(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits);
}

/** Without noise the ratio is infinite, without a signal there is none. */
function ratio(
  value: number | null,
  name: keyof SnrByDefinition,
  { residual, snr_db }: FileComparison,
): string {
  if (value !== null) return value.toFixed(3);
  return residual.rms_dbfs === null && snr_db[name] === null ? 'infinite' : '-';
}
