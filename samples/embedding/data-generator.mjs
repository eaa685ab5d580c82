// Noise on the fly in a data generator: every sample has another draw in each epoch, and the same one whenever the training
// is run again, whatever the order of the samples and the number of workers.
//
//     node samples/embedding/data-generator.mjs

import { addGaussianNoise, drawSnrDb } from 'awgn';

const SEED = 1;
const dataset = ['cat', 'dog', 'bird'].map((name, i) => ({
  name,
  features: new Float32Array(1000).fill(i),
}));

/** The key names sample and epoch; it is all that a draw depends on besides the seed. */
function* epochOf(samples, epoch) {
  for (const { name, features } of samples) {
    const key = `${name} ${epoch}`;
    const std = 0.1 * 10 ** (-drawSnrDb({ lowDb: 0, highDb: 20 }, SEED, key) / 20);
    const noisy = addGaussianNoise(features, { std, seed: SEED, key, out: new Float32Array(1000) });
    yield { name, std, noisy };
  }
}

const seen = new Map();
for (let epoch = 0; epoch < 3; epoch++) {
  for (const { name, std, noisy } of epochOf(dataset, epoch)) {
    console.log(
      `epoch ${epoch}  ${name.padEnd(5)} σ = ${std.toFixed(4)}  first value ${noisy[0].toFixed(4)}`,
    );
    seen.set(`${name} ${epoch}`, noisy[0]);
  }
}

// Another worker, which takes the samples the other way round, sees the same.
for (const { name, noisy } of epochOf(dataset.toReversed(), 2)) {
  if (noisy[0] !== seen.get(`${name} 2`)) throw new Error(`${name} is another in another order`);
}
console.log(`${new Set(seen.values()).size} draws, all different; the same again in any order`);
