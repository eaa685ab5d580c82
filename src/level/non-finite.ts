import type { AudioBlock } from '../audio-format.ts';
import { NonFiniteSignalError } from '../errors.ts';

/** Refuses a block because of a sample that is NaN or infinite, and says where the first one is. */
export function refuseNonFinite({ channelData, frameIndex }: AudioBlock): never {
  const firsts = channelData.map((samples) =>
    samples.findIndex((sample) => !Number.isFinite(sample)),
  );
  const index = Math.min(...firsts.filter((first) => first >= 0));
  const channel = firsts.indexOf(index);
  const found =
    channel < 0
      ? 'an earlier sample was NaN or infinite'
      : `sample ${frameIndex + index} of channel ${channel + 1} is ${channelData[channel]![index]}`;
  throw new NonFiniteSignalError(
    `${found}; expected finite samples, since a signal with others has no level; mend or remove it first`,
  );
}
