import type { CorpusReceipt } from '../../plan/corpus-receipt.ts';
import type { PlannedOutput } from '../../plan/planned-output.ts';
import type { NoiseSettings } from '../../plan/render-task.ts';

/** What all outputs have in common. Plain data: it goes to workers. */
export type SampleRenderOptions = NoiseSettings;

/** What an output's files are called. */
export interface WavNames {
  readonly noisy: string;
  readonly clean?: string | undefined;
  readonly noise?: string | undefined;
}

/** One WAV of a sample with all that is to be made of it. */
export interface SampleTask {
  /** The sample's key. */
  readonly key: string;
  readonly name: string;
  /** In memory that threads share: a worker that dies of it takes nothing with it. */
  readonly bytes: Uint8Array;
  readonly outputs: readonly (PlannedOutput & { readonly names: WavNames })[];
}

/** The files of one output; none where its signal is silent and was to be left out. */
export interface WavOutput {
  readonly receipt: CorpusReceipt;
  readonly noisy?: Uint8Array<ArrayBuffer>;
  readonly clean?: Uint8Array<ArrayBuffer>;
  readonly noise?: Uint8Array<ArrayBuffer>;
}

export type SampleResult = { readonly outputs: readonly WavOutput[] } | { readonly fault: string };
