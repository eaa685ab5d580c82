import { drawUniform } from './noise-key.ts';

/** A range of signal-to-noise ratios, dB. */
export interface SnrRange {
  /** The lowest, dB. */
  readonly lowDb: number;
  /** The highest, dB: the cleanest. */
  readonly highDb: number;
}

/**
 * An SNR drawn uniformly in dB.
 *
 * A function of seed and key alone, and independent of the noise that has the same ones.
 *
 * @param key the key of the noise: an utterance id, a path.
 * @throws RangeError when the range's ends are not finite or the wrong way round, or the seed is out of range.
 */
export function drawSnrDb({ lowDb, highDb }: SnrRange, seed: number, key: string): number {
  if (!(lowDb <= highDb && lowDb > -Infinity && highDb < Infinity)) {
    throw new RangeError(`the SNR range is ${lowDb}:${highDb}; expected low:high in dB`);
  }
  return lowDb + (highDb - lowDb) * drawUniform(seed, 'snr', key);
}

/** From easy to hard over the epochs of a training. */
export interface SnrSchedule {
  /** SNR of the first epoch, dB: the easy end. */
  readonly fromDb: number;
  /** SNR from the last epoch of the ramp on, dB: the hard end. */
  readonly toDb: number;
  /** Epochs from the one end to the other, 1 or more. */
  readonly rampEpochs: number;
}

/**
 * Range to draw the SNRs of an epoch from: a curriculum (Bengio et al., ICML 2009).
 *
 * Epoch 0 has the easy SNR alone. The hard end of the range then goes linearly, in dB, to `toDb`, which it reaches in
 * epoch `rampEpochs`; the easy end stays, so that what was learnt is not forgotten.
 *
 * @param epoch 0 for the first.
 * @throws RangeError for a negative epoch, ends that are not finite, or a ramp of less than one epoch.
 */
export function snrRangeOfEpoch(
  { fromDb, toDb, rampEpochs }: SnrSchedule,
  epoch: number,
): SnrRange {
  if (!(epoch >= 0)) throw new RangeError(`epoch is ${epoch}; expected 0 or more`);
  if (!(rampEpochs >= 1)) throw new RangeError(`rampEpochs is ${rampEpochs}; expected 1 or more`);
  if (!Number.isFinite(fromDb) || !Number.isFinite(toDb)) {
    throw new RangeError(
      `the SNR schedule is ${fromDb}:${toDb}; expected two finite numbers of dB`,
    );
  }
  const hard = fromDb + (toDb - fromDb) * Math.min(1, epoch / rampEpochs);
  return { lowDb: Math.min(fromDb, hard), highDb: Math.max(fromDb, hard) };
}
