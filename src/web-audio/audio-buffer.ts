import { type AudioBlock, numberOfFrames } from '../audio-format.ts';
import type { AudioBufferLike, AudioContextLike } from './dom-types.ts';

/** Which frames of a buffer, and where they stand in the audio. */
export interface AudioBufferRange {
  /** First frame of the buffer; 0 unless given. */
  readonly startFrame?: number;
  /** Frames from there on; all unless given, and no more than there are. */
  readonly numberOfFrames?: number;
  /** Index of the block's first frame in the audio; `startFrame` unless given. */
  readonly frameIndex?: number;
}

/**
 * A block of an AudioBuffer's frames, copied.
 *
 * @throws RangeError when the range begins outside of the buffer.
 */
export function audioBufferToBlock(
  buffer: AudioBufferLike,
  {
    startFrame = 0,
    numberOfFrames = buffer.length,
    frameIndex = startFrame,
  }: AudioBufferRange = {},
): AudioBlock {
  if (!(startFrame >= 0 && startFrame <= buffer.length && numberOfFrames >= 0)) {
    throw new RangeError(
      `${numberOfFrames} frames from frame ${startFrame} on were asked for; expected a range within the ${buffer.length} ` +
        'frames of the buffer',
    );
  }
  const { sampleRate, numberOfChannels } = buffer;
  const frames = Math.min(numberOfFrames, buffer.length - startFrame);
  const channelData = Array.from({ length: numberOfChannels }, (_, channel) => {
    const samples = new Float32Array(frames);
    if (frames > 0) buffer.copyFromChannel(samples, channel, startFrame);
    return samples;
  });
  return { format: { sampleRate, numberOfChannels }, frameIndex, channelData };
}

/**
 * An AudioBuffer of a block's frames, copied. Its sample rate is the block's, which need not be the context's: a buffer
 * source converts it when it plays.
 *
 * @param context what creates the buffer.
 * @throws RangeError for a block without frames: there is no such buffer.
 */
export function blockToAudioBuffer(
  block: AudioBlock,
  context: Pick<AudioContextLike, 'createBuffer'>,
): AudioBufferLike {
  const frames = numberOfFrames(block);
  if (frames === 0) {
    throw new RangeError(
      'the block has no frames; expected one at least, as an AudioBuffer has; leave the block out',
    );
  }
  const { sampleRate } = block.format;
  const buffer = context.createBuffer(block.channelData.length, frames, sampleRate);
  for (const [channel, samples] of block.channelData.entries()) {
    buffer.copyToChannel(unshared(samples), channel);
  }
  return buffer;
}

/** AudioBuffer refuses memory that is shared between threads. */
function unshared(samples: Float32Array): Float32Array<ArrayBuffer> {
  const isShared =
    typeof SharedArrayBuffer !== 'undefined' && samples.buffer instanceof SharedArrayBuffer;
  return isShared ? new Float32Array(samples) : (samples as Float32Array<ArrayBuffer>);
}
