import { powerToDecibels } from '../decibels.ts';
import { NOISE_STREAM_VERSION } from '../noise/normal-stream.ts';
import { VERSION } from '../version.ts';
import type { WavFormat } from '../wav/wav-format.ts';
import type { Dither } from './dither.ts';
import type { MixStatistics } from './noise-mixer.ts';
import type { NoiseOptions, NoisePlan, SignalMeasurement } from './noise-plan.ts';
import { achievedLevels, describeNoise, missedTarget } from './noise-report.ts';
import type { ClipPolicy, Receipt } from './receipt.ts';

/** What was done to one WAV file. */
export interface NoisyWavOutcome {
  /** Names of what was read and of what was to be written. */
  readonly source: string;
  readonly output: string;
  readonly plan: NoisePlan | undefined;
  /** Whether a pass measured the signal. */
  readonly isMeasured: boolean;
  readonly measured: SignalMeasurement | undefined;
  readonly silent: boolean;
  readonly scale: number;
  /** Undefined where nothing was written. */
  readonly mixed?: MixStatistics | undefined;
  /** Of the output. */
  readonly format: WavFormat;
  readonly dither: Dither;
  readonly warnings: readonly string[];
  readonly sourceSha256: string | undefined;
  readonly outputSha256: string | undefined;
}

/** The receipt for one WAV file with noise. */
export function noisyWavReceipt(
  options: NoiseOptions & { readonly clip: ClipPolicy },
  done: NoisyWavOutcome,
): Receipt {
  const { seed, key, clip } = options;
  const { mixed, silent, scale, format, isMeasured, measured } = done;
  const numberOfFrames = mixed?.numberOfFrames ?? 0;
  const numberOfSamples = numberOfFrames * format.numberOfChannels;
  const levels = achievedLevels(options, { scale, mixed, measured, numberOfSamples });
  const missed = missedTarget(options, levels, isMeasured && !silent);
  return {
    source: done.source,
    output: mixed === undefined ? null : done.output,
    key,
    seed,
    stream_version: NOISE_STREAM_VERSION,
    ...describeNoise(options, done.plan, isMeasured),
    ...levels,
    dither: silent ? 'none' : done.dither,
    gain_db: powerToDecibels(scale ** 2),
    clip,
    clipped: mixed?.clippedSamples ?? 0,
    frames: numberOfFrames,
    sample_rate: format.sampleRate,
    channels: format.numberOfChannels,
    encoding: format.encoding,
    silent,
    warnings: [...done.warnings, ...missed],
    ...(done.sourceSha256 !== undefined && { source_sha256: done.sourceSha256 }),
    ...(done.outputSha256 !== undefined && { output_sha256: done.outputSha256 }),
    tool_version: VERSION,
  };
}
