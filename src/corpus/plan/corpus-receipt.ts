import { type PartOfReceipt, partOfReceipt } from '../../audio-files/audio-part.ts';
import type { Receipt } from '../../mix/receipt.ts';
import { type AudioReference, partOfAudio } from '../utterance.ts';
import type { PlannedOutput } from './planned-output.ts';

/** The receipt of one output of a corpus: `source` is as the list names it, `output` relative to the corpus' folder. */
export interface CorpusReceipt extends Receipt {
  /** Of the output. */
  id: string;
  /** Id of the utterance it was made of. */
  utterance: string;
  /** From 1; 0 for a copy without noise. */
  copy: number;
  /**
   * SNR of each utterance in a recording that stays whole, in its own part and by the same definition, dB, as its samples have
   * it; null where it is no number: no signal, no noise, or no such part.
   */
  part_snr_db?: readonly (number | null)[];
  /** What makes the audio when it is read, where there is no file of it. */
  command?: string;
}

/** What receipts say of the part of a recording that was used. */
export function partInReceipt(audio: AudioReference): PartOfReceipt {
  return partOfReceipt(partOfAudio(audio));
}

/** Whether an output that was made is the one that is wanted. */
export function isReceiptOf(
  { id, key, color, level, snrDb }: PlannedOutput,
  receipt: CorpusReceipt,
): boolean {
  return (
    receipt.id === id &&
    receipt.key === key &&
    receipt.snr_target_db === snrDb &&
    (snrDb === null || (receipt.color === color && receipt.level === level))
  );
}

/** The files of an output, relative to the corpus' folder, and the SHA-256 of each in hexadecimal. */
export function filesOf(receipt: CorpusReceipt): { path: string; sha256: string }[] {
  const files = [
    { path: receipt.output, sha256: receipt.output_sha256 },
    { path: receipt.clean_output, sha256: receipt.clean_sha256 },
    { path: receipt.noise_output, sha256: receipt.noise_sha256 },
  ];
  return files.filter(
    (file): file is { path: string; sha256: string } => typeof file.path === 'string',
  );
}
