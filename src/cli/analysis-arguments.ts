import { isStandardStream } from '../io/descriptor-names.ts';
import { parseFlags } from './flags.ts';
import { COMPARE_OPTIONS, MEASURE_OPTIONS } from './options.ts';
import { UsageError } from './usage-error.ts';

/** What `awgn measure` and `awgn compare` are asked for. */
export type AnalysisCommand =
  | { readonly name: 'help'; readonly topic: 'measure' | 'compare' }
  | { readonly name: 'version' }
  | MeasureCommand
  | CompareCommand;

export interface MeasureCommand {
  readonly name: 'measure';
  /** One or more; `-` is standard input. */
  readonly files: readonly string[];
  readonly form: 'table' | 'json' | 'csv';
  readonly quiet: boolean;
}

export interface CompareCommand {
  readonly name: 'compare';
  readonly clean: string;
  readonly noisy: string;
  readonly form: 'text' | 'json';
  readonly quiet: boolean;
}

/**
 * Understands what stands after the name of the command.
 *
 * @throws UsageError in one line: what was found and what was expected.
 */
export function parseAnalysis(
  name: 'measure' | 'compare',
  argv: readonly string[],
): AnalysisCommand {
  const options = name === 'measure' ? MEASURE_OPTIONS : COMPARE_OPTIONS;
  const { flags, input } = parseFlags(argv, options, `awgn ${name}`);
  if (flags.is('help')) return { name: 'help', topic: name };
  if (flags.is('version')) return { name: 'version' };
  if (input.includes('')) throw new UsageError('the name of a file is empty; expected a file or -');
  if (input.filter((path) => isStandardStream(path, 0)).length > 1) {
    throw new UsageError('standard input is named twice; it can be read once');
  }
  const quiet = flags.is('quiet') ?? false;
  const isJson = flags.is('json') ?? false;
  if (name === 'measure') {
    const isCsv = flags.is('csv') ?? false;
    if (isJson && isCsv) throw new UsageError('--json and --csv are both given; expected one form');
    const files = input.length > 0 ? input : ['-'];
    return { name, files, form: isJson ? 'json' : isCsv ? 'csv' : 'table', quiet };
  }
  const [clean, noisy, surplus] = input;
  if (clean === undefined || noisy === undefined || surplus !== undefined) {
    const found = input.length === 1 ? 'one file is' : `${input.length} files are`;
    throw new UsageError(
      `${found} given to compare; expected two, as in: awgn compare clean.wav noisy.wav`,
    );
  }
  return { name, clean, noisy, form: isJson ? 'json' : 'text', quiet };
}
