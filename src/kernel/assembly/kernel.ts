// Exports of the kernel. See layout.ts for the memory, docs/noise-stream.md for the definition of the noise.

export { filterSegments } from './color';
export { fillKaiserWindow, fillRoots, orderResponse, orderRoots, transformCosines } from './color-design';
export { mixF32 } from './float-mix';
export { addLagProducts, decodeS16, peakF32, sumSquaresF32, sumSquaresOfThreeF32 } from './float-sums';
export { addNormalsEnergies, drawNormals, fillNormals, normalsEnergy } from './gaussian';
export { addMixSumsF32, addSumsF32, mixF32AndSum } from './ordered-sums';
export {
  clippedSamples,
  mixNormalsS16,
  mixS16,
  mixS16AndSubtract,
  scaleNormals,
  signalEnergy,
  sumLanesS16,
  sumSquaresS16,
} from './pcm16';
export { decodeS24, encodeS24 } from './pcm24';
export { followSpeechF32 } from './speech';
export { weighByThreeF32, weighByTwoF32 } from './weighting';
