// Exports of the kernel. See layout.ts for the memory, docs/noise-stream.md for the definition of the noise.

export { fillNormals, normalsEnergy } from './gaussian';
export { clippedSamples, mixS16, scaleNormals, sumSquaresS16 } from './pcm16';
