import type { FileMeasurement } from '../analysis/file-measurement.ts';
import { measureFile } from '../analysis/measure-file.ts';
import { measurementCsvHeader, measurementCsvLine } from '../analysis/measurement-csv.ts';
import { measurementTableHeader, measurementTableLine } from '../analysis/measurement-table.ts';
import { AwgnError } from '../errors.ts';
import { messageOf } from '../io/error-message.ts';
import { printable, printableJson } from '../io/printable.ts';
import { isTerminal } from '../io/terminal.ts';
import type { MeasureCommand } from './analysis-arguments.ts';
import { complain } from './complain.ts';
import { print } from './print.ts';
import { createProgress } from './progress.ts';
import { UsageError } from './usage-error.ts';

interface Form {
  /** What stands above the first file. */
  readonly header?: () => string;
  readonly line: (measurement: FileMeasurement) => string;
}

const FORMS: Readonly<Record<MeasureCommand['form'], Form>> = {
  table: {
    header: () => `${measurementTableHeader()}\n`,
    line: (measurement) => `${printable(measurementTableLine(measurement))}\n`,
  },
  json: { line: (measurement) => `${printableJson(measurement)}\n` },
  csv: { header: measurementCsvHeader, line: measurementCsvLine },
};

/**
 * Runs `awgn measure`. Each file's line is written as soon as it is measured; a file that cannot be measured costs its line and
 * not those of the others.
 *
 * @returns the exit status: 1 where a file could not be measured.
 */
export async function measure({ files, form, input, quiet }: MeasureCommand): Promise<number> {
  if (files.includes('-') && isTerminal(0)) {
    throw new UsageError(
      'standard input is a terminal; expected an audio file or a pipe, as in: awgn measure in.wav',
    );
  }
  const { header, line } = FORMS[form];
  if (header) print(header());
  const progress = quiet ? undefined : createProgress();
  let status = 0;
  for (const file of files) {
    try {
      const measurement = await measureFile(file, { ...input, onProgress: progress?.update });
      progress?.clear();
      print(line(measurement));
      if (quiet) continue;
      for (const warning of measurement.warnings) {
        complain(printable(`${measurement.source}: ${warning}`));
      }
    } catch (error) {
      progress?.clear();
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') throw error;
      const message = messageOf(error);
      const name = printable(file === '-' ? 'standard input' : file);
      complain(error instanceof AwgnError ? `${name}: ${message}` : message);
      status = 1;
    }
  }
  return status;
}
