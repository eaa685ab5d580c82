import { writeFileSync } from 'node:fs';
import { writeAll } from '../files/blocking-io.ts';
import type { Receipt } from '../render/receipt.ts';
import type { FilterCommand } from './arguments.ts';

/** Says what was done, in the form and at the place that were asked for. */
export function writeReport(receipt: Receipt, command: FilterCommand): void {
  const { report, reportFile, quiet } = command;
  if (report === 'none') return;
  const text = report === 'json' ? `${JSON.stringify(receipt)}\n` : `${describe(receipt)}\n`;
  if (reportFile !== undefined) writeFileSync(reportFile, text);
  else if (!quiet) writeAll(2, Buffer.from(report === 'json' ? text : `awgn: ${text}`));
}

/** A receipt in one line for people. */
export function describe(receipt: Receipt): string {
  const { source, output, silent, frames, clipped } = receipt;
  const files = output === null ? source : `${source} -> ${output}`;
  const seed = `seed ${receipt.seed}${receipt.key && `, key ${receipt.key}`}`;
  if (output === null) return `${files}: silent, nothing written`;
  if (silent) return `${files}: silent, passed on without noise`;
  const parts = [
    receipt.snr_target_db === null
      ? `noise ${decibels(receipt.noise_dbfs)} dBFS, SNR ${decibels(receipt.snr_achieved_db)} dB`
      : `SNR ${decibels(receipt.snr_achieved_db)} dB (asked for ${receipt.snr_target_db})`,
    `signal ${decibels(receipt.signal_dbfs)} dBFS${receipt.level === 'rms' ? ' RMS' : ''}`,
    seed,
    `${(frames / receipt.sample_rate).toFixed(2)} s`,
  ];
  if (clipped > 0) parts.push(`${clipped} samples clipped`);
  if (receipt.gain_db !== 0) parts.push(`all scaled by ${decibels(receipt.gain_db)} dB`);
  return `${files}: ${parts.join(', ')}`;
}

function decibels(value: number | null): string {
  return value === null ? 'infinite' : value.toFixed(2);
}
