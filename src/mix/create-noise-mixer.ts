import { LEVELS } from '../level/level-definitions.ts';
import { DecodingMixer } from './decoding-mixer.ts';
import type { NoiseMixer, NoiseMixerOptions } from './noise-mixer.ts';
import { isPlainS16 } from './plain-s16.ts';
import { S16Mixer } from './s16-mixer.ts';

/** The quickest mixer for the formats; they agree to the last bit. */
export function createNoiseMixer(options: NoiseMixerOptions): NoiseMixer {
  const { input, output, scale, findsPeak, residualLevel, dither = 'none' } = options;
  const measuresInKernel =
    residualLevel === undefined || LEVELS[residualLevel].weighting !== undefined;
  const isQuick = scale === 1 && !findsPeak && measuresInKernel && dither === 'none';
  return isQuick && isPlainS16(input) && isPlainS16(output)
    ? new S16Mixer(options)
    : new DecodingMixer(options);
}
