import { faultOfPart } from '../../audio/part-in-recording.ts';
import type { Failure } from '../../plan/corpus-options.ts';
import type { CorpusReceipt } from '../../plan/corpus-receipt.ts';
import type { Utterance } from '../../utterance.ts';

/** Utterances of a recording that stays whole that are not in it. */
export function partFailures(
  { parts = [] }: Pick<Utterance, 'parts'>,
  receipt: CorpusReceipt | undefined,
): Failure[] {
  if (receipt === undefined || receipt.output === null) return [];
  return parts.flatMap((part) => {
    const fault = faultOfPart(receipt, part);
    return fault === undefined ? [] : [{ origin: part.origin, id: part.id, fault }];
  });
}
