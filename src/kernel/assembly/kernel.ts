// Exports of the kernel. See layout.ts for the memory, docs/noise-stream.md for the definition of the noise.

export { filterSegments } from './colour';
export { fillKaiserWindow, fillRoots, orderResponse, orderRoots, transformCosines } from './colour-design';
export { mixF32 } from './float-mix';
export { addLagProducts, decodeS16, sumSquaresF32, sumSquaresOfThreeF32 } from './float-sums';
export { addNormalsEnergies, drawNormals, fillNormals, normalsEnergy } from './gaussian';
export { envelope, extractChannelS16, followEnvelopeS16, smoothed } from './level';
export { addMixSumsF32, addSumsF32, mixF32AndSum } from './ordered-sums';
export {
  clippedSamples,
  mixNormalsS16,
  mixS16,
  mixS16AndSubtract,
  peakS16,
  scaleNormals,
  signalEnergy,
  sumLanesS16,
  sumSquaresS16,
} from './pcm16';
export { decodeS24, encodeS24 } from './pcm24';
export { weighByThreeF32, weighByThreeS16, weighByTwoF32, weighByTwoS16 } from './weighting';
