// Audio three ways, all with the same samples: a whole buffer, a loop over pieces, Web Streams.
//
//     node samples/embedding/audio.mjs

import { readFileSync } from 'node:fs';
import {
  addNoise,
  createNoiser,
  gaussianNoiseTransform,
  WavReader,
  wavDecodeTransform,
} from 'awgn';

const bytes = readFileSync(new URL('../two-speakers-44khz-s16-stereo.wav', import.meta.url));
const identity = { seed: 1, key: 'two speakers' };
const [{ channelData, format }] = new WavReader().push(bytes);
const audio = { channelData, sampleRate: format.sampleRate };

// A whole buffer: the SNR is exact.
const noisy = addNoise(audio, { snrDb: 10, level: 'active', ...identity });
const [std] = noisy.stds;
console.log(
  `whole buffer: ${noisy.achievedSnrDb.toFixed(3)} dB over ${noisy.signalDbfs.toFixed(1)} dBFS of speech`,
);

// A loop, such as that of a sound card: it knows the strength beforehand, and adds in place.
const noiser = createNoiser({ std, ...identity });
const looped = channelData.map((samples) => samples.slice());
for (let start = 0; start < looped[0].length; start += 128) {
  noiser.process(looped.map((samples) => samples.subarray(start, start + 128)));
}

// Web Streams, as a page has them of fetch(). The first block of the stream is a part of the whole.
const stream = new Response(bytes).body
  .pipeThrough(wavDecodeTransform())
  .pipeThrough(gaussianNoiseTransform({ std, ...identity }));
const { value: block } = await stream.getReader().read();

for (const part of [looped, block.channelData]) {
  const differs = part.some((samples, c) =>
    samples.some((sample, i) => sample !== noisy.channelData[c][i]),
  );
  if (differs) throw new Error('the ways differ');
}
console.log(`loop and stream: the same samples, ${looped.length} × ${looped[0].length}`);
