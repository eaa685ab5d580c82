import type { GeneratedNoiseOptions } from '../audio-files/noise-file.ts';
import { isStandardStream } from '../io/descriptor-names.ts';
import type { FrequencyBand } from '../noise/noise-color.ts';
import { GENERATED_NOISE_RULES, generatedNoiseOf, isEndless } from '../options/generate-options.ts';
import type { Rule } from '../options/rules.ts';
import { parseFlags } from './flags.ts';
import { GENERATE_OPTIONS } from './options.ts';
import { refuseNames } from './output-names.ts';
import { UsageError } from './usage-error.ts';

/** What `awgn generate` is asked for. */
export interface GenerateCommand {
  readonly name: 'generate';
  readonly output: string;
  /** The seed is undefined where none was given. */
  readonly options: Omit<GeneratedNoiseOptions, 'seed'> & { readonly seed: number | undefined };
  readonly report: 'text' | 'json' | 'none';
  readonly reportFile: string | undefined;
  readonly quiet: boolean;
}

/** What the options may not say beside each other. */
const GENERATE_RULES: readonly Rule[] = [
  ...GENERATED_NOISE_RULES,
  ({ value, written }) => {
    const isJson = value('report') === 'json';
    if (!isEndless(value) || !(isJson || value('report-file') !== undefined)) return undefined;
    const found = isJson ? written('report', 'json') : written('report-file');
    return `${found} comes at the end, and nothing says when that is; give ${written('duration')} or ${written('frames')}`;
  },
];

/**
 * Understands what stands after `generate`.
 *
 * @throws UsageError in one line: what was found and what was expected.
 */
export function parseGenerate(
  argv: readonly string[],
):
  | GenerateCommand
  | { readonly name: 'help'; readonly topic: 'generate' }
  | { readonly name: 'version' } {
  const line = parseFlags(argv, GENERATE_OPTIONS, 'awgn generate');
  if (line.wants === 'help') return { name: 'help', topic: 'generate' };
  if (line.wants === 'version') return { name: 'version' };

  const [output = '-', surplus] = line.files;
  if (surplus !== undefined) {
    throw new UsageError(`"${surplus}" is one file too many; expected an output alone`);
  }
  if (output === '') {
    throw new UsageError('the name of the output is empty; expected a file or -');
  }
  const { report, reportFile, quiet, durationSeconds, ...values } = line.read(GENERATE_RULES);
  if (reportFile === '-' && isStandardStream(output, 1)) {
    throw new UsageError('output and report both go to standard output; give one of them a file');
  }
  refuseNames([output], values);
  const { noiseLevelDbfs, std, mean, ...options } = values;
  const { sampleRate, band } = options;
  if (band !== undefined) refuseUnsuited(band, sampleRate);
  return {
    name: 'generate',
    output,
    options: {
      ...options,
      ...generatedNoiseOf({ ...values, durationSeconds }),
      hash: report === 'json',
    },
    report,
    reportFile,
    quiet,
  };
}

/** Here the sample rate is known before the work. */
function refuseUnsuited({ lowHz, highHz }: FrequencyBand, sampleRate: number): void {
  const leastHz = sampleRate / 1000;
  if (highHz - lowHz < leastHz) {
    throw new UsageError(
      `--band is "${lowHz}:${highHz}"; expected a width of ${leastHz} Hz or more, a thousandth of the sample rate; widen it`,
    );
  }
  if (highHz <= sampleRate / 2) return;
  throw new UsageError(
    `--band goes up to ${highHz} Hz; expected ${sampleRate / 2} Hz at most, half the sample rate; lower it, or give a higher --rate`,
  );
}
