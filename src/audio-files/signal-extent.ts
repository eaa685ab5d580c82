import { SourceChangedError } from '../errors.ts';
import type { WavTail } from '../formats/wav/wav-tail-parser.ts';
import type { MixStatistics } from '../mix/noise-mixer.ts';
import type { SignalMeasurement } from '../mix/noise-plan.ts';
import type { OutputExtent } from './output-header.ts';

/** What passes before the last one find that the last one must find again. */
export interface Extent extends OutputExtent {
  /** Of the signal. */
  readonly energy: number;
}

export type Measurement = Extent & SignalMeasurement;

/** What clips, and what a signal with its noise would have to be divided by not to. */
export type Probing = Extent & Pick<MixStatistics, 'clippedSamples' | 'peak'>;

/** How many bytes of a tail count in the size of the RIFF. */
export function bytesInRiff({ bytes, outsideRiff }: WavTail): number {
  return outsideRiff ? 0 : bytes.length;
}

/** @throws SourceChangedError where the last pass found another signal than one before it. */
export function assertSame(extent: Extent, mixed: MixStatistics): void {
  const isSame =
    extent.numberOfFrames === mixed.numberOfFrames && extent.energy === mixed.signalEnergy;
  if (isSame) return;
  throw new SourceChangedError(
    'the input gave other samples at the second reading than at the first; expected it to stay as it is; ' +
      'try again when nothing writes to it',
  );
}
