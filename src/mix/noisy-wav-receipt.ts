import { powerToDecibels } from '../decibels.ts';
import type { SampleFormat } from '../formats/sample-format.ts';
import { NOISE_STREAM_VERSION } from '../noise/normal-stream.ts';
import { VERSION } from '../version.ts';
import type { Dither } from './dither.ts';
import { missedTarget } from './missed-target.ts';
import type { MixStatistics } from './noise-mixer.ts';
import type { NoiseOptions, NoisePlan, SignalMeasurement } from './noise-plan.ts';
import { achievedLevels, describeNoise } from './noise-report.ts';
import type { ClipPolicy, Receipt } from './receipt.ts';

/** What there is of each output; undefined where there is none. */
export interface OfEachOutput {
  readonly noisy: string | undefined;
  readonly clean: string | undefined;
  readonly noise: string | undefined;
}

/** What was done to one WAV file. */
export interface NoisyWavOutcome {
  /** Names of what was read and of what was to be written. */
  readonly source: string;
  readonly outputs: OfEachOutput & { readonly noisy: string };
  readonly plan: NoisePlan | undefined;
  /** Whether a pass measured the signal. */
  readonly isMeasured: boolean;
  readonly measured: SignalMeasurement | undefined;
  readonly silent: boolean;
  readonly scale: number;
  /** Undefined where nothing was written. */
  readonly mixed?: MixStatistics | undefined;
  /** Of the output. */
  readonly format: SampleFormat;
  readonly dither: Dither;
  readonly warnings: readonly string[];
  readonly sourceSha256: string | undefined;
  readonly outputSha256: OfEachOutput | undefined;
}

/** The receipt for one WAV file with noise. */
export function noisyWavReceipt(
  options: NoiseOptions & { readonly clip: ClipPolicy },
  done: NoisyWavOutcome,
): Receipt {
  const { seed, key, clip } = options;
  const { mixed, silent, scale, format, isMeasured, measured, outputs } = done;
  const sha256 = done.outputSha256;
  const numberOfFrames = mixed?.numberOfFrames ?? 0;
  const numberOfSamples = numberOfFrames * format.numberOfChannels;
  const levels = achievedLevels(options, { scale, mixed, measured, numberOfSamples });
  const stds = done.plan?.shape.stds ?? [];
  const missed = missedTarget(options, levels, isMeasured && !silent, {
    encoding: format.encoding,
    dither: done.dither,
    clip,
    clippedSamples: mixed?.clippedSamples ?? 0,
    noisePower: stds.reduce((sum, std) => sum + (std * scale) ** 2 / stds.length, 0),
  });
  return {
    source: done.source,
    output: mixed === undefined ? null : outputs.noisy,
    ...(outputs.clean !== undefined && { clean_output: mixed ? outputs.clean : null }),
    ...(outputs.noise !== undefined && { noise_output: mixed ? outputs.noise : null }),
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
    warnings: [...done.warnings, ...missed, ...misfitParts(mixed?.clippedParts, outputs)],
    ...(done.sourceSha256 !== undefined && { source_sha256: done.sourceSha256 }),
    ...(sha256?.noisy && { output_sha256: sha256.noisy }),
    ...(sha256?.clean && { clean_sha256: sha256.clean }),
    ...(sha256?.noise && { noise_sha256: sha256.noise }),
    tool_version: VERSION,
  };
}

/** Warnings for signal or noise that its own file could not hold. */
function misfitParts(
  clipped: MixStatistics['clippedParts'],
  { clean, noise }: OfEachOutput,
): string[] {
  const warnings: string[] = [];
  if (clipped === undefined) return warnings;
  if (clean !== undefined && clipped.clean > 0) {
    warnings.push(
      `${clipped.clean} samples of the signal alone are beyond full scale and saturate in ${clean}; give --encoding f32 to keep them`,
    );
  }
  if (noise !== undefined && clipped.noise > 0) {
    warnings.push(
      `${clipped.noise} samples of the noise alone are beyond full scale and saturate in ${noise}, so that noisy = clean + noise does not hold for them; ` +
        'give --encoding f32, or a higher --snr',
    );
  }
  return warnings;
}
