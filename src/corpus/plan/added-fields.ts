import type { JsonObject } from '../utterance.ts';
import type { CorpusEntry } from './corpus-kind.ts';

/** The part of a receipt that a list carries. */
export function noiseFields({ receipt }: CorpusEntry): JsonObject {
  return {
    snr_target_db: receipt.snr_target_db,
    snr_achieved_db: receipt.snr_achieved_db,
    seed: receipt.seed,
    key: receipt.key,
  };
}

/** A name for a field of ours: a field of that name that the source has keeps its name and its value. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  return isTaken(name) ? `awgn_${name}` : name;
}
