import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { naming, writeAll } from '../io/blocking-io.ts';
import { OutputRefusedError } from '../io/byte-sink.ts';
import { printable, printableJson } from '../io/printable.ts';
import { isSameFile } from '../io/same-file.ts';
import { LEVELS } from '../level/level-definitions.ts';
import type { Receipt } from '../mix/receipt.ts';
import type { FilterCommand } from './arguments.ts';
import { print } from './print.ts';

/**
 * Refuses a place for the report that would cost the input or the output, or that is none: before the work, not after.
 *
 * @throws OutputRefusedError, or what the system says.
 */
export function checkReportFile({
  reportFile,
  input,
  output,
  options,
}: Pick<FilterCommand, 'reportFile' | 'input' | 'output'> & {
  readonly options?: Pick<FilterCommand['options'], 'writeClean' | 'writeNoise'>;
}): void {
  if (reportFile === undefined || reportFile === '-') return;
  const { writeClean: clean, writeNoise: noise } = options ?? {};
  const roles = { input, output, 'clean output': clean, 'noise output': noise };
  for (const [role, path] of Object.entries(roles)) {
    if (path !== undefined && path !== '-' && isSameFile(path, reportFile)) {
      throw new OutputRefusedError(
        `the report would replace the ${role} ${path}; give --report-file another name`,
      );
    }
  }
  const stats = statSync(reportFile, { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    throw new OutputRefusedError(`${reportFile} is a directory; expected the name of a file`);
  }
  const written = stats === undefined ? `${dirname(resolve(reportFile))}/.` : reportFile;
  naming(reportFile, () => accessSync(written, constants.W_OK));
}

/**
 * Says what was done, in the form and at the place that were asked for.
 *
 * @param inWords the receipt in one line for people.
 */
export function writeReport(
  receipt: Receipt,
  command: Pick<FilterCommand, 'report' | 'reportFile' | 'quiet'>,
  inWords: (receipt: Receipt) => string = describe,
): void {
  const { report, reportFile, quiet } = command;
  if (report === 'none') return;
  const line = report === 'json' ? printableJson(receipt) : printable(inWords(receipt));
  if (reportFile === '-') {
    print(`${line}\n`);
  } else if (reportFile !== undefined) {
    naming(reportFile, () => writeFileSync(reportFile, `${line}\n`));
  } else if (!quiet) {
    const text = report === 'json' ? `${line}\n` : `awgn: ${line}\n`;
    naming('standard error', () => writeAll(2, Buffer.from(text)));
  }
}

/**
 * A receipt in one line for people.
 *
 * @param isSeedShared true if other files may get the seed, too, since it was not drawn for this one.
 */
export function describe(receipt: Receipt, isSeedShared = false): string {
  const { source, output, silent, frames, clipped } = receipt;
  const { clean_output, noise_output } = receipt;
  const outputs = [output, clean_output, noise_output].filter((name) => name != null);
  const files = output === null ? source : `${source} -> ${outputs.join(', ')}`;
  const warning = isSeedShared
    ? ' without a key (the same noise for every file of this seed: --key)'
    : '';
  const seed = `seed ${receipt.seed}${receipt.key ? `, key ${receipt.key}` : warning}`;
  if (output === null) return `${files}: silent, nothing written`;
  if (silent) return `${files}: silent, passed on without noise`;
  const parts = [
    receipt.snr_target_db === null
      ? `noise ${level(receipt.noise_dbfs)} dBFS, SNR ${ratio(receipt)} dB`
      : `SNR ${ratio(receipt)} dB (asked for ${Number(receipt.snr_target_db.toFixed(4))})`,
    `signal ${level(receipt.signal_dbfs)} dBFS${receipt.level === null ? '' : ` ${LEVELS[receipt.level].title}`}`,
    ...dcText(receipt),
    seed,
    `${(frames / receipt.sample_rate).toFixed(2)} s`,
  ];
  if (clipped > 0) parts.push(`${clipped} samples clipped`);
  if (receipt.gain_db !== 0) parts.push(`all scaled by ${level(receipt.gain_db)} dB`);
  return `${files}: ${parts.join(', ')}`;
}

/** From this part of the signal's power on, 0.01, DC moves an SNR by 0.04 dB and more. */
const NOTABLE_DC_DB = -20;

/** What there is to say of the DC, if it is worth a word. */
function dcText({ signal_dc_dbfs, signal_rms_dbfs, remove_dc, level: by }: Receipt): string[] {
  if (signal_dc_dbfs === null || signal_rms_dbfs === null) return [];
  if (signal_dc_dbfs < signal_rms_dbfs + NOTABLE_DC_DB) return [];
  const found = `DC ${level(signal_dc_dbfs)} dBFS`;
  if (remove_dc) return [`${found} left out`];
  // The weighted levels have none in them, and absolute noise has no level.
  const counts = by !== null && LEVELS[by].weighting === undefined;
  return counts ? [`${found} counted as signal (--remove-dc leaves it out)`] : [];
}

/** Where there is nothing, its level is -infinite. */
function level(value: number | null): string {
  return value === null ? '-infinite' : value.toFixed(2);
}

function ratio({ snr_achieved_db, signal_dbfs, noise_dbfs }: Receipt): string {
  if (snr_achieved_db !== null) return snr_achieved_db.toFixed(2);
  if (noise_dbfs !== null) return '-infinite';
  return signal_dbfs === null ? 'undefined' : 'infinite';
}
