import type { AudioWarning } from '../audio-decoder.ts';

/** What was odd about a FLAC file, for programs. docs/formats.md says of each what is done about it. */
export type FlacWarningCode =
  | 'duplicate-streaminfo'
  | 'metadata-size'
  | 'lost-frames'
  | 'junk'
  | 'frame-number'
  | 'first-frame'
  | 'incomplete-frame'
  | 'truncated-data'
  | 'excess-data'
  | 'trailing-junk'
  | 'md5';

/** Something odd in a FLAC file that did not keep its samples from being read. */
export interface FlacWarning extends AudioWarning {
  /** What is odd, for programs. */
  readonly code: FlacWarningCode;
}
