// Microphone or file → noise → speakers or file, with Web Audio in Node. After `npm run build`:
//
//     node samples/live.mjs                                  microphone to speakers, for 10 s
//     node samples/live.mjs --snr 0 --seconds 60             louder noise, longer
//     node samples/live.mjs --input clean.wav                a file to the speakers
//     node samples/live.mjs --input clean.wav --output noisy.wav   as fast as it goes, no sound card needed
//     node samples/live.mjs --output noisy.wav               a recording of the microphone with noise
//
// Where there is no microphone a sample of this folder is taken, where there are no speakers samples/noisy/live.wav is
// written; both are said. The noise follows the level of the speech. Use headphones.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createWavFormat, WavReader, WavWriter } from 'awgn';
import { audioBufferToBlock, blockToAudioBuffer, GaussianNoiseNode } from 'awgn/web-audio';
import {
  AudioContext,
  AudioWorkletNode,
  mediaDevices,
  OfflineAudioContext,
} from 'node-web-audio-api';

const { values } = parseArgs({
  options: {
    input: { type: 'string' },
    output: { type: 'string' },
    snr: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '10' },
  },
});
const noiseOptions = { snrDb: Number(values.snr), seed: Number(values.seed) };
const seconds = Number(values.seconds);
const SPARE_INPUT = fileURLToPath(new URL('two-speakers-44khz-s16-stereo.wav', import.meta.url));
const SPARE_OUTPUT = fileURLToPath(new URL('noisy/live.wav', import.meta.url));

/** The microphone's stream; undefined where there is none. */
async function openMicrophone() {
  try {
    return await mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    console.error(`no microphone (${error.message})`);
    return undefined;
  }
}

/** A context that plays; undefined where there are no speakers. */
function openSpeakers() {
  try {
    return new AudioContext({ latencyHint: 'playback' });
  } catch (error) {
    console.error(`no speakers (${error.message})`);
    return undefined;
  }
}

/** A WAV file as one block. */
function readWav(path) {
  const reader = new WavReader();
  const blocks = [...reader.push(readFileSync(path)), ...reader.end()];
  const { format } = blocks[0];
  const channelData = blocks[0].channelData.map(() => new Float32Array(reader.framesRead));
  for (const block of blocks) {
    for (const [channel, samples] of block.channelData.entries()) {
      channelData[channel].set(samples, block.frameIndex);
    }
  }
  return { format, frameIndex: 0, channelData };
}

function writeWav(path, { format: { sampleRate, numberOfChannels }, channelData }) {
  const format = createWavFormat({ sampleRate, numberOfChannels, encoding: 's16' });
  const writer = new WavWriter({ format, numberOfFrames: channelData[0].length });
  const samples = writer.write({ format, frameIndex: 0, channelData });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.concat([writer.header(), samples, writer.end()]));
  console.log(`${path}: ${(channelData[0].length / sampleRate).toFixed(2)} s at ${values.snr} dB`);
}

async function playBlock(context, block) {
  await GaussianNoiseNode.register(context);
  const noise = new GaussianNoiseNode(context, {
    ...noiseOptions,
    channelCount: block.format.numberOfChannels,
    channelCountMode: 'explicit',
    channelInterpretation: 'discrete',
  });
  const source = context.createBufferSource();
  source.buffer = blockToAudioBuffer(block, context);
  source.connect(noise).connect(context.destination);
  source.start();
  return source;
}

async function fileToFile(input, output) {
  const block = readWav(input);
  const { sampleRate, numberOfChannels } = block.format;
  const frames = block.channelData[0].length;
  const context = new OfflineAudioContext(numberOfChannels, frames, sampleRate);
  await playBlock(context, block);
  writeWav(output, audioBufferToBlock(await context.startRendering()));
}

async function fileToSpeakers(input, context) {
  const source = await playBlock(context, readWav(input));
  console.log(`playing ${input} at ${values.snr} dB`);
  await new Promise((resolve) => {
    source.onended = resolve;
  });
}

/** Posts what it hears, in pieces of some 4096 frames. */
const RECORDER = `registerProcessor('recorder', class extends AudioWorkletProcessor {
  frames = 0;
  piece = new Float32Array(4096);
  process([[samples]]) {
    if (!samples) return true;
    this.piece.set(samples, this.frames);
    this.frames += samples.length;
    if (this.frames === this.piece.length) {
      this.port.postMessage(this.piece);
      this.frames = 0;
    }
    return true;
  }
});`;

/** The microphone, mono, to the context's speakers, or to a file where there is one. */
async function playMicrophone(stream, context, output) {
  await GaussianNoiseNode.register(context);
  const noise = new GaussianNoiseNode(context, {
    ...noiseOptions,
    channelCount: 1,
    channelCountMode: 'explicit',
  });
  context.createMediaStreamSource(stream).connect(noise);
  const pieces = [];
  if (output === undefined) noise.connect(context.destination);
  else {
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([RECORDER])));
    const recorder = new AudioWorkletNode(context, 'recorder');
    recorder.port.onmessage = ({ data }) => data instanceof Float32Array && pieces.push(data);
    noise.connect(recorder).connect(context.destination);
  }
  console.log(`the microphone at ${values.snr} dB, for ${seconds} s`);
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  if (output === undefined) return;
  const samples = new Float32Array(4096 * pieces.length);
  for (const [i, piece] of pieces.entries()) samples.set(piece, 4096 * i);
  const format = { sampleRate: context.sampleRate, numberOfChannels: 1 };
  writeWav(output, { format, frameIndex: 0, channelData: [samples] });
}

const microphone = values.input === undefined ? await openMicrophone() : undefined;
const input = values.input ?? SPARE_INPUT;
const speakers = values.output === undefined ? openSpeakers() : undefined;
const output = values.output ?? (speakers === undefined ? SPARE_OUTPUT : undefined);
if (microphone === undefined && values.input === undefined) console.error(`taking ${input}`);
if (speakers === undefined && values.output === undefined) console.error(`writing ${output}`);

if (microphone !== undefined) {
  const context = speakers ?? new AudioContext({ sinkId: { type: 'none' } });
  await playMicrophone(microphone, context, output);
} else if (output === undefined) await fileToSpeakers(input, speakers);
else await fileToFile(input, output);
// Open devices would keep the process.
process.exit(0);
