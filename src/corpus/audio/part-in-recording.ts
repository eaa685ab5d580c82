import { type PartPlace, placeOfPart } from '../../audio-files/audio-part.ts';
import { AudioFormatError } from '../../errors.ts';
import type { Receipt } from '../../mix/receipt.ts';
import type { UtterancePart } from '../utterance.ts';
import { ofChannels } from './audio-source.ts';

/** What a receipt says of audio that parts lie in. */
export type RecordingExtent = Pick<Receipt, 'frames' | 'sample_rate' | 'channels'>;

/** @throws AudioFormatError where the recording has no such part. */
export function placeInRecording(
  { frames, sample_rate: sampleRate, channels: numberOfChannels }: RecordingExtent,
  part: UtterancePart,
): PartPlace {
  const format = { sampleRate, numberOfChannels };
  return placeOfPart({ format, numberOfFrames: frames }, ofChannels(part, numberOfChannels));
}

/** What is wrong with a part; undefined where nothing is. */
export function faultOfPart(extent: RecordingExtent, part: UtterancePart): string | undefined {
  try {
    placeInRecording(extent, part);
    return undefined;
  } catch (error) {
    if (error instanceof AudioFormatError) return error.message;
    throw error;
  }
}
