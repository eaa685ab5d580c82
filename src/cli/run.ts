import { isatty } from 'node:tty';
import { AwgnError } from '../errors.ts';
import { writeAll } from '../files/blocking-io.ts';
import { addNoiseToWav } from '../files/noisy-wav.ts';
import { drawSeed } from '../noise/noise-key.ts';
import { VERSION } from '../version.ts';
import { type FilterCommand, parseArguments } from './arguments.ts';
import { messageOf } from './error-message.ts';
import { printable } from './printable.ts';
import { createProgress } from './progress.ts';
import { checkReportFile, writeReport } from './report.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs the command line.
 *
 * @param argv the arguments after the program's name.
 * @returns the exit status: 0 done, 1 bad data or I/O, 2 usage.
 */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    const command = parseArguments(argv);
    if (command.name === 'filter') await filter(command);
    else writeAll(1, Buffer.from(await textOf(command)));
    return 0;
  } catch (error) {
    // The reader of our output has all it wanted: `awgn ... | head`.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return 0;
    complain(messageOf(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

async function textOf(command: Exclude<ReturnType<typeof parseArguments>, FilterCommand>) {
  if (command.name === 'version') return `${VERSION}\n`;
  if (command.name === 'help') return (await import('./help.ts')).helpText();
  return (await import('./completion.ts')).completionScript(command.shell);
}

async function filter(command: FilterCommand): Promise<void> {
  const { input, output, quiet } = command;
  if (input === '-' && isatty(0)) {
    throw new UsageError(
      'standard input is a terminal; expected a WAV file or a pipe, as in: awgn --snr 10 in.wav out.wav',
    );
  }
  if (output === '-' && isatty(1)) {
    throw new UsageError(
      'standard output is a terminal, and would get a WAV file; give an output file, or redirect: > noisy.wav',
    );
  }
  checkReportFile(command);
  const progress = quiet ? undefined : createProgress();
  const seed = command.options.seed ?? drawSeed();
  try {
    const receipt = await addNoiseToWav(input, output, {
      ...command.options,
      seed,
      ...(progress && { onProgress: progress.update }),
    });
    progress?.clear();
    if (!quiet)
      for (const warning of receipt.warnings) complain(printable(`${receipt.source}: ${warning}`));
    writeReport(receipt, command);
  } catch (error) {
    // Of several files in a script, which one?
    if (error instanceof AwgnError) {
      error.message = `${input === '-' ? 'standard input' : input}: ${error.message}`;
    }
    throw error;
  } finally {
    progress?.clear();
  }
}

function complain(message: string): void {
  try {
    writeAll(2, Buffer.from(`awgn: ${message}\n`));
  } catch {
    // Nobody listens.
  }
}
