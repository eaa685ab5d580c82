import { decibelsToPower, powerToDecibels } from '../decibels.ts';
import { NonFiniteSignalError } from '../errors.ts';
import type { SampleFormat } from '../formats/sample-format.ts';
import { isRatio, snrDb } from '../noise/noise-gain.ts';
import { NOISE_STREAM_VERSION } from '../noise/normal-stream.ts';
import { VERSION } from '../version.ts';
import type { Dither } from './dither.ts';
import { missedTarget } from './missed-target.ts';
import type { MixStatistics } from './noise-mixer.ts';
import {
  isOfMeasuredLevel,
  type NoiseOptions,
  type NoisePlan,
  removesDc,
  type SignalMeasurement,
} from './noise-plan.ts';
import type { ClipPolicy, LiveReceipt, Receipt, ReceiptWarning } from './receipt.ts';

/** What there is of each output; undefined where there is none. */
export interface OfEachOutput {
  readonly noisy: string | undefined;
  readonly clean?: string | undefined;
  readonly noise?: string | undefined;
}

/** What was read and written, or is going to be. */
export interface ReceiptFiles {
  /** Names of what was read and of what was to be written. */
  readonly source: string;
  /** Format of what was to be written. Default `wav`. */
  readonly container?: Receipt['container'] | undefined;
  readonly outputs: OfEachOutput & { readonly noisy: string };
  /** Name and version of the package that decoded the source, if one did. */
  readonly decoder?: string | undefined;
  /** How the samples of the source were stored, if it had no header. */
  readonly raw?: Receipt['raw'] | undefined;
  readonly warnings?: readonly ReceiptWarning[];
  readonly sourceSha256?: string | undefined;
  readonly outputSha256?: OfEachOutput | undefined;
}

/** What was done to the samples of one input, or is going to be. */
export interface NoiseOutcome {
  /** How the samples of the output are stored. */
  readonly format: Pick<SampleFormat, 'sampleRate' | 'numberOfChannels' | 'encoding'>;
  /** Undefined where it does not tell the strength of the noise: it varied, or is not known yet. */
  readonly plan: NoisePlan | undefined;
  /** True if a pass measured the signal, or will. */
  readonly isMeasured: boolean;
  readonly measured: SignalMeasurement | undefined;
  /** True if the noise has the very energy asked for; by default that is so where a ratio was measured. */
  readonly exact?: boolean;
  /** True if there is no noise because there is no signal. Default false. */
  readonly silent?: boolean | undefined;
  /** Factor for signal and noise together. Default 1. */
  readonly scale?: number | undefined;
  /** Undefined where nothing was written. */
  readonly mixed: MixStatistics | undefined;
  /** Frames of what is going to be written. Default: those of `mixed`. */
  readonly numberOfFrames?: number;
  /** Default `none`. */
  readonly dither?: Dither;
  /** What only noise has that followed its signal. */
  readonly live?: Pick<LiveReceipt, 'noise_std' | 'approximate' | 'live_window_seconds'>;
}

/** The receipt of whatever added noise. */
export function buildReceipt(
  options: NoiseOptions & { readonly clip: ClipPolicy },
  {
    source,
    container = 'wav',
    outputs,
    decoder,
    raw,
    warnings = [],
    sourceSha256,
    outputSha256: sha256,
  }: ReceiptFiles,
  done: NoiseOutcome,
): Receipt {
  const { seed, key, clip } = options;
  const { mixed, silent = false, scale = 1, format, isMeasured, dither = 'none' } = done;
  const levels = achievedLevels(options, done);
  const stds = done.plan?.shape.stds ?? [];
  const isComplete = isMeasured && !silent && mixed !== undefined;
  const missed = missedTarget(options, levels, isComplete, {
    encoding: format.encoding,
    dither,
    clip,
    clippedSamples: mixed?.clippedSamples ?? 0,
    noisePower: stds.reduce((sum, std) => sum + (std * scale) ** 2 / stds.length, 0),
  });
  const all = [...warnings, ...missed, ...misfitParts(mixed?.clippedParts, outputs)];
  return {
    source,
    output: mixed === undefined ? null : outputs.noisy,
    ...(outputs.clean !== undefined && { clean_output: mixed ? outputs.clean : null }),
    ...(outputs.noise !== undefined && { noise_output: mixed ? outputs.noise : null }),
    key,
    seed,
    stream_version: NOISE_STREAM_VERSION,
    ...describeNoise(options, done),
    ...done.live,
    ...levels,
    dither: silent ? 'none' : dither,
    gain_db: powerToDecibels(scale ** 2),
    clip,
    clipped: mixed?.clippedSamples ?? 0,
    frames: done.numberOfFrames ?? mixed?.numberOfFrames ?? 0,
    sample_rate: format.sampleRate,
    channels: format.numberOfChannels,
    container,
    encoding: format.encoding,
    silent,
    warnings: all.map(({ message }) => message),
    ...(all.length > 0 && { warning_codes: all.map(({ code }) => code) }),
    ...(sourceSha256 !== undefined && { source_sha256: sourceSha256 }),
    ...(sha256?.noisy && { output_sha256: sha256.noisy }),
    ...(sha256?.clean && { clean_sha256: sha256.clean }),
    ...(sha256?.noise && { noise_sha256: sha256.noise }),
    ...(decoder !== undefined && { decoder }),
    ...(raw !== undefined && { raw }),
    tool_version: VERSION,
  };
}

/** The part of a receipt that says what was asked for and decided. */
function describeNoise(options: NoiseOptions, { plan, isMeasured, exact }: NoiseOutcome) {
  const { target, level = 'rms', signalLevelDbfs, band, color = 'white' } = options;
  const stds = (plan?.shape.stds ?? [0]).map(Math.fround);
  return {
    level: isRatio(target) ? level : null,
    signal_level_given_dbfs: signalLevelDbfs ?? null,
    remove_dc: removesDc(options),
    exact: exact ?? ((options.exact ?? true) && isMeasured && isOfMeasuredLevel(options)),
    channel_levels: options.channels ?? 'joint',
    noise_channels: options.noiseChannels ?? 'independent',
    snr_target_db: target.type === 'snr' ? target.snrDb : null,
    snr_envelope:
      target.type === 'envelope'
        ? target.envelope.points.map(({ seconds, snrDb }): [number, number] => [seconds, snrDb])
        : null,
    color,
    band_hz: band ? ([band.lowHz, band.highHz] as [number, number]) : null,
    noise_std: new Set(stds).size === 1 ? stds[0]! : stds,
    noise_mean: Math.fround(plan?.shape.mean ?? 0),
  } satisfies Partial<Receipt>;
}

/** What of an outcome its levels depend on. */
export interface MixOutcome extends Pick<NoiseOutcome, 'scale' | 'mixed' | 'measured'> {
  readonly format: Pick<SampleFormat, 'numberOfChannels'>;
}

/** The part of a receipt that says what came out. */
export function achievedLevels(options: NoiseOptions, done: MixOutcome) {
  const { scale = 1, mixed, format } = done;
  if (mixed === undefined) {
    return {
      snr_achieved_db: null,
      signal_dbfs: null,
      signal_rms_dbfs: null,
      signal_dc_dbfs: null,
      noise_dbfs: null,
    };
  }
  if (!Number.isFinite(mixed.noiseEnergy)) throw overflow();
  const numberOfSamples = mixed.numberOfFrames * format.numberOfChannels;
  const signalRms = (mixed.signalEnergy * scale ** 2) / numberOfSamples;
  const noiseRms = mixed.noiseEnergy / numberOfSamples;
  const { signalPower, noisePower } = powersByLevel(options, done, signalRms, noiseRms);
  return {
    snr_achieved_db: finite(snrDb(signalPower, noisePower)),
    signal_dbfs: finite(powerToDecibels(signalPower)),
    signal_rms_dbfs: finite(powerToDecibels(signalRms)),
    signal_dc_dbfs: finite(powerToDecibels((done.measured?.dcPower ?? 0) * scale ** 2)),
    noise_dbfs: finite(powerToDecibels(noiseRms)),
  } satisfies Partial<Receipt>;
}

/** Only floats beside the largest ones have no room for noise. */
function overflow(): NonFiniteSignalError {
  return new NonFiniteSignalError(
    'signal and noise together go beyond the largest 32-bit float, 3.4e38; expected a signal with room for the noise; scale it down first',
  );
}

/** Powers of signal and noise by the definition that the SNR has. */
function powersByLevel(
  options: NoiseOptions,
  { scale = 1, mixed, measured }: MixOutcome,
  signalRms: number,
  noiseRms: number,
): { signalPower: number; noisePower: number } {
  const { channels, level = 'rms', signalLevelDbfs } = options;
  if (signalLevelDbfs !== undefined && level !== 'rms') {
    // Nobody measured it: the level that was given stands.
    return { signalPower: decibelsToPower(signalLevelDbfs) * scale ** 2, noisePower: noiseRms };
  }
  const powers = measured?.channelPowers ?? [];
  if (channels === 'separate' && powers.length > 0) {
    // Of channels with gains of their own, what counts is what they have together.
    const residuals = mixed?.residualChannelPowers ?? [];
    return {
      signalPower: meanOf(powers) * scale ** 2,
      noisePower: residuals.length > 0 ? meanOf(residuals) : noiseRms,
    };
  }
  const isSummed = level === 'rms' && !removesDc(options);
  return {
    signalPower:
      isSummed || measured?.power === undefined ? signalRms : measured.power * scale ** 2,
    noisePower: mixed?.residualPower ?? noiseRms,
  };
}

function meanOf(powers: readonly (number | undefined)[]): number {
  return powers.reduce<number>((sum, power) => sum + (power ?? 0), 0) / powers.length;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Warnings for signal or noise that its own file could not hold. */
function misfitParts(
  clipped: MixStatistics['clippedParts'],
  { clean, noise }: OfEachOutput,
): ReceiptWarning[] {
  const warnings: ReceiptWarning[] = [];
  if (clipped === undefined) return warnings;
  if (clean !== undefined && clipped.clean > 0) {
    warnings.push({
      code: 'clipped-part',
      message: `${clipped.clean} samples of the signal alone are beyond full scale and saturate in ${clean}; give --encoding f32 to keep them`,
    });
  }
  if (noise !== undefined && clipped.noise > 0) {
    warnings.push({
      code: 'clipped-part',
      message:
        `${clipped.noise} samples of the noise alone are beyond full scale and saturate in ${noise}, so that noisy = clean + noise does not hold for them; ` +
        'give --encoding f32, or a higher --snr',
    });
  }
  return warnings;
}
