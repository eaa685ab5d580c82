import { powerToDecibels } from '../decibels.ts';
import { abortable } from '../io/abortable-source.ts';
import { type ByteSource, openSource } from '../io/byte-source.ts';
import { requireFileName } from '../io/file-name.ts';
import { createSignalMeter, LEVEL_DEFINITIONS } from '../level/level-definitions.ts';
import { MeterMemory } from '../level/meter-memory.ts';
import { AudioPair, type AudioSurvey } from './audio-pair.ts';
import { verdictsOn } from './comparison-verdicts.ts';
import type { Delay } from './delay-finder.ts';
import { Fft } from './fft.ts';
import type { FileComparison, ResidualDescription } from './file-comparison.ts';
import { type AnalysisOptions, checkAnalysisOptions } from './measure-file.ts';
import { findPairDelay } from './pair-delay.ts';
import { PairSums } from './pair-sums.ts';
import { segmentSizeFor } from './power-spectrum.ts';
import { ResidualCharacter } from './residual-character.ts';
import { ResidualMeter, type SignalPowers } from './residual-meter.ts';

/** Passes over both files: survey, gain, residual. The start is read once more for the delay. */
const PASSES = 3;

/** The finest integers whose steps a 32-bit float tells apart everywhere. */
const MAX_STEP_BITS = 24;

/**
 * Says what became of a clean file in its noisy version: delay and gain, SNR by every definition, and what the noise is like.
 * The files' encodings may differ, and their lengths; rate and number of channels may not. Memory does not grow with the files but for
 * loudness, which keeps 8 bytes per channel and 100 ms.
 *
 *     const { snr_db, gain_db } = await compareFiles('clean.wav', 'noisy.wav');
 *
 * @param cleanFile and `noisyFile`: their names; `-` is standard input, for one of them. With `raw` both have no header.
 * @throws AwgnError for bad data, or where the two do not go together; TypeError for an option that is unknown or wrong; what the
 *   system says; the reason of `signal`.
 */
export async function compareFiles(
  cleanFile: string,
  noisyFile: string,
  options: AnalysisOptions = {},
): Promise<FileComparison> {
  const { onProgress = () => {}, signal, raw } = checkAnalysisOptions(options, 'compareFiles');
  const unblocking = signal !== undefined;
  const sources: ByteSource[] = [];
  try {
    for (const [name, file] of Object.entries({ cleanFile, noisyFile })) {
      requireFileName(name, file, true);
      sources.push(abortable(openSource(file, { rereadable: true, unblocking }), signal));
    }
    const [clean, noisy] = sources as [ByteSource, ByteSource];
    let bytesRead = 0;
    const pair = new AudioPair(clean, noisy, raw, (count) => {
      bytesRead += count;
      const totalBytes = PASSES * ((clean.totalBytes ?? 0) + (noisy.totalBytes ?? 0));
      const isKnown = clean.totalBytes !== undefined && noisy.totalBytes !== undefined;
      onProgress(isKnown ? Math.min(1, bytesRead / totalBytes) : undefined, bytesRead);
    });
    const surveys = await pair.survey();
    return await new Comparison(pair, surveys, await findPairDelay(pair, surveys)).run();
  } finally {
    for (const source of sources) source.close();
  }
}

interface Surveys {
  readonly clean: AudioSurvey;
  readonly noisy: AudioSurvey;
}

/** What comes after the first pass. */
class Comparison {
  readonly #pair: AudioPair;
  readonly #surveys: Surveys;
  readonly #delay: Delay;
  readonly #frames: number;

  constructor(pair: AudioPair, surveys: Surveys, delay: Delay) {
    this.#pair = pair;
    this.#surveys = surveys;
    this.#delay = delay;
    this.#frames = Math.min(
      surveys.clean.numberOfFrames - Math.max(0, -delay.frames),
      surveys.noisy.numberOfFrames - Math.max(0, delay.frames),
    );
  }

  async run(): Promise<FileComparison> {
    const { clean, noisy } = this.#surveys;
    const { format } = clean;
    const { sums, powers } = await this.#measureClean();
    const asItIs = new ResidualMeter(1, format);
    const gainRemoved = new ResidualMeter(sums.gain, format);
    const chosen = sums.isGainOne ? asItIs : gainRemoved;
    const characters = this.#createCharacters(sums, chosen);
    await this.#pass((cleanData, noisyData) => {
      const residuals = [asItIs, gainRemoved].map((meter) => meter.process(cleanData, noisyData));
      const residual = residuals[chosen === asItIs ? 0 : 1]!;
      for (const [channel, character] of characters.entries())
        character.process(residual[channel]!);
    });
    const snrGainRemoved = gainRemoved.snr(powers);
    const findings = {
      clean: clean.name,
      noisy: noisy.name,
      sample_rate: format.sampleRate,
      channels: format.numberOfChannels,
      clean_frames: clean.numberOfFrames,
      noisy_frames: noisy.numberOfFrames,
      frames: this.#frames,
      delay_frames: this.#delay.frames,
      delay_seconds: this.#delay.frames / format.sampleRate,
      plausible_delay_frames: [...this.#delay.plausible] as [number, number],
      gain: sums.gain,
      gain_db: sums.gain === 0 ? null : powerToDecibels(sums.gain ** 2),
      gain_is_one: sums.isGainOne,
      snr_db: asItIs.snr(powers),
      snr_gain_removed_db: snrGainRemoved,
      si_sdr_db: snrGainRemoved.rms,
      full_scale_samples: noisy.fullScale.fullScaleSamples,
      clipped_runs: noisy.fullScale.clippedRuns,
      clipped_samples: noisy.fullScale.clippedSamples,
      residual: describeResidual(characters, chosen),
      warnings: this.#warnings(),
    };
    return { ...findings, verdicts: verdictsOn(findings) };
  }

  /** The second pass: the clean signal's power where the noisy one is, and the gain. */
  async #measureClean(): Promise<{ sums: PairSums; powers: SignalPowers }> {
    const { format } = this.#surveys.clean;
    const sums = new PairSums(format.numberOfChannels);
    const memory = new MeterMemory();
    const meters = LEVEL_DEFINITIONS.map(
      (definition) => [definition, createSignalMeter(definition, format, memory)] as const,
    );
    let frameIndex = 0;
    await this.#pass((clean, noisy) => {
      sums.process(clean, noisy);
      for (const [, meter] of meters) meter.process({ format, frameIndex, channelData: clean });
      frameIndex += clean[0]!.length;
    });
    const powers = meters.map(([definition, meter]) => [definition, meter.power()]);
    return { sums, powers: Object.fromEntries(powers) };
  }

  #createCharacters(sums: PairSums, { gain }: ResidualMeter): ResidualCharacter[] {
    const size = segmentSizeFor(this.#frames);
    const fft = size === undefined ? undefined : new Fft(size);
    const step = gain === 1 ? this.#step() : 0;
    return sums.forecast(gain).map((forecast) => new ResidualCharacter({ ...forecast, step }, fft));
  }

  /** What all differences of the two files' samples are multiples of; 0 where there is no such step. */
  #step(): number {
    const { clean, noisy } = this.#surveys;
    const bits = Math.max(clean.usedBits ?? Infinity, noisy.usedBits ?? Infinity);
    return bits <= MAX_STEP_BITS ? 2 ** (1 - bits) : 0;
  }

  #pass(onPair: Parameters<AudioPair['pass']>[2]): Promise<void> {
    return this.#pair.pass(this.#delay.frames, this.#frames, onPair);
  }

  #warnings(): string[] {
    const { clean, noisy } = this.#surveys;
    const warnings = [...clean.warnings, ...noisy.warnings];
    if (clean.numberOfFrames !== noisy.numberOfFrames) {
      warnings.push(
        `the clean file has ${clean.numberOfFrames} frames and the noisy one ${noisy.numberOfFrames}; ${this.#frames} are compared`,
      );
    }
    return warnings;
  }
}

function describeResidual(
  characters: readonly ResidualCharacter[],
  { power }: ResidualMeter,
): ResidualDescription {
  const channels = characters.map((character) => character.describe());
  const dcPower = channels.reduce((sum, { dc }) => sum + dc * dc, 0) / channels.length;
  return {
    rms_dbfs: power > 0 ? powerToDecibels(power) : null,
    dc_share: power > 0 ? Math.min(1, dcPower / power) : 0,
    by_channel: channels,
  };
}
