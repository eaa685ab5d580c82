import { decibelsToPower, powerToDecibels } from '../decibels.ts';
import { NonFiniteSignalError } from '../errors.ts';
import { LEVELS, type LevelDefinition } from '../level/level-definitions.ts';
import { isRatio, snrDb } from '../noise/noise-gain.ts';
import type { MixStatistics } from './noise-mixer.ts';
import {
  type NoiseOptions,
  type NoisePlan,
  removesDc,
  type SignalMeasurement,
} from './noise-plan.ts';
import type { Receipt } from './receipt.ts';

/** The level by which the noise in the output must be measured, where its energy does not tell. */
export function residualLevel({
  target,
  level = 'rms',
  signalLevelDbfs,
}: NoiseOptions): LevelDefinition | undefined {
  const isWanted =
    isRatio(target) && signalLevelDbfs === undefined && LEVELS[level].weighting !== undefined;
  return isWanted ? level : undefined;
}

/** The part of a receipt that says what was asked for and decided. */
export function describeNoise(
  options: NoiseOptions,
  plan: NoisePlan | undefined,
  isMeasured: boolean,
) {
  const { target, level = 'rms', exact = true, signalLevelDbfs, band, color = 'white' } = options;
  const isGiven = signalLevelDbfs !== undefined;
  const stds = (plan?.shape.stds ?? [0]).map(Math.fround);
  return {
    level: isRatio(target) ? level : null,
    signal_level_given_dbfs: signalLevelDbfs ?? null,
    remove_dc: removesDc(options),
    exact: exact && isMeasured && isRatio(target) && !isGiven,
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

/** What came of a run; `mixed` is undefined where nothing was written. */
export interface MixOutcome {
  readonly scale: number;
  readonly mixed: MixStatistics | undefined;
  readonly measured: SignalMeasurement | undefined;
  readonly numberOfSamples: number;
}

/** The part of a receipt that says what came out. */
export function achievedLevels(options: NoiseOptions, done: MixOutcome) {
  const { scale, mixed, numberOfSamples } = done;
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
  { scale, mixed, measured }: MixOutcome,
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
