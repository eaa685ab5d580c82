import type { AudioWarning } from '../audio-decoder.ts';

/** What was odd about a WAV file, for programs. docs/formats.md says of each what is done about it. */
export type WavWarningCode =
  | 'fmt-size'
  | 'block-align'
  | 'bits-per-sample'
  | 'channel-mask'
  | 'sub-format'
  | 'duplicate-fmt'
  | 'late-chunk'
  | 'ds64'
  | 'pad-byte'
  | 'riff-size'
  | 'incomplete-frame'
  | 'truncated-data'
  | 'truncated-chunk'
  | 'trailing-junk';

/** Something odd in a WAV file that did not keep its samples from being read. */
export interface WavWarning extends AudioWarning {
  /** What is odd, for programs. */
  readonly code: WavWarningCode;
}
