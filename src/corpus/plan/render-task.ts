import type { OpenNoisyFileOptions } from '../../audio-files/open-noisy-file.ts';
import type { FileStamp } from '../../io/file-stamp.ts';
import type { AudioReference, UtterancePart } from '../utterance.ts';
import type { CorpusReceipt } from './corpus-receipt.ts';
import type { PlannedOutput } from './planned-output.ts';

/** What the noise of all outputs of a corpus has in common. Plain data: it goes to workers. */
export type NoiseSettings = Omit<
  OpenNoisyFileOptions,
  'target' | 'key' | 'level' | 'color' | 'signalLevelDbfs' | 'hash' | 'onProgress'
>;

/** Where an output's files go: relative to the corpus' folder, or members of an archive. */
export interface OutputPaths {
  readonly audioPath: string;
  readonly cleanPath?: string | undefined;
  readonly noisePath?: string | undefined;
}

/** One utterance with all that is to be made of it. */
export interface RenderTask<Audio = AudioReference> {
  readonly id: string;
  readonly audio: Audio;
  /** Parts whose own SNR receipts are to state. */
  readonly parts?: readonly UtterancePart[] | undefined;
  readonly outputs: readonly (PlannedOutput & OutputPaths)[];
}

/** An output as the journal knows it. */
export interface MadeOutput {
  readonly receipt: CorpusReceipt;
  /** Of each of its files; undefined where nobody looked. */
  readonly stamps?: readonly FileStamp[] | undefined;
}

/** All outputs of an utterance; or why there are none. */
export type RenderResult<Made = MadeOutput> =
  | { readonly id: string; readonly outputs: readonly Made[] }
  | {
      readonly id: string;
      readonly fault: string;
      /** Whether the next ones would fail as well: the disk is full. */
      readonly isFatal: boolean;
    };
