// @ts-check
// One hour of 16 kHz mono s16, white noise at 10 dB SNR, s16 out: whole processes, interleaved runs.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { awgnFilterKnownLevel, awgnMissing, findContenders } from '../contenders.mjs';
import { makeInput } from '../make-input.mjs';
import { measureProcess, pipeToPipe } from '../measure-process.mjs';
import { leftOutLine, markdownTable, median, threeDigits } from '../report.mjs';

const DURATION_SECONDS = 3600;

/**
 * The samples of a s16 WAV file.
 *
 * @param {string} path
 * @returns {Int16Array}
 */
function readInt16Samples(path) {
  const wav = readFileSync(path);
  let byteOffset = 12;
  while (wav.toString('latin1', byteOffset, byteOffset + 4) !== 'data') {
    byteOffset += 8 + wav.readUInt32LE(byteOffset + 4);
    if (byteOffset + 8 > wav.length) throw new Error(`${path} has no data chunk`);
  }
  const samples = wav.subarray(byteOffset + 8, byteOffset + 8 + wav.readUInt32LE(byteOffset + 4));
  // A copy where the chunk does not begin at an even address.
  const aligned = samples.byteOffset % 2 === 0 ? samples : new Uint8Array(samples);
  return new Int16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 1);
}

/**
 * @param {Int16Array} clean
 * @param {Int16Array} noisy
 * @returns {number} dB, after quantisation and clipping
 */
function achievedSnrDb(clean, noisy) {
  if (noisy.length !== clean.length) {
    throw new Error(`${noisy.length} samples out, expected ${clean.length}`);
  }
  let signalEnergy = 0;
  let noiseEnergy = 0;
  for (let i = 0; i < clean.length; i++) {
    const noise = noisy[i] - clean[i];
    signalEnergy += clean[i] * clean[i];
    noiseEnergy += noise * noise;
  }
  return 10 * Math.log10(signalEnergy / noiseEnergy);
}

/**
 * @param {import('../report.mjs').BenchOptions} options
 * @returns {Promise<string>} Markdown
 */
export async function benchEndToEnd({ runs, temporaryFolder }) {
  const inPath = join(temporaryFolder, 'in.wav');
  const outPath = join(temporaryFolder, 'out.wav');
  const megabytes = makeInput(DURATION_SECONDS, inPath) / 1e6;
  const clean = readInt16Samples(inPath);
  const { contenders, versions, leftOut } = findContenders();

  const lanes = contenders.map(({ name, fileToFile }) => ({
    name,
    command: fileToFile(inPath, outPath),
    isFilter: false,
  }));
  if (awgnMissing === undefined) {
    lanes.splice(1, 0, {
      name: 'awgn `--signal-level -25`, pipe to pipe',
      command: pipeToPipe(['cat', inPath], awgnFilterKnownLevel()),
      isFilter: true,
    });
  }
  const results = lanes.map((lane) => ({
    ...lane,
    /** @type {import('../measure-process.mjs').ProcessCost[]} */
    costs: [],
    snrDb: Number.NaN,
  }));
  for (let run = 0; run < runs; run++) {
    for (const result of results) {
      result.costs.push(await measureProcess(result.command, temporaryFolder));
      if (!result.isFilter) {
        if (run === 0) result.snrDb = achievedSnrDb(clean, readInt16Samples(outPath));
        rmSync(outPath);
      }
    }
  }
  rmSync(inPath);

  const medians = results.map(({ name, costs, snrDb }) => ({
    name,
    snrDb,
    cpuSeconds: median(costs.map((cost) => cost.cpuSeconds)),
    wallSeconds: median(costs.map((cost) => cost.wallSeconds)),
    peakRssMib: median(costs.map((cost) => cost.peakRssMib)),
  }));
  const awgn = medians.find(({ name }) => name === 'awgn');
  const rows = medians.map(({ name, snrDb, cpuSeconds, wallSeconds, peakRssMib }) => [
    name,
    cpuSeconds.toFixed(2),
    wallSeconds.toFixed(2),
    peakRssMib.toFixed(0),
    (megabytes / wallSeconds).toFixed(0),
    awgn ? threeDigits(cpuSeconds / awgn.cpuSeconds) : '',
    awgn ? threeDigits(wallSeconds / awgn.wallSeconds) : '',
    Number.isNaN(snrDb) ? '' : snrDb.toFixed(3),
  ]);
  const headings = [
    'tool',
    'CPU, s',
    'wall, s',
    'peak RSS, MiB',
    'MB/s',
    'CPU × awgn',
    'wall × awgn',
    'SNR reached, dB',
  ];
  return `### 1 hour, 16 kHz mono s16 (${megabytes.toFixed(0)} MB), file to file at 10 dB SNR (median of ${runs} interleaved runs)

${markdownTable(headings, rows)}

CPU is user + system of all processes. With ${versions.join(', ')}.
The pipe's CPU includes its two \`cat\`.
${leftOutLine(leftOut)}`;
}
