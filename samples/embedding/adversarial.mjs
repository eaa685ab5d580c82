// Adversarial examples: the fast gradient sign method (Goodfellow et al., ICLR 2015) on a logistic model, after a random start
// with Gaussian noise (as R+FGSM has it), beside noise alone of the same size.
//
//     node samples/embedding/adversarial.mjs

import { addGaussianNoise, gaussian } from 'awgn';

const SEED = 1;
const DIMENSIONS = 100;
const EXAMPLES = 500;

// Two classes, a bit more than one σ apart in every tenth direction.
const truth = Float32Array.from({ length: DIMENSIONS }, (_, i) => (i % 10 === 0 ? 0.6 : 0));
const examples = Array.from({ length: EXAMPLES }, (_, n) => {
  const label = n % 2;
  const x = gaussian(new Float32Array(DIMENSIONS), {
    seed: SEED,
    key: 'data',
    offset: n * DIMENSIONS,
  });
  return { label, x: x.map((value, i) => value + (label ? truth[i] : -truth[i])) };
});

const weights = new Float32Array(DIMENSIONS);
const predict = (x) =>
  1 / (1 + Math.exp(-x.reduce((sum, value, i) => sum + weights[i] * value, 0)));

for (let epoch = 0; epoch < 20; epoch++) {
  for (const { x, label } of examples) {
    const error = predict(x) - label;
    for (let i = 0; i < DIMENSIONS; i++) weights[i] -= 0.01 * error * x[i];
  }
}

/** Clean, with noise alone, and moved where the loss grows: its gradient by x is (p - label) · weights. */
const EPSILON = 0.3;
const perturbed = {
  clean: (x) => x,
  noise: (x, _, n) => addGaussianNoise(x.slice(), { std: EPSILON, seed: SEED, key: `noise ${n}` }),
  'noise, then FGSM': (x, label, n) => {
    const start = addGaussianNoise(x.slice(), { std: EPSILON / 4, seed: SEED, key: `start ${n}` });
    const error = predict(start) - label;
    return start.map((value, i) => value + EPSILON * Math.sign(error * weights[i]));
  },
};
for (const [name, perturb] of Object.entries(perturbed)) {
  const right = examples.filter(
    ({ x, label }, n) => predict(perturb(x, label, n)) > 0.5 === Boolean(label),
  );
  console.log(`${name.padEnd(16)} ${((100 * right.length) / EXAMPLES).toFixed(1)} % right`);
}
