export {
  type AudioBufferRange,
  audioBufferToBlock,
  blockToAudioBuffer,
} from './audio-buffer.ts';
export { GaussianNoiseNode, type GaussianNoiseNodeOptions } from './gaussian-noise-node.ts';
