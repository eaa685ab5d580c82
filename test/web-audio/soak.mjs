// node test/web-audio/soak.mjs none|pass|known|tracked SECONDS
//
// Plays 48 kHz stereo in real time, without a sound card, in node-web-audio-api, and prints, in JSON, how it kept up: the share
// of deadlines missed by the engine's own account (AudioRenderCapacity, a report a second), and by how much its clock fell
// behind the wall's, which it does when it renders too late: nothing is left out here.

import { GaussianNoiseNode } from 'awgn/web-audio';
import { AudioContext, AudioWorkletNode } from 'node-web-audio-api';

const [graph, seconds = '60'] = process.argv.slice(2);
const sleep = (duration) => new Promise((resolve) => setTimeout(resolve, 1000 * duration));
const stereo = { channelCount: 2, channelCountMode: 'explicit' };

/** Passes its input on: what node-web-audio-api's own worklets cost. */
const PASS = `registerProcessor('pass', class extends AudioWorkletProcessor {
  process([input], [output]) {
    for (let c = 0; c < output.length; c++) if (input[c]) output[c].set(input[c]);
    return true;
  }
});`;

const context = new AudioContext({
  sampleRate: 48_000,
  latencyHint: 'playback',
  sinkId: { type: 'none' },
});

async function createNode() {
  if (graph === 'none') return context.createGain();
  if (graph === 'pass') {
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([PASS])));
    return new AudioWorkletNode(context, 'pass', { ...stereo, outputChannelCount: [2] });
  }
  await GaussianNoiseNode.register(context);
  const level = graph === 'known' ? { signalLevelDbfs: -20 } : {};
  return new GaussianNoiseNode(context, { ...stereo, ...level, snrDb: 10, seed: 1 });
}

const source = context.createOscillator();
source.connect(await createNode()).connect(context.destination);
source.start();
await sleep(3);

const underrunRatios = [];
context.renderCapacity.onupdate = ({ underrunRatio }) => underrunRatios.push(underrunRatio);
context.renderCapacity.start({ updateInterval: 1 });
const clock = context.currentTime;
const started = performance.now();
await sleep(Number(seconds));
const wallSeconds = (performance.now() - started) / 1000;
const lagSeconds = wallSeconds - (context.currentTime - clock);
const sum = underrunRatios.reduce((total, ratio) => total + ratio, 0);
console.log(
  JSON.stringify({
    reports: underrunRatios.length,
    underrunRatio: sum / underrunRatios.length,
    worstUnderrunRatio: Math.max(...underrunRatios),
    lagSeconds,
  }),
);
process.exit(0);
