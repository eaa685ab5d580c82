import { writeNoisyFile } from '../audio-files/noisy-file.ts';
import { AwgnError } from '../errors.ts';
import { messageOf } from '../io/error-message.ts';
import { printable } from '../io/printable.ts';
import { isTerminal } from '../io/terminal.ts';
import type { Receipt } from '../mix/receipt.ts';
import { drawSeed } from '../noise/noise-key.ts';
import { drawnTarget } from '../options/noise-target.ts';
import { VERSION } from '../version.ts';
import { type Command, type FilterCommand, liveNoise, parseArguments } from './arguments.ts';
import { complain } from './complain.ts';
import { warnOfLostOutput } from './lost-output.ts';
import { print } from './print.ts';
import { createProgress, type Progress } from './progress.ts';
import { checkReportFile, describe, writeReport } from './report.ts';
import { UsageError } from './usage-error.ts';

export { beforeEnd } from './ending.ts';

/**
 * Runs the command line.
 *
 * @param argv the arguments after the program's name.
 * @returns the exit status: 0 done, 1 bad data or I/O, 2 usage.
 */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    const command = parseArguments(argv);
    return await execute(command);
  } catch (error) {
    // The reader of our output has all it wanted: `awgn ... | head`.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return 0;
    complain(messageOf(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Loads what a command needs, and no more. */
async function execute(command: Command): Promise<number> {
  switch (command.name) {
    case 'filter':
      await filter(command);
      return 0;
    case 'measure':
      return (await import('./file-commands.ts')).measure(command);
    case 'compare':
      await (await import('./file-commands.ts')).compare(command);
      return 0;
    case 'generate':
      await (await import('./file-commands.ts')).generate(command);
      return 0;
    case 'corpus':
      return (await import('./corpus-commands.ts')).corpus(command.argv);
    case 'verify':
    case 'summarize':
      return (await import('./corpus-commands.ts')).audit(command.name, command.argv);
    case 'version':
      return print(`${VERSION}\n`);
    case 'help':
      return print((await import('./help.ts')).helpText(command.topic));
    case 'completion':
      return print((await import('./completion.ts')).completionText(command.words));
  }
}

async function filter(command: FilterCommand): Promise<void> {
  const { input, output, quiet } = command;
  if (input === '-' && isTerminal(0)) {
    throw new UsageError(
      'standard input is a terminal; expected an audio file or a pipe, as in: awgn --snr 10 in.wav out.wav',
    );
  }
  if (output === '-' && isTerminal(1)) {
    throw new UsageError(
      'standard output is a terminal, and would get audio; give an output file, or redirect: > noisy.wav',
    );
  }
  checkReportFile(command);
  warnOfLostOutput(command);
  const progress = quiet ? undefined : createProgress();
  const seed = command.options.seed ?? drawSeed();
  try {
    const receipt = await addNoise(command, seed, progress?.update);
    progress?.clear();
    // Who reads JSON finds them in there, and nothing else.
    if (!quiet && command.report !== 'json') {
      for (const warning of receipt.warnings) complain(printable(`${receipt.source}: ${warning}`));
    }
    const isSeedShared = command.options.seed !== undefined;
    writeReport(receipt, command, (made) => describe(made, isSeedShared));
  } catch (error) {
    // Of several files in a script, which one? A RangeError is an option that does not fit it, as a band beyond its rate.
    if (error instanceof AwgnError || error instanceof RangeError) {
      error.message = `${input === '-' ? 'standard input' : input}: ${error.message}`;
    }
    throw error;
  } finally {
    progress?.clear();
  }
}

async function addNoise(
  { input, output, live, options }: FilterCommand,
  seed: number,
  onProgress: Progress['update'] | undefined,
): Promise<Receipt> {
  const target = drawnTarget(options.target, seed, options.key);
  const common = { ...options, seed, ...(onProgress && { onProgress }) };
  if (live === undefined) return writeNoisyFile(input, output, { ...common, target });
  const { writeLiveFile } = await import('./file-commands.ts');
  const windowSeconds = live === true ? undefined : live;
  return writeLiveFile(input, output, {
    ...common,
    ...liveNoise(target, options),
    windowSeconds,
  });
}
