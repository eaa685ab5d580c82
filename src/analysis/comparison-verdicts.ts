import type { ChannelResidual, FileComparison } from './file-comparison.ts';

/** What a comparison finds, before it is put into words. */
export type Findings = Omit<FileComparison, 'verdicts'>;

/** Below this the two files are hardly a pair. */
const UNRELATED_SI_SDR_DB = -25;
/** Above this, what is left is the rounding of 32-bit floats. */
const ROUNDING_SI_SDR_DB = 140;
/** What two decimals show. */
const REMARKABLE_GAIN_DB = 0.005;
/** A share of DC that moves the SNR by 0.04 dB. */
const REMARKABLE_DC_SHARE = 0.01;

/** Shapes of noise that are met instead of a Gaussian one, by their kurtosis. */
const KURTOSES: readonly (readonly [kurtosis: number, within: number, name: string])[] = [
  [1, 0.05, 'two-valued'],
  [1.5, 0.05, 'like a tone'],
  [1.8, 0.06, 'uniform'],
  [2.4, 0.06, 'triangular'],
  [6, 0.3, 'Laplacian, or of a level that varies,'],
];

/** Skewness and excess kurtosis that one does not see in a histogram. */
const SLIGHT = 0.1;

/** Colors by their slope in dB per octave. */
const COLORS: readonly (readonly [slope: number, name: string])[] = [
  [-6, 'brown'],
  [-3, 'pink'],
  [3, 'blue'],
  [6, 'violet'],
];
const COLOR_WITHIN_DB = 0.5;

/** The findings in words, the most important ones first. */
export function verdictsOn(findings: Findings): string[] {
  const { residual, si_sdr_db } = findings;
  if (residual.rms_dbfs === null) return [...pairVerdicts(findings), 'there is no noise'];
  if (si_sdr_db !== null && si_sdr_db > ROUNDING_SI_SDR_DB) {
    return [...pairVerdicts(findings), 'there is no noise but that of rounding'];
  }
  return [
    ...pairVerdicts(findings),
    ...byChannel(residual.by_channel, distributionVerdict),
    ...byChannel(residual.by_channel, spectrumVerdict),
    ...residualVerdicts(findings),
    ...clippingVerdicts(findings),
  ];
}

function pairVerdicts(findings: Findings): string[] {
  const { delay_frames: delay, plausible_delay_frames: plausible, gain } = findings;
  const { si_sdr_db: siSdrDb, residual } = findings;
  if (residual.rms_dbfs !== null && (siSdrDb === null || siSdrDb < UNRELATED_SI_SDR_DB)) {
    return ['there is next to nothing of the clean file in the noisy one: are they a pair?'];
  }
  const verdicts: string[] = [];
  const milliseconds = (1000 * Math.abs(findings.delay_seconds)).toPrecision(4);
  if (delay !== 0) {
    const way = delay > 0 ? 'late' : 'early';
    verdicts.push(
      `the noisy file is ${Math.abs(delay)} frames (${Number(milliseconds)} ms) ${way}`,
    );
  }
  if (plausible[0] !== plausible[1]) {
    verdicts.push(
      `the delay is not certain: ${plausible[0]} to ${plausible[1]} frames fit as well`,
    );
  }
  if (gain < 0) verdicts.push('the polarity is inverted');
  if (!findings.gain_is_one && Math.abs(findings.gain_db ?? 0) >= REMARKABLE_GAIN_DB) {
    verdicts.push(`the clean signal is in it with a gain of ${signed(findings.gain_db!, 2)} dB`);
  }
  return verdicts;
}

function residualVerdicts({ residual, channels }: Findings): string[] {
  const verdicts: string[] = [];
  if (residual.dc_share >= REMARKABLE_DC_SHARE) {
    verdicts.push(`${(100 * residual.dc_share).toFixed(1)} % of the residual's power is DC`);
  }
  const without = residual.by_channel.flatMap(({ rms_dbfs }, i) =>
    rms_dbfs === null ? i + 1 : [],
  );
  if (without.length > 0 && channels > 1) {
    verdicts.push(`${channelNames(without)} without noise`);
  }
  return verdicts;
}

function clippingVerdicts({ clipped_runs: runs, clipped_samples: samples }: Findings): string[] {
  if (runs === 0) return [];
  const places = runs === 1 ? 'one place' : `${runs} places`;
  return [`the noisy file is clipped in ${places} (${samples} samples)`];
}

/** One line where all channels that have noise are alike, one for each kind where they are not. */
function byChannel(
  channels: readonly ChannelResidual[],
  describe: (channel: ChannelResidual) => string,
): string[] {
  const groups = new Map<string, number[]>();
  for (const [index, channel] of channels.entries()) {
    if (channel.rms_dbfs === null) continue;
    const verdict = describe(channel);
    groups.set(verdict, [...(groups.get(verdict) ?? []), index + 1]);
  }
  if (groups.size === 1) return [...groups.keys()].map((verdict) => `the residual is ${verdict}`);
  return [...groups].map(
    ([verdict, numbers]) => `${channelNames(numbers)}: the residual is ${verdict}`,
  );
}

function channelNames(numbers: readonly number[]): string {
  return `channel${numbers.length > 1 ? 's' : ''} ${numbers.join(', ')}`;
}

function distributionVerdict({ is_gaussian, kurtosis, skewness, ks }: ChannelResidual): string {
  if (is_gaussian === null || kurtosis === null || skewness === null || ks === null) {
    return 'too short or too weak to be called Gaussian or not';
  }
  if (is_gaussian) return 'Gaussian';
  const kind = KURTOSES.find(([value, within]) => Math.abs(kurtosis - value) <= within)?.[2];
  const found = `kurtosis ${kurtosis.toFixed(2)}`;
  if (kind !== undefined) return `${kind} rather than Gaussian: ${found}`;
  const excess = kurtosis - 3;
  if (Math.abs(excess) < SLIGHT && Math.abs(skewness) < SLIGHT) {
    return `not quite Gaussian: its distribution function is off by ${ks.toFixed(3)}; coarse steps do that`;
  }
  if (Math.abs(skewness) > Math.abs(excess)) {
    return `skewed rather than Gaussian: skewness ${signed(skewness, 2)}`;
  }
  return `not Gaussian: ${found}, tails too ${excess > 0 ? 'heavy' : 'light'}`;
}

function spectrumVerdict({
  is_white,
  flatness,
  slope_db_per_octave: slope,
}: ChannelResidual): string {
  if (is_white === null || flatness === null || slope === null) return 'too short for a spectrum';
  if (is_white) return 'white';
  const color = COLORS.find(([value]) => Math.abs(slope - value) <= COLOR_WITHIN_DB)?.[1];
  return color === undefined
    ? `not white: flatness ${flatness.toFixed(2)}`
    : `${color} rather than white: ${signed(slope, 1)} dB per octave`;
}

function signed(value: number, digits: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
}
