import type { SampleEncoding } from '../../audio-format.ts';
import type { StoredContainer } from '../../formats/containers.ts';
import { requireFileName } from '../../io/file-name.ts';
import type { OnProgress } from '../../io/turns.ts';
import type { LevelDefinition } from '../../level/level-definitions.ts';
import type { Dither } from '../../mix/dither.ts';
import type { ClipPolicy, SilencePolicy } from '../../mix/receipt.ts';
import type { FrequencyBand, NoiseColor } from '../../noise/noise-color.ts';
import type { SnrRange } from '../../noise/snr-draw.ts';
import { checkOptions } from '../../options/check-options.ts';
import { inLibraryWords } from '../../options/library-words.ts';
import { createContainer } from '../containers/containers.ts';
import type { SourceKind, Unit } from '../plan/corpus-kind.ts';
import type { CorpusObserver, CorpusSummary, Failure } from '../plan/corpus-options.ts';
import { CORPUS_OPTIONS, CORPUS_RULES } from '../plan/corpus-table.ts';
import type { Pairs } from '../plan/output-paths.ts';
import { runCorpus } from '../run/run-corpus.ts';
import { corpusRequestOf, kindsOf, RequestFault, refuseMisfits } from './corpus-request.ts';
import { settingsOf } from './corpus-settings.ts';
import { corpusWords, internalValues, listCorpusOptions } from './library-corpus-options.ts';

/** Options of {@link makeCorpus}: those of `awgn corpus`, in camelCase, with the same defaults. */
export interface MakeCorpusOptions {
  /** Same seed and ids, same corpus. Default 0. */
  readonly seed?: number | undefined;
  /** Ratio of all outputs, dB; of a range or a list one is drawn for each, from seed and id. */
  readonly snrDb?: number | SnrRange | readonly number[] | undefined;
  /** With a list: one output for each of its values instead of a draw. */
  readonly each?: boolean | undefined;
  /** Deal out the range or list evenly, so that its histogram is exact. */
  readonly stratified?: boolean | undefined;
  /** A curriculum instead: copy 1 at the first value, widening to the whole range by the last copy. */
  readonly snrSchedule?: { readonly fromDb: number; readonly toDb: number } | undefined;
  /** Each row's own ratio instead, from this column or field. */
  readonly snrColumn?: string | undefined;
  /** Noisy outputs of each utterance. Default 1. */
  readonly copies?: number | undefined;
  /** One output without noise besides. */
  readonly includeClean?: boolean | undefined;
  /** Leave this share of the noisy outputs, 0 to 1, without noise: drawn by seed and id; exact with `stratified`. */
  readonly cleanShare?: number | undefined;
  /** End all ids with this, so that two results can be combined, as in `-pink`. */
  readonly suffix?: string | undefined;
  /** Beside each noisy output its signal alone, or signal and noise alone. Default `none`. */
  readonly pairs?: Pairs | undefined;
  /** Label each output clean or noisy in the lists. */
  readonly labels?: boolean | undefined;
  /** Write no audio: lists of commands that make it when it is read. */
  readonly virtual?: boolean | undefined;
  /** What the source is. Default: detected. */
  readonly from?: SourceKind | undefined;
  /** What the result is. Default: the same. */
  readonly to?: SourceKind | undefined;
  /** What an output is made of: each utterance, cut out of its recording (the default), or each recording, whole. */
  readonly unit?: Unit | undefined;
  /** For `csv` and `tsv`: the column of the audio's path. */
  readonly pathColumn?: string | undefined;
  /** Base folder for relative paths; nothing outside it is read. */
  readonly root?: string | undefined;
  /** Run the commands that a list has for audio: only for lists that you trust. */
  readonly allowCommands?: boolean | undefined;
  /** End a command that writes more bytes. Default 4 GiB. */
  readonly maxCommandOutput?: number | undefined;
  /** What the signal's power is; of a list one is drawn for each output. Default `rms`. */
  readonly level?: LevelDefinition | readonly LevelDefinition[] | undefined;
  /** Spectrum of the noise; of a list one is drawn for each output. Default `white`. */
  readonly color?: NoiseColor | 'gray' | readonly (NoiseColor | 'gray')[] | undefined;
  /** Frequencies of the noise. Default: all. */
  readonly band?: FrequencyBand | undefined;
  /** One gain for all channels (the default), or each its own. */
  readonly channels?: 'joint' | 'separate' | undefined;
  /** Noise of its own for each channel (the default), or that of the first for all. */
  readonly noiseChannels?: 'independent' | 'shared' | undefined;
  /** Scale the very noise drawn (the default), or its expected power. */
  readonly exact?: boolean | undefined;
  /** True if the mean of each channel does not count as signal. */
  readonly removeDc?: boolean | undefined;
  /** Format of the outputs. Default: that of the source, where it is written; else `wav`. */
  readonly container?: StoredContainer | undefined;
  /** How samples are stored. Default: as in the input. */
  readonly encoding?: SampleEncoding | undefined;
  /** What is added before rounding to 8 or 16 bits. Default `none`. */
  readonly dither?: Dither | undefined;
  /** What becomes of samples beyond full scale. Default `saturate`. */
  readonly clip?: ClipPolicy | undefined;
  /** What becomes of a silent utterance. Default `fail`. */
  readonly onSilence?: SilencePolicy | undefined;
  /** True if damaged audio is used as far as it can be read. Default false: it fails. */
  readonly acceptDamaged?: boolean | undefined;
  /** Threads that make outputs. Default: one for each processor. */
  readonly jobs?: number | undefined;
  /** Go on with a corpus, given the same options: make what is missing or differs. */
  readonly resume?: boolean | undefined;
  /** Give up when more utterances fail. Default: never. */
  readonly maxFailures?: number | undefined;
  /** True to write into a folder that is not empty. */
  readonly overwrite?: boolean | undefined;
  /** Called for each utterance or row that failed. They are listed in `failures.jsonl` as well. */
  readonly onFailure?: ((failure: Failure) => void) | undefined;
  /** Called for each utterance that is done, with the part of all bytes of the source. */
  readonly onProgress?: OnProgress | undefined;
  /** Ends the work when it is aborted. What is done stays: `resume: true` goes on with it. */
  readonly signal?: AbortSignal | undefined;
}

const OPTIONS = { list: listCorpusOptions, rules: () => CORPUS_RULES };

/**
 * Makes a noisy corpus from a clean one, in the same format, at exact SNRs: what `awgn corpus` does, with the same options and
 * defaults. It prints nothing, and sets no exit status.
 *
 *     const { outputs, failures } = await makeCorpus('clean', 'noisy', { snrDb: { lowDb: 0, highDb: 20 }, copies: 2 });
 *
 * @param source a folder, a list, or tar archives.
 * @param folder of the result.
 * @returns what came of it. Utterances that fail do not end the work, unless there are more than `maxFailures`.
 * @throws TypeError or RangeError for options that are unknown, out of range or contradict each other; CorpusError for a
 *   list that cannot be read, or a folder that cannot be written to; what the system says; the reason of `signal`.
 */
export async function makeCorpus(
  source: string,
  folder: string,
  options: MakeCorpusOptions,
): Promise<CorpusSummary> {
  const values = checkOptions(OPTIONS, options, 'makeCorpus') as Readonly<Record<string, unknown>>;
  requireFileName('source', source);
  requireFileName('folder', folder);
  const { onFailure, onProgress, signal } = options;
  const request = corpusRequestOf(source, folder, {
    ...(internalValues(values, CORPUS_OPTIONS) as Parameters<typeof corpusRequestOf>[2]),
    overwrite: values.overwrite === true,
  });
  return inLibraryWords(corpusWords, async () => {
    const { from, to } = kindsOfRequest(request);
    const settings = settingsOf(request, from, to);
    const container = await createContainer({ ...request, from, to });
    const observer = observerOf(onFailure, onProgress);
    return runCorpus({ ...request, container, settings, observer, signal });
  });
}

function kindsOfRequest(
  request: Parameters<typeof kindsOf>[0] & Parameters<typeof refuseMisfits>[0],
) {
  try {
    const kinds = kindsOf(request);
    refuseMisfits(request, kinds);
    return kinds;
  } catch (error) {
    throw error instanceof RequestFault ? new TypeError(error.message) : error;
  }
}

function observerOf(
  onFailure: MakeCorpusOptions['onFailure'],
  onProgress: OnProgress | undefined,
): CorpusObserver {
  let allBytes = 0;
  let bytesDone = 0;
  return {
    planned: ({ bytes }) => {
      allBytes = bytes;
    },
    done: ({ bytes }) => {
      bytesDone += bytes;
      onProgress?.(allBytes > 0 ? Math.min(1, bytesDone / allBytes) : undefined, bytesDone);
    },
    failed: ({ fault, ...where }) => onFailure?.({ ...where, fault: corpusWords(fault) }),
  };
}
