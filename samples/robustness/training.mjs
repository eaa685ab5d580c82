// The recogniser, its training and its test.

import tf from '@tensorflow/tfjs-core';
import layers from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-wasm';
import { addNoise, drawSnrDb } from '../../dist/index.js';
import { logMel, NUMBER_OF_BANDS, NUMBER_OF_FRAMES } from './features.mjs';
import { curriculum } from './plan.mjs';
import { shuffled, uniformNumbers } from './random.mjs';
import { placedInWindow, SAMPLE_RATE } from './speech.mjs';

const BATCH_SIZE = 32;
const NUMBER_OF_FEATURES = NUMBER_OF_FRAMES * NUMBER_OF_BANDS;

export async function startTensorFlow() {
  await tf.setBackend('wasm');
  await tf.ready();
}

function createNetwork(numberOfWords, seed) {
  const weights = (layer) => layers.initializers.glorotUniform({ seed: 10 * seed + layer });
  const network = layers.sequential();
  network.add(
    layers.layers.dense({
      inputShape: [NUMBER_OF_FEATURES],
      units: 96,
      activation: 'relu',
      kernelInitializer: weights(1),
    }),
  );
  network.add(
    layers.layers.dense({ units: 48, activation: 'relu', kernelInitializer: weights(2) }),
  );
  network.add(
    layers.layers.dense({
      units: numberOfWords,
      activation: 'softmax',
      kernelInitializer: weights(3),
    }),
  );
  network.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  return network;
}

/** Features of many windows, one row each. */
function rowsOf(windows) {
  const rows = new Float32Array(windows.length * NUMBER_OF_FEATURES);
  windows.forEach((window, i) => {
    rows.set(logMel(window), i * NUMBER_OF_FEATURES);
  });
  return tf.tensor2d(rows, [windows.length, NUMBER_OF_FEATURES]);
}

/** The window with noise at an SNR over the word's active level, so that the silence around it does not count. */
function withNoise(samples, options) {
  return addNoise(
    { channelData: [samples], sampleRate: SAMPLE_RATE },
    { level: 'active', ...options },
  ).channelData[0];
}

/** Noise on the fly: another draw for each utterance in each epoch, the same one whenever the training runs again. */
function augmented(samples, id, epoch, epochs, seed) {
  const key = `${id}, epoch ${epoch}`;
  const { cleanShare, lowDb, highDb } = curriculum(epoch, epochs);
  const isClean = drawSnrDb({ lowDb: 0, highDb: 1 }, seed, `${key}, clean?`) < cleanShare;
  if (isClean) return samples;
  return withNoise(samples, { snrDb: drawSnrDb({ lowDb, highDb }, seed, key), seed, key });
}

/**
 * Trains one recogniser. With and without noise it has the same initial weights, the same words at the same places of
 * their windows, in the same order, and as many steps.
 *
 * @returns the network, and the seconds of CPU that training and the noise in it took.
 */
export async function train(utterances, words, { epochs, seed, noise }) {
  const network = createNetwork(words.length, seed);
  const uniform = uniformNumbers(seed);
  let noiseSeconds = 0;
  const started = cpuSeconds();
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(utterances, uniform);
    for (let start = 0; start < order.length; start += BATCH_SIZE) {
      const batch = order.slice(start, start + BATCH_SIZE);
      let windows = batch.map(({ samples }) => placedInWindow(samples, uniform()));
      if (noise) {
        const before = cpuSeconds();
        windows = windows.map((samples, i) => augmented(samples, batch[i].id, epoch, epochs, seed));
        noiseSeconds += cpuSeconds() - before;
      }
      const features = rowsOf(windows);
      const labels = tf.tidy(() =>
        tf.oneHot(
          tf.tensor1d(
            batch.map(({ word }) => words.indexOf(word)),
            'int32',
          ),
          words.length,
        ),
      );
      await network.trainOnBatch(features, labels);
      tf.dispose([features, labels]);
    }
  }
  return { network, seconds: cpuSeconds() - started, noiseSeconds };
}

/** The features of the test at one SNR. `Infinity` is clean. The noise is none of those of the training. */
export function testFeatures(utterances, { snrDb, color, seed }) {
  const uniform = uniformNumbers(1000 + seed);
  return rowsOf(
    utterances.map(({ id, samples }) => {
      const window = placedInWindow(samples, uniform());
      if (snrDb === Infinity) return window;
      return withNoise(window, { snrDb, color: color, seed, key: `${id}, test at ${snrDb} dB` });
    }),
  );
}

/** The share of utterances whose word the network names. */
export function accuracy(network, features, utterances, words) {
  const named = tf.tidy(() => tf.argMax(network.predict(features), 1).dataSync());
  const right = utterances.filter(({ word }, i) => words[named[i]] === word);
  return right.length / utterances.length;
}

/** CPU time, which other programs on the machine do not lengthen. */
function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
