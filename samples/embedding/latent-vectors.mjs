// Input for a generator, as a GAN has it: latent vectors that are standard normal, and the fake samples made of them. The n-th
// vector of a run is a place in one endless stream, so any batch can be had again without the ones before.
//
//     node samples/embedding/latent-vectors.mjs

import { gaussian } from 'awgn';

const SEED = 1;
const LATENT = 64;
const BATCH = 32;
const PIXELS = 28 * 28;

/** The latent vectors of a batch, one after the other. */
const latentBatch = (batch) =>
  gaussian(new Float32Array(BATCH * LATENT), {
    seed: SEED,
    key: 'latent',
    offset: batch * BATCH * LATENT,
  });

// A generator of one layer, with the usual start: weights of variance 1 / inputs.
const weights = gaussian(new Float32Array(PIXELS * LATENT), {
  seed: SEED,
  key: 'generator',
  std: LATENT ** -0.5,
});

function generate(latent) {
  const fake = new Float32Array(BATCH * PIXELS);
  for (let n = 0; n < BATCH; n++) {
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      let sum = 0;
      for (let i = 0; i < LATENT; i++) sum += weights[pixel * LATENT + i] * latent[n * LATENT + i];
      fake[n * PIXELS + pixel] = Math.tanh(sum);
    }
  }
  return fake;
}

const fakes = [0, 1].map((batch) => generate(latentBatch(batch)));
const meanSquare = (values) =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length;
console.log(
  `${fakes.length * BATCH} fake samples of ${PIXELS} pixels, mean square ${meanSquare(fakes[0]).toFixed(3)}`,
);

const again = generate(latentBatch(1));
if (again.some((value, i) => value !== fakes[1][i]))
  throw new Error('batch 1 is another when it is asked for alone');
console.log('batch 1 alone is batch 1 of the run');
