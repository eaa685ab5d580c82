import { isRegularOutput, writeNoiseFile } from '../audio-files/noise-file.ts';
import { printable } from '../io/printable.ts';
import { isTerminal } from '../io/terminal.ts';
import type { Receipt } from '../mix/receipt.ts';
import { drawSeed } from '../noise/noise-key.ts';
import { complain } from './complain.ts';
import type { GenerateCommand } from './generate-arguments.ts';
import { warnOfLostOutput } from './lost-output.ts';
import { createProgress } from './progress.ts';
import { checkReportFile, writeReport } from './report.ts';
import { UsageError } from './usage-error.ts';

/** Runs `awgn generate`. Noise without end is reported at its start: nobody hears of the end. */
export async function generate(command: GenerateCommand): Promise<void> {
  const { output, report, reportFile, quiet } = command;
  if (output === '-' && isTerminal(1)) {
    throw new UsageError(
      'standard output is a terminal, and would get audio; give an output file, or redirect: > noise.wav',
    );
  }
  const isEndless = command.options.numberOfFrames === undefined;
  if (isEndless && isRegularOutput(output)) {
    const name = output === '-' ? 'standard output' : printable(output);
    throw new UsageError(
      `${name} is a file, and nothing says how long the noise is; give --duration or --frames`,
    );
  }
  checkReportFile({ reportFile, input: '-', output });
  warnOfLostOutput(command);
  const seed = command.options.seed ?? drawSeed();
  const progress = quiet ? undefined : createProgress();
  if (isEndless && report === 'text' && !quiet) {
    complain(printable(`noise without end, ${seedText(seed, command.options.key)}`));
  }
  try {
    const receipt = await writeNoiseFile(output, {
      ...command.options,
      seed,
      onProgress: progress?.update,
    });
    progress?.clear();
    writeReport(receipt, command, describe);
  } finally {
    progress?.clear();
  }
}

/** A receipt in one line for people. */
function describe(receipt: Receipt): string {
  const { output, color, band_hz: band, noise_dbfs: dbfs, frames, sample_rate, clipped } = receipt;
  const spectrum = band === null ? color : `${color} ${band.join(':')} Hz`;
  const parts = [
    `${spectrum} noise ${dbfs === null ? '-infinite' : dbfs.toFixed(2)} dBFS`,
    seedText(receipt.seed, receipt.key),
    `${(frames / sample_rate).toFixed(2)} s`,
  ];
  if (clipped > 0) parts.push(`${clipped} samples clipped`);
  return `${output}: ${parts.join(', ')}`;
}

function seedText(seed: number, key: string): string {
  return `seed ${seed}${key && `, key ${key}`}`;
}
