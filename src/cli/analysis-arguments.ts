import { isStandardStream } from '../io/descriptor-names.ts';
import { RAW_INPUT_RULES, type RawInputOptions } from '../options/raw-options.ts';
import { alternatives } from '../options/rules.ts';
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
  readonly input: RawInputOptions;
  readonly quiet: boolean;
}

export interface CompareCommand {
  readonly name: 'compare';
  readonly clean: string;
  readonly noisy: string;
  readonly form: 'text' | 'json';
  /** What both files are, if they have no header. */
  readonly input: RawInputOptions;
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
  const line =
    name === 'measure'
      ? parseFlags(argv, MEASURE_OPTIONS, 'awgn measure')
      : parseFlags(argv, COMPARE_OPTIONS, 'awgn compare');
  if (line.wants === 'help') return { name: 'help', topic: name };
  if (line.wants === 'version') return { name: 'version' };
  const { files } = line;
  if (files.includes('')) throw new UsageError('the name of a file is empty; expected a file or -');
  if (files.filter((path) => isStandardStream(path, 0)).length > 1) {
    throw new UsageError('standard input is named twice; it can be read once');
  }
  const values = line.read([alternatives(['json', 'csv'], 'what the form is'), ...RAW_INPUT_RULES]);
  const { isJson, quiet, raw, sampleRate, inputChannels } = values;
  const input = raw === undefined ? {} : { raw, sampleRate, inputChannels };
  if (name === 'measure') {
    const form = isJson ? 'json' : 'isCsv' in values && values.isCsv ? 'csv' : 'table';
    return { name, files: files.length > 0 ? files : ['-'], form, input, quiet };
  }
  const [clean, noisy, surplus] = files;
  if (clean === undefined || noisy === undefined || surplus !== undefined) {
    const found = files.length === 1 ? 'one file is' : `${files.length} files are`;
    throw new UsageError(
      `${found} given to compare; expected two, as in: awgn compare clean.wav noisy.wav`,
    );
  }
  return { name, clean, noisy, form: isJson ? 'json' : 'text', input, quiet };
}
