import type { MeterFormat } from './level-meter.ts';

// Speaker positions of WAVEFORMATEXTENSIBLE; channels stand in the order of the bits.
const LOW_FREQUENCY = 0x8;
const BACK_LEFT_AND_RIGHT = 0x30;
const SIDE_LEFT_AND_RIGHT = 0x600;

/** Left and right surround: +1.5 dB. */
const SURROUND_WEIGHT = 1.41;

/** Masks for files without one, by the number of channels: mono, stereo, 3.0, quadrophonic, 5.0, 5.1, 6.1, 7.1. */
const DEFAULT_MASKS = [0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f];

/**
 * Weights of the channels' powers in loudness, G of ITU-R BS.1770-4.
 *
 * Surrounds, between 60° and 120° to the side, count 1.41 (annex 1, table 3; annex 3): the side speakers, or
 * the back ones where there are no side ones, as in 5.1. The low-frequency effects count nothing, all others 1, also
 * those that the mask does not name.
 */
export function loudnessWeights({ numberOfChannels, channelMask = 0 }: MeterFormat): number[] {
  const mask = channelMask || (DEFAULT_MASKS[numberOfChannels] ?? 0);
  const surrounds = mask & SIDE_LEFT_AND_RIGHT || mask & BACK_LEFT_AND_RIGHT;
  const weights: number[] = [];
  for (let bit = 1; bit < 2 ** 31 && weights.length < numberOfChannels; bit *= 2) {
    if (mask & bit) {
      weights.push(bit & surrounds ? SURROUND_WEIGHT : bit === LOW_FREQUENCY ? 0 : 1);
    }
  }
  return [...weights, ...new Array<number>(numberOfChannels - weights.length).fill(1)];
}
