export type { AudioBlock, AudioFormat, SampleEncoding } from './audio-format.ts';
