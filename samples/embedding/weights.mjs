// Noise on weights: regularisation, and robustness of what is optimised. Every step computes its gradient at weights that are a
// bit off (a smoothed loss, so that flat minima win over sharp ones), and moves the true ones.
//
//     node samples/embedding/weights.mjs

import { addGaussianNoise } from 'awgn';

const SEED = 1;
const STEPS = 4000;

/** A sharp minimum at -1, somewhat lower than a wide one at 2. */
const loss = (w) => 1 - 1.1 * Math.exp(-(((w + 1) / 0.1) ** 2)) - Math.exp(-(((w - 2) / 1.5) ** 2));
const slope = (w) => (loss(w + 1e-4) - loss(w - 1e-4)) / 2e-4;

function optimise(std) {
  // A population of starts, as one array of weights.
  const weights = Float32Array.from({ length: 64 }, (_, i) => -1.2 + i / 200);
  const shifted = new Float32Array(weights.length);
  for (let step = 0; step < STEPS; step++) {
    addGaussianNoise(weights, { std, seed: SEED, key: `step ${step}`, out: shifted });
    for (let i = 0; i < weights.length; i++) weights[i] -= 0.01 * slope(shifted[i]);
  }
  return weights;
}

/** Mean loss where the weights are off by σ = 0.3, as those of worn hardware or few bits are. */
function lossUnderError(weights) {
  const off = addGaussianNoise(weights.slice(), { std: 0.3, seed: SEED, key: 'error' });
  return off.reduce((sum, w) => sum + loss(w), 0) / off.length;
}

for (const std of [0, 0.5]) {
  const weights = optimise(std);
  const wide = weights.filter((w) => w > 0.5).length;
  console.log(
    `trained with σ = ${std}: ${wide} of ${weights.length} in the wide minimum, loss with an error ${lossUnderError(weights).toFixed(3)}`,
  );
}
