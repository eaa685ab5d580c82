import { type PartPlace, placeOfPart } from '../../audio-files/audio-part.ts';
import { AudioFormatError } from '../../errors.ts';
import type { Receipt } from '../../mix/receipt.ts';
import type { CorpusEntry } from '../plan/corpus-kind.ts';
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

/**
 * The SNR that a list states of an utterance.
 *
 * @param place of its part among those of the entry's rows, where its recording stays whole.
 * @returns dB; null where it is no number; undefined where the recording has no such part, which has been told by then: it gets no line.
 */
export function statedSnrDb(
  { utterance, output, partSnrDb, receipt }: CorpusEntry,
  place = 0,
): number | null | undefined {
  const part = utterance.parts?.[place];
  if (part !== undefined && faultOfPart(receipt, part) !== undefined) return undefined;
  return partSnrDb === undefined ? output.snrDb : (partSnrDb[place] ?? null);
}
