import { shown } from '../shown.ts';

/**
 * Frames of planar samples.
 *
 * @throws TypeError for what are no 32-bit floats, RangeError for channels of different lengths.
 */
export function sharedLength(channelData: readonly Float32Array[]): number {
  if (!Array.isArray(channelData)) {
    throw new TypeError(
      `the samples are ${shown(channelData)}; expected a Float32Array, or one for each channel, as getChannelData() of an AudioBuffer gives them`,
    );
  }
  const frames = channelData[0]?.length ?? 0;
  for (let channel = 0; channel < channelData.length; channel++) {
    const samples: unknown = channelData[channel];
    if (!(samples instanceof Float32Array)) {
      throw new TypeError(
        `channel ${channel + 1} is no Float32Array; expected one for each channel`,
      );
    }
    if (samples.length !== frames) {
      throw new RangeError(
        `channel ${channel + 1} has ${samples.length} frames; expected ${frames} as in the first`,
      );
    }
  }
  return frames;
}
