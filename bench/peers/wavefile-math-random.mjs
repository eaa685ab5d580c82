#!/usr/bin/env node
// @ts-check
// wavefile-math-random.mjs IN OUT SNR_DB: Gaussian noise at an SNR relative to the whole-file RMS, the usual way in Node:
// the wavefile package holds the whole file, Box-Muller turns Math.random into normals one at a time. s16 files only.
import { readFileSync, writeFileSync } from 'node:fs';
import wavefile from 'wavefile';

const [inPath = '', outPath = '', snrDb = '10'] = process.argv.slice(2);

const wav = new wavefile.WaveFile(readFileSync(inPath));
if (wav.bitDepth !== '16') throw new Error(`${inPath} has ${wav.bitDepth} bits, expected 16`);
const samples = /** @type {Int16Array} */ (
  /** @type {unknown} */ (wav.getSamples(true, Int16Array))
);

let energy = 0;
for (const sample of samples) energy += sample * sample;
const sigma = Math.sqrt(energy / samples.length) * 10 ** (-Number(snrDb) / 20);

function normal() {
  const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
  return radius * Math.cos(2 * Math.PI * Math.random());
}

for (let i = 0; i < samples.length; i++) {
  const noisy = Math.round((samples[i] ?? 0) + sigma * normal());
  samples[i] = Math.max(-32768, Math.min(32767, noisy));
}

const { numChannels, sampleRate } = /** @type {{ numChannels: number, sampleRate: number }} */ (
  wav.fmt
);
const output = new wavefile.WaveFile();
// fromScratch interleaves arrays of channels itself; given one interleaved array it takes the samples as they are.
output.fromScratch(numChannels, sampleRate, '16', samples);
writeFileSync(outPath, output.toBuffer());
