import type { GeneratedNoiseOptions } from '../audio-files/generated-noise.ts';
import { MAX_CHANNELS } from '../formats/wav/wav-format.ts';
import { isStandardStream } from '../io/descriptor-names.ts';
import type { FrequencyBand } from '../noise/noise-color.ts';
import { type Flags, parseFlags } from './flags.ts';
import { GENERATE_OPTIONS } from './options.ts';
import { parseBand } from './snr-text.ts';
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

const DEFAULT_RATE = 16_000;
/** Full scale is ten standard deviations, and no sample of the stream beyond seven: nothing is clipped. */
const DEFAULT_LEVEL_DBFS = -20;
/** Thirty years. */
const MOST_SECONDS = 1e9;
const MOST_FRAMES = 1e15;

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
  const { flags, input } = parseFlags(argv, GENERATE_OPTIONS, 'awgn generate');
  if (flags.is('help')) return { name: 'help', topic: 'generate' };
  if (flags.is('version')) return { name: 'version' };

  const [output = '-', surplus] = input;
  if (surplus !== undefined) {
    throw new UsageError(`"${surplus}" is one file too many; expected an output alone`);
  }
  const reportFile = flags.outputName('report-file');
  for (const [name, path] of Object.entries({ output, report: reportFile })) {
    if (path === '') throw new UsageError(`the name of the ${name} is empty; expected a file or -`);
  }
  if (reportFile === '-' && isStandardStream(output, 1)) {
    throw new UsageError('output and report both go to standard output; give one of them a file');
  }
  const report = flags.choice<'text' | 'json' | 'none'>('report') ?? 'text';
  const sampleRate = flags.integer('rate', 'Hz', 1, 0xffffffff) ?? DEFAULT_RATE;
  const numberOfFrames = framesOf(flags, sampleRate);
  if (numberOfFrames === undefined && (report === 'json' || reportFile !== undefined)) {
    throw new UsageError(
      `--report${report === 'json' ? ' json' : '-file'} comes at the end, and nothing says when that is; give --duration or --frames`,
    );
  }
  const target = targetOf(flags);
  const exact = flags.is('exact');
  if (exact && (target.type === 'std' || numberOfFrames === undefined)) {
    throw new UsageError(
      target.type === 'std'
        ? '--exact is for --noise-level; --std is that of the draw; leave one of them out'
        : '--exact is for noise that ends; give --duration or --frames',
    );
  }
  return {
    name: 'generate',
    output,
    options: {
      numberOfFrames,
      sampleRate,
      numberOfChannels: flags.integer('channels', '', 1, MAX_CHANNELS) ?? 1,
      encoding: flags.choice('encoding') ?? 's16',
      target,
      exact,
      color: flags.choice('color'),
      band: bandOf(flags, sampleRate),
      noiseChannels: flags.choice('noise-channels'),
      seed: flags.integer('seed', '', 0, Number.MAX_SAFE_INTEGER),
      key: flags.text('key') ?? '',
      overwrite: flags.is('force') ?? false,
      hash: report === 'json',
    },
    report,
    reportFile,
    quiet: flags.is('quiet') ?? false,
  };
}

function framesOf(flags: Flags, sampleRate: number): number | undefined {
  const seconds = flags.number('duration', 'seconds', 0, MOST_SECONDS);
  const frames = flags.integer('frames', '', 0, MOST_FRAMES);
  if (seconds === undefined) return frames;
  if (frames === undefined) return Math.round(seconds * sampleRate);
  throw new UsageError(
    '--duration and --frames both say how long the noise is; expected one; leave one of them out',
  );
}

function bandOf(flags: Flags, sampleRate: number): FrequencyBand | undefined {
  const text = flags.text('band');
  if (text === undefined) return undefined;
  const band = parseBand(text);
  const leastHz = sampleRate / 1000;
  if (band.highHz - band.lowHz < leastHz) {
    throw new UsageError(
      `--band is "${text}"; expected a width of ${leastHz} Hz or more, a thousandth of the sample rate; widen it`,
    );
  }
  if (band.highHz <= sampleRate / 2) return band;
  throw new UsageError(
    `--band goes up to ${band.highHz} Hz; expected ${sampleRate / 2} Hz at most, half the sample rate; lower it, or give a higher --rate`,
  );
}

function targetOf(flags: Flags): GeneratedNoiseOptions['target'] {
  const noiseDbfs = flags.number('noise-level', 'dBFS', -300, 300);
  const std = flags.number('std', '', 0, 1e15);
  const mean = flags.number('mean', '', -1e15, 1e15);
  if (std !== undefined && noiseDbfs !== undefined) {
    throw new UsageError(
      '--std and --noise-level both say how strong the noise is; expected one; leave one of them out',
    );
  }
  if (mean !== undefined && std === undefined) {
    throw new UsageError(
      '--mean is for --std; noise of a given level has mean 0; leave one of them out',
    );
  }
  if (std !== undefined) return { type: 'std', std, mean: mean ?? 0 };
  return { type: 'level', noiseDbfs: noiseDbfs ?? DEFAULT_LEVEL_DBFS };
}
