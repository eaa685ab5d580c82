import type { ByteSource } from '../../io/byte-source.ts';
import type { CorpusReceipt } from '../plan/corpus-receipt.ts';

/** What is wrong with a corpus. */
export interface CorpusFault {
  /** Path in the corpus' folder. */
  readonly path: string;
  readonly kind:
    | 'missing'
    | 'truncated'
    | 'altered'
    | 'wrong-snr'
    | 'wrong-count'
    | 'inconsistent'
    | 'unreadable';
  /** What was found and what was expected. */
  readonly detail: string;
}

/** What `verifyCorpus` looked at. */
export interface CorpusVerification {
  readonly outputs: number;
  readonly files: number;
  /** Outputs whose SNR was computed anew from their samples. */
  readonly ratios: number;
  readonly faults: number;
}

export interface VerifyOptions {
  readonly folder: string;
  /** Opens the clean audio of an output; undefined where there is none to compare with. */
  readonly openClean?: (receipt: CorpusReceipt) => Promise<ByteSource | undefined>;
  readonly onFault: (fault: CorpusFault) => void;
  /** Called after each output with the bytes looked at. */
  readonly onProgress?: (bytes: number) => void;
}
