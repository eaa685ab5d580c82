// Does training with noise help? Trains the same recogniser on clean speech and on noisy speech, and tests both in noise.
//
//     node samples/robustness/run.mjs [--quick] [--out folder]

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FULL, QUICK } from './plan.mjs';
import { accuracyPlot } from './plot.mjs';
import { speak } from './speech.mjs';
import { accuracyTable } from './table.mjs';
import { accuracy, startTensorFlow, testFeatures, train } from './training.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, out: { type: 'string' } } });
const plan = values.quick ? QUICK : FULL;
const folder = values.out ?? join(import.meta.dirname, values.quick ? 'quick' : 'results');

const { words, epochs, seeds, testSnrsDb, testColors } = plan;
const training = speak({ words, voices: plan.trainingVoices, manners: plan.trainingManners });
const test = speak({ words, voices: plan.heldOutVoices, manners: plan.heldOutManners });
console.log(`${training.length} utterances to train on, ${test.length} of other voices to test`);

await startTensorFlow();
const runs = [];
for (const seed of seeds) {
  const trained = [];
  for (const noise of [false, true]) {
    const { network, ...times } = await train(training, words, { epochs, seed, noise });
    const run = { trainedWith: noise ? 'noise' : 'clean', seed, ...times, accuracies: [] };
    trained.push({ network, run });
    runs.push(run);
  }
  for (const color of testColors) {
    for (const snrDb of testSnrsDb) {
      const features = testFeatures(test, { snrDb, color, seed });
      for (const { network, run } of trained) {
        const share = accuracy(network, features, test, words);
        const label = snrDb === Infinity ? 'clean' : snrDb;
        run.accuracies.push({ color, snrDb: label, accuracy: share });
      }
      features.dispose();
    }
  }
  for (const { network, run } of trained) {
    network.dispose();
    const percents = run.accuracies.map((at) => `${at.snrDb}: ${(100 * at.accuracy).toFixed(1)}`);
    console.log(`seed ${seed}, trained with ${run.trainedWith}, % right: ${percents.join(', ')}`);
  }
}

const noisyRuns = runs.filter(({ trainedWith }) => trainedWith === 'noise');
const sumOf = (name) => noisyRuns.reduce((sum, run) => sum + run[name], 0);
const noiseShare = sumOf('noiseSeconds') / sumOf('seconds');
const results = {
  words,
  trainingVoices: plan.trainingVoices,
  heldOutVoices: plan.heldOutVoices,
  trainingUtterances: training.length,
  testUtterances: test.length,
  epochs,
  noiseShare,
  runs,
};
const tables = testColors.map(
  (color) => `Tested in ${color} noise:\n\n${accuracyTable(runs, color)}`,
);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
writeFileSync(join(folder, 'accuracy.md'), `${tables.join('\n\n')}\n`);
writeFileSync(join(folder, 'accuracy.svg'), accuracyPlot(runs, 'white'));
console.log(`\n${tables.join('\n\n')}\n`);
console.log(`noise: ${(100 * noiseShare).toFixed(1)} % of the time of training`);
