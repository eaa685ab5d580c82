import type { OpenNoisyWavOptions } from '../../audio-files/open-noisy-wav.ts';
import type { FileStamp } from '../../io/file-stamp.ts';
import type { AudioReference } from '../utterance.ts';
import type { CorpusReceipt } from './corpus-receipt.ts';
import type { PlannedOutput } from './planned-output.ts';

/** What the noise of all outputs of a corpus has in common. Plain data: it goes to workers. */
export type NoiseSettings = Omit<
  OpenNoisyWavOptions,
  'target' | 'key' | 'level' | 'color' | 'signalLevelDbfs' | 'hash' | 'onProgress'
>;

/** What the outputs of a corpus of files have in common. Plain data, too. */
export interface RenderOptions extends NoiseSettings {
  /** The corpus' folder, absolute. */
  readonly folder: string;
  /** Folder of what is not finished, on the same file system. */
  readonly temporaryFolder: string;
  /** What a command of the list may write. */
  readonly mostCommandBytes?: number | undefined;
}

/** Where an output's files go, relative to the corpus' folder. */
export interface OutputPaths {
  readonly audioPath: string;
  readonly cleanPath?: string | undefined;
  readonly noisePath?: string | undefined;
}

/** One utterance with all that is to be made of it. */
export interface RenderTask {
  readonly id: string;
  readonly audio: AudioReference;
  readonly outputs: readonly (PlannedOutput & OutputPaths)[];
}

/** An output as the journal knows it. */
export interface MadeOutput {
  readonly receipt: CorpusReceipt;
  /** Of each of its files; undefined where nobody looked. */
  readonly stamps?: readonly FileStamp[] | undefined;
}

/** All outputs of an utterance; or why there are none. */
export type RenderResult =
  | { readonly id: string; readonly outputs: readonly MadeOutput[] }
  | {
      readonly id: string;
      readonly fault: string;
      /** Whether the next ones would fail as well: the disk is full. */
      readonly isFatal: boolean;
    };
