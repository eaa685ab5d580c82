/** How one sample is stored in a WAV file. Integers are two's complement but `u8`, which is offset binary. */
export type SampleEncoding = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64' | 'alaw' | 'mulaw';

/** Every {@link SampleEncoding}, in the order in which help texts list them. */
export const SAMPLE_ENCODINGS: readonly SampleEncoding[] = [
  'u8',
  's16',
  's24',
  's32',
  'f32',
  'f64',
  'alaw',
  'mulaw',
];

/** What every stage of the pipeline needs to know of the audio: its rate and its channels. */
export interface AudioFormat {
  /** Frames per second. */
  readonly sampleRate: number;
  /** Samples per frame, 1 or more. */
  readonly numberOfChannels: number;
}

/**
 * Consecutive frames in memory: planar 32-bit floats, full scale 1.
 *
 * All arrays of `channelData` have the same length, the number of frames of the block.
 */
export interface AudioBlock {
  /** Rate and number of channels. */
  readonly format: AudioFormat;
  /** Index of the block's first frame, counted from the start of the audio. */
  readonly frameIndex: number;
  /** One array per channel. */
  readonly channelData: Float32Array[];
}

/** Number of frames in a block; 0 where it has no channels. */
export function numberOfFrames(block: AudioBlock): number {
  return block.channelData[0]?.length ?? 0;
}
