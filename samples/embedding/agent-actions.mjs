// Noise on the actions of an agent: exploration that fades over the episodes, as in DDPG and TD3, with actions clipped to what
// the motor can do. The step of the episode is the offset, so an episode can be replayed from any step.
//
//     node samples/embedding/agent-actions.mjs

import { addGaussianNoise } from 'awgn';

const SEED = 1;
const STEPS = 100;

/** A cart that is to stand at 1; the action is its acceleration, -1 .. 1. */
function runEpisode(episode, gain, std) {
  const action = new Float32Array(1);
  const actions = [];
  let position = 0;
  let velocity = 0;
  let reward = 0;
  for (let step = 0; step < STEPS; step++) {
    action[0] = gain * (1 - position) - velocity;
    addGaussianNoise(action, {
      std,
      min: -1,
      max: 1,
      seed: SEED,
      key: `episode ${episode}`,
      offset: step,
    });
    actions.push(action[0]);
    velocity += 0.1 * action[0];
    position += 0.1 * velocity;
    reward -= (position - 1) ** 2;
  }
  return { reward, actions };
}

let gain = 0.1;
let best = Number.NEGATIVE_INFINITY;
for (let episode = 0; episode < 20; episode++) {
  const std = 0.5 * 0.85 ** episode;
  // The policy explores too: its parameter gets noise of its own.
  const [candidate] = addGaussianNoise(Float64Array.of(gain), {
    std,
    min: 0,
    seed: SEED,
    key: `policy ${episode}`,
  });
  const { reward } = runEpisode(episode, candidate, std);
  if (reward > best) [best, gain] = [reward, candidate];
  if (episode % 5 === 4)
    console.log(
      `episode ${episode}  σ = ${std.toFixed(3)}  gain ${gain.toFixed(2)}  best reward ${best.toFixed(2)}`,
    );
}

const [one, two] = [runEpisode(7, gain, 0.1), runEpisode(7, gain, 0.1)];
if (one.actions.some((value, i) => value !== two.actions[i])) throw new Error('a replay differs');
console.log('a replay gives the same actions');
