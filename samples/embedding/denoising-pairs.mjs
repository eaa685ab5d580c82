// Pairs for denoising: noisy input, clean target, the noise itself, at an SNR that is exact for each pair and drawn for it.
//
//     node samples/embedding/denoising-pairs.mjs

import { readFileSync } from 'node:fs';
import { addNoise, drawSnrDb, WavReader } from 'awgn';

const SEED = 1;
const names = ['male-16khz-s16-mono.wav', 'female-16khz-s16-mono.wav'];

/** Cuts of one second. */
function* cutsOf(name) {
  const bytes = readFileSync(new URL(`../${name}`, import.meta.url));
  const [{ channelData, format }] = new WavReader().push(bytes);
  const { sampleRate } = format;
  const [samples] = channelData;
  for (let start = 0; start + sampleRate <= samples.length; start += sampleRate) {
    yield { key: `${name} ${start}`, clean: samples.slice(start, start + sampleRate), sampleRate };
  }
}

for (const name of names) {
  for (const { key, clean, sampleRate } of cutsOf(name)) {
    const snrDb = drawSnrDb({ lowDb: -5, highDb: 15 }, SEED, key);
    const pair = addNoise(
      { channelData: clean, sampleRate },
      { snrDb, level: 'active', seed: SEED, key },
    );
    const noisy = pair.channelData;
    const noise = noisy.map((sample, i) => sample - clean[i]);
    console.log(
      `${key.padEnd(34)} ${noisy.length} frames  asked ${snrDb.toFixed(3)} dB  got ${pair.achievedSnrDb.toFixed(3)} dB  ` +
        `largest noise ${Math.max(...noise.map(Math.abs)).toFixed(3)}`,
    );
  }
}
