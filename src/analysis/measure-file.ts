import { powerToDecibels } from '../decibels.ts';
import type { AudioHeader } from '../formats/audio-decoder.ts';
import type { RawFormat } from '../formats/raw/raw-format.ts';
import type { SampleFormat } from '../formats/sample-format.ts';
import { abortable } from '../io/abortable-source.ts';
import { openSource } from '../io/byte-source.ts';
import { requireFileName } from '../io/file-name.ts';
import type { OnProgress } from '../io/turns.ts';
import { ActiveLevelMeter } from '../level/active-level-meter.ts';
import type { LevelMeter } from '../level/level-meter.ts';
import { LoudnessMeter } from '../level/loudness-meter.ts';
import { MeterMemory } from '../level/meter-memory.ts';
import { type SampleStatistics, SignalStatistics } from '../level/signal-statistics.ts';
import { WeightedMeter } from '../level/weighted-meter.ts';
import { checkOptions } from '../options/check-options.ts';
import { listWorkOptions } from '../options/library-options.ts';
import {
  listRawInputOptions,
  RAW_INPUT_RULES,
  type RawInputOptions,
  rawFormatOf,
} from '../options/raw-options.ts';
import type { ChannelMeasurement, FileMeasurement } from './file-measurement.ts';
import { type FrameBlock, FrameReader } from './frame-reader.ts';
import {
  FullScaleCounter,
  type FullScaleCounts,
  fullScaleMagnitude,
} from './full-scale-counter.ts';
import { UsedBits } from './used-bits.ts';

/** Options of `measureFile` and `compareFiles`. */
export interface AnalysisOptions extends RawInputOptions {
  /** Called now and then with the part of the work that is done. */
  readonly onProgress?: OnProgress | undefined;
  /** Ends the work when it is aborted: the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const OPTIONS = {
  list: () => [...listRawInputOptions(), ...listWorkOptions()] as const,
  rules: () => RAW_INPUT_RULES,
};

/**
 * The options as they were given, checked.
 *
 * @throws TypeError for an option that is unknown or wrong.
 */
export function checkAnalysisOptions(
  given: unknown,
  entry: string,
): Pick<AnalysisOptions, 'onProgress' | 'signal'> & { readonly raw: RawFormat | undefined } {
  const { onProgress, signal, ...input } = checkOptions(OPTIONS, given, entry);
  return { onProgress, signal, raw: rawFormatOf(input) };
}

/**
 * Measures an audio file by every definition of level, and looks for what is wrong with it. One pass, constant memory but
 * for loudness, which keeps 8 bytes per channel and 100 ms.
 *
 *     const { rms_dbfs, active_dbfs } = await measureFile('clean.wav');
 *
 * @param file its name; `-` is standard input.
 * @throws AwgnError for bad data, NaN and infinite samples among them; TypeError for an option that is unknown or wrong; what
 *   the system says; the reason of `signal`.
 */
export async function measureFile(
  file: string,
  options: AnalysisOptions = {},
): Promise<FileMeasurement> {
  const { onProgress = () => {}, signal, raw } = checkAnalysisOptions(options, 'measureFile');
  requireFileName('file', file, true);
  const unblocking = signal !== undefined;
  const source = abortable(openSource(file, { rereadable: false, unblocking }), signal);
  try {
    let bytesRead = 0;
    const reader = await FrameReader.open(source, raw, (count) => {
      bytesRead += count;
      onProgress(source.totalBytes && bytesRead / source.totalBytes, bytesRead);
    });
    const measuring = new Measuring(reader.header);
    for (;;) {
      const block = await reader.read();
      if (block === undefined) break;
      measuring.process(block);
    }
    const warnings = reader.warnings.map(({ message }) => message);
    return { source: source.name, ...measuring.result(), warnings };
  } finally {
    source.close();
  }
}

/** All meters for one format. */
class Measuring {
  readonly #container: string;
  readonly #format: SampleFormat;
  readonly #statistics: SignalStatistics;
  readonly #active: ActiveLevelMeter;
  readonly #aWeighted: LevelMeter;
  readonly #loudness: LevelMeter;
  readonly #fullScale: FullScaleCounter;
  readonly #usedBits: UsedBits;

  constructor({ container, format }: AudioHeader) {
    this.#container = container;
    this.#format = format;
    const memory = new MeterMemory();
    this.#statistics = new SignalStatistics(format.numberOfChannels, memory);
    this.#active = new ActiveLevelMeter(format, memory);
    this.#aWeighted = new WeightedMeter('a', format, memory);
    this.#loudness = new LoudnessMeter(format, memory);
    this.#fullScale = new FullScaleCounter(fullScaleMagnitude(format), format.numberOfChannels);
    this.#usedBits = new UsedBits(format);
  }

  process(block: FrameBlock): void {
    // The first one refuses samples that are not finite.
    this.#statistics.process(block);
    this.#active.process(block);
    this.#aWeighted.process(block);
    this.#loudness.process(block);
    this.#fullScale.process(block);
    this.#usedBits.process(block);
  }

  result(): Omit<FileMeasurement, 'source' | 'warnings'> {
    const { encoding, sampleRate, numberOfChannels } = this.#format;
    const { numberOfFrames, pooled } = this.#statistics;
    const channels = this.#channels();
    const silent = channels.flatMap(({ rms_dbfs }, index) => (rms_dbfs === null ? index + 1 : []));
    return {
      container: this.#container,
      encoding,
      sample_rate: sampleRate,
      channels: numberOfChannels,
      frames: numberOfFrames,
      duration_seconds: numberOfFrames / sampleRate,
      ...describeLevels(pooled, this.#active.power()),
      activity_factor: pooled.power > 0 ? this.#active.activityFactor : null,
      a_weighted_dbfs: levelOf(this.#aWeighted.power()),
      loudness_lufs: levelOf(this.#loudness.power()),
      dc_share: pooled.dcShare,
      ...describeFullScale(this.#fullScale.counts),
      bits_used: this.#usedBits.bits ?? null,
      silent_channels: silent,
      channel_spread_db: spreadOf(channels),
      by_channel: channels,
    };
  }

  #channels(): ChannelMeasurement[] {
    const { channels } = this.#statistics;
    const active = this.#active.channelPowers();
    const aWeighted = this.#aWeighted.channelPowers();
    const loudness = this.#loudness.channelPowers();
    const fullScale = this.#fullScale.channels;
    return channels.map((statistics, channel) => ({
      ...describeLevels(statistics, active[channel]),
      a_weighted_dbfs: levelOf(aWeighted[channel]),
      loudness_lufs: levelOf(loudness[channel]),
      dc: statistics.mean,
      dc_share: statistics.dcShare,
      ...describeFullScale(fullScale[channel]!),
    }));
  }
}

function describeLevels(
  { power, peak, crestFactor }: SampleStatistics,
  activePower: number | undefined,
) {
  return {
    rms_dbfs: levelOf(power),
    active_dbfs: levelOf(activePower),
    peak_dbfs: levelOf(peak ** 2),
    crest_db: crestFactor === undefined ? null : powerToDecibels(crestFactor ** 2),
  };
}

function describeFullScale(counts: FullScaleCounts) {
  return {
    full_scale_samples: counts.fullScaleSamples,
    clipped_runs: counts.clippedRuns,
    clipped_samples: counts.clippedSamples,
    longest_full_scale_run: counts.longestRun,
  };
}

function levelOf(power: number | undefined): number | null {
  return power === undefined || power === 0 ? null : powerToDecibels(power);
}

function spreadOf(channels: readonly ChannelMeasurement[]): number | null {
  const levels = channels.flatMap(({ rms_dbfs }) => rms_dbfs ?? []);
  return levels.length < 2 ? null : Math.max(...levels) - Math.min(...levels);
}
