import type { NoiseOptions } from '../mix/noise-plan.ts';
import type { NoiseTarget } from '../noise/noise-gain.ts';
import { drawSnrDb, type SnrRange } from '../noise/snr-draw.ts';
import type { NoiseValues } from './noise-options.ts';

/** How strong the noise is to be; for a range of ratios, before one is drawn. */
export type AskedTarget = NoiseTarget | { readonly type: 'range'; readonly range: SnrRange };

/** What options say of the strength of the noise. */
export type StrengthValues = Partial<
  Pick<NoiseValues, 'snrDb' | 'snrEnvelope' | 'noiseLevelDbfs' | 'std' | 'mean'>
>;

/** What the one option says that there must be of the strength of the noise. */
export function askedTarget(values: StrengthValues): AskedTarget {
  const { snrDb, snrEnvelope, noiseLevelDbfs, std, mean = 0 } = values;
  if (std !== undefined) return { type: 'std', std, mean };
  if (noiseLevelDbfs !== undefined) return { type: 'level', noiseDbfs: noiseLevelDbfs };
  if (snrEnvelope !== undefined) return { type: 'envelope', envelope: snrEnvelope };
  return typeof snrDb === 'object'
    ? { type: 'range', range: snrDb }
    : { type: 'snr', snrDb: snrDb! };
}

/** The same with a ratio drawn where there is a range of them: from seed and key. */
export function drawnTarget(asked: AskedTarget, seed: number, key: string): NoiseTarget {
  return asked.type === 'range' ? { type: 'snr', snrDb: drawSnrDb(asked.range, seed, key) } : asked;
}

/** What checked options say of the noise. */
export function noiseOptionsOf(
  values: StrengthValues &
    Pick<NoiseValues, 'key'> &
    Omit<Partial<NoiseOptions>, 'target' | 'seed'>,
  seed: number,
): NoiseOptions {
  const { key, level, color, band, channels, noiseChannels } = values;
  const { exact, removeDc, signalLevelDbfs } = values;
  const target = drawnTarget(askedTarget(values), seed, key);
  const noise = { target, seed, key, level, color, band, channels, noiseChannels };
  return { ...noise, exact, removeDc, signalLevelDbfs };
}
