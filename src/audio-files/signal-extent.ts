import { SourceChangedError } from '../errors.ts';
import type { AudioExtent } from '../formats/audio-decoder.ts';
import type { MixStatistics } from '../mix/noise-mixer.ts';
import type { SignalMeasurement } from '../mix/noise-plan.ts';

/** What passes before the last one find that the last one must find again. */
export interface SignalExtent {
  readonly extent: AudioExtent;
  /** Of the signal. */
  readonly energy: number;
}

export type Measurement = SignalExtent & SignalMeasurement;

/** What clips, and what a signal with its noise would have to be divided by not to. */
export type Probing = SignalExtent & Pick<MixStatistics, 'clippedSamples' | 'peak'>;

/** @throws SourceChangedError where the last pass found another signal than one before it. */
export function assertSame({ extent, energy }: SignalExtent, mixed: MixStatistics): void {
  if (extent.numberOfFrames === mixed.numberOfFrames && energy === mixed.signalEnergy) return;
  throw new SourceChangedError(
    'the input gave other samples at the second reading than at the first; expected it to stay as it is; ' +
      'try again when nothing writes to it',
  );
}
