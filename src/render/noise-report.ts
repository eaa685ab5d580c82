import { powerToDecibels } from '../decibels.ts';
import type { LevelDefinition } from '../level/level-meter.ts';
import { snrDb } from '../snr/noise-gain.ts';
import type { MixStatistics } from './noise-mixer.ts';
import type { NoiseOptions, NoisePlan, SignalMeasurement } from './noise-plan.ts';
import type { Receipt } from './receipt.ts';

/** The level by which the noise in the output must be measured, where its energy does not tell. */
export function residualLevel({
  target,
  level,
  signalLevelDbfs,
}: NoiseOptions): LevelDefinition | undefined {
  const isRatio = target.type === 'snr' || target.type === 'envelope';
  const isWeighted = level === 'a-weighted' || level === 'loudness';
  return isRatio && isWeighted && signalLevelDbfs === undefined ? level : undefined;
}

/** The part of a receipt that says what was asked for and decided. */
export function describeNoise(
  options: NoiseOptions,
  plan: NoisePlan | undefined,
  isMeasured: boolean,
) {
  const { target, level = 'rms', exact = true, signalLevelDbfs, band, colour = 'white' } = options;
  const isRatio = target.type === 'snr' || target.type === 'envelope';
  const isGiven = signalLevelDbfs !== undefined;
  const stds = (plan?.shape.stds ?? [0]).map(Math.fround);
  return {
    level: isRatio ? level : null,
    signal_level_given_dbfs: signalLevelDbfs ?? null,
    exact: exact && isMeasured && isRatio && !isGiven,
    channel_levels: options.channels ?? 'joint',
    noise_channels: options.noiseChannels ?? 'independent',
    snr_target_db: target.type === 'snr' ? target.snrDb : null,
    snr_envelope:
      target.type === 'envelope'
        ? target.envelope.points.map(({ seconds, snrDb }): [number, number] => [seconds, snrDb])
        : null,
    color: colour,
    band_hz: band ? ([band.lowHz, band.highHz] as [number, number]) : null,
    noise_std: new Set(stds).size === 1 ? stds[0]! : stds,
    noise_mean: Math.fround(plan?.shape.mean ?? 0),
  } satisfies Partial<Receipt>;
}

/** The part of a receipt that says what came out. */
export function achievedLevels(
  { channels }: NoiseOptions,
  done: {
    readonly scale: number;
    readonly mixed: MixStatistics | undefined;
    readonly measured: SignalMeasurement | undefined;
    readonly numberOfSamples: number;
  },
) {
  const { scale, mixed, measured, numberOfSamples } = done;
  if (mixed === undefined) {
    return { snr_achieved_db: null, signal_dbfs: null, signal_rms_dbfs: null, noise_dbfs: null };
  }
  const signalRms = (mixed.signalEnergy * scale ** 2) / numberOfSamples;
  const noiseRms = mixed.noiseEnergy / numberOfSamples;
  const powers = (measured?.channelPowers ?? []).map((power) => power ?? 0);
  // Of channels with gains of their own, what counts is what they have together: the mean.
  const measuredPower =
    channels === 'separate' && powers.length > 0
      ? powers.reduce((sum, power) => sum + power, 0) / powers.length
      : measured?.power;
  const signalPower = measuredPower === undefined ? signalRms : measuredPower * scale ** 2;
  return {
    snr_achieved_db: finite(snrDb(signalPower, mixed.residualPower ?? noiseRms)),
    signal_dbfs: finite(powerToDecibels(signalPower)),
    signal_rms_dbfs: finite(powerToDecibels(signalRms)),
    noise_dbfs: finite(powerToDecibels(noiseRms)),
  } satisfies Partial<Receipt>;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
