export {
  type AudioBufferRange,
  audioBufferToBlock,
  blockToAudioBuffer,
} from './audio-buffer.ts';
export {
  type FixedNoiseNodeOptions,
  GaussianNoiseNode,
  type GaussianNoiseNodeOptions,
  type LevelNoiseNodeOptions,
  type SnrNoiseNodeOptions,
} from './gaussian-noise-node.ts';
