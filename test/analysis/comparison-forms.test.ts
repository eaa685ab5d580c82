import { describe, expect, test } from 'vitest';
import { comparisonLines } from '../../src/analysis/comparison-text.ts';
import { type Findings, verdictsOn } from '../../src/analysis/comparison-verdicts.ts';
import type { ChannelResidual, SnrByDefinition } from '../../src/analysis/file-comparison.ts';

const SNR: SnrByDefinition = {
  rms: 10,
  active: 11,
  a_weighted: 12,
  loudness: 13,
  peak: 30,
  segmental: null,
};

const CHANNEL: ChannelResidual = {
  rms_dbfs: -40,
  dc: 0,
  skewness: 0,
  kurtosis: 3,
  ks: 0.001,
  is_gaussian: true,
  flatness: 1,
  slope_db_per_octave: 0,
  is_white: true,
};

const FINDINGS: Findings = {
  clean: 'clean.wav',
  noisy: 'noisy.wav',
  sample_rate: 16000,
  channels: 1,
  clean_frames: 32000,
  noisy_frames: 32000,
  frames: 32000,
  delay_frames: 0,
  delay_seconds: 0,
  plausible_delay_frames: [0, 0],
  gain: 1,
  gain_db: 0,
  gain_is_one: true,
  snr_db: SNR,
  snr_gain_removed_db: SNR,
  si_sdr_db: 10,
  full_scale_samples: 0,
  clipped_runs: 0,
  clipped_samples: 0,
  residual: { rms_dbfs: -40, dc_share: 0, by_channel: [CHANNEL] },
  warnings: [],
};

function verdictsOnChannels(...channels: Partial<ChannelResidual>[]): string[] {
  const by_channel = channels.map((channel) => ({ ...CHANNEL, ...channel }));
  const residual = { ...FINDINGS.residual, by_channel };
  return verdictsOn({ ...FINDINGS, channels: channels.length, residual });
}

describe('verdicts', () => {
  test.each<[string, Partial<ChannelResidual>]>([
    ['uniform rather than Gaussian: kurtosis 1.80', { kurtosis: 1.8 }],
    ['triangular rather than Gaussian: kurtosis 2.40', { kurtosis: 2.4 }],
    ['like a tone rather than Gaussian: kurtosis 1.50', { kurtosis: 1.5 }],
    ['not Gaussian: kurtosis 4.20, tails too heavy', { kurtosis: 4.2 }],
    ['not Gaussian: kurtosis 2.00, tails too light', { kurtosis: 2 }],
    ['skewed rather than Gaussian: skewness +1.00', { kurtosis: 3.2, skewness: 1 }],
    ['not quite Gaussian', { ks: 0.02 }],
  ])('call noise %s', (verdict, channel) => {
    expect(verdictsOnChannels({ ...channel, is_gaussian: false })[0]).toContain(verdict);
  });

  test.each([
    ['pink rather than white: -3.1 dB per octave', -3.1],
    ['violet rather than white: +6.0 dB per octave', 6],
    ['not white: flatness 0.40', -1.5],
  ])('call noise %s', (verdict, slope_db_per_octave) => {
    const channel = { is_white: false, flatness: 0.4, slope_db_per_octave };
    expect(verdictsOnChannels(channel)[1]).toContain(verdict);
  });

  test('say once what all channels have in common, and by channel what they have not', () => {
    expect(verdictsOnChannels({}, {})).toEqual([
      'the residual is Gaussian',
      'the residual is white',
    ]);
    expect(verdictsOnChannels({}, { is_white: null }, {})).toEqual([
      'the residual is Gaussian',
      'channels 1, 3: the residual is white',
      'channel 2: the residual is too short for a spectrum',
    ]);
  });

  test('tell delay, polarity, gain, DC and clipping', () => {
    const residual = { ...FINDINGS.residual, dc_share: 0.25 };
    expect(
      verdictsOn({
        ...FINDINGS,
        residual,
        delay_frames: -80,
        delay_seconds: -0.005,
        plausible_delay_frames: [-81, -80],
        gain: -0.5,
        gain_db: -6.0206,
        gain_is_one: false,
        clipped_runs: 1,
        clipped_samples: 5,
      }),
    ).toEqual([
      'the noisy file is 80 frames (5 ms) early',
      'the delay is not certain: -81 to -80 frames fit as well',
      'the polarity is inverted',
      'the clean signal is in it with a gain of -6.02 dB',
      'the residual is Gaussian',
      'the residual is white',
      "25.0 % of the residual's power is DC",
      'the noisy file is clipped in one place (5 samples)',
    ]);
  });
});

describe('the text of a comparison', () => {
  const lines = comparisonLines({ ...FINDINGS, verdicts: ['the residual is Gaussian'] });

  test('has a row for every definition, and the verdicts at the end', () => {
    expect(lines).toContain('  RMS                       10.000          10.000');
    expect(lines).toContain('  segmental                      -               -');
    expect(lines.at(-1)).toBe('  * the residual is Gaussian');
  });

  test('calls the ratio to no noise infinite', () => {
    const none = { ...SNR, rms: null };
    const residual = { ...FINDINGS.residual, rms_dbfs: null };
    const text = comparisonLines({
      ...FINDINGS,
      residual,
      snr_db: none,
      snr_gain_removed_db: none,
      si_sdr_db: null,
      verdicts: [],
    }).join('\n');
    expect(text).toMatch(/RMS +infinite +infinite/);
    expect(text).toMatch(/SI-SDR +infinite dB/);
  });
});
