// @ts-check
// Encodings of more than 16 bits: one hour at 16 kHz, file to file at 10 dB, beside NumPy and soundfile in the same rounds.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { awgnFileToFile, awgnGenerate, awgnMissing, benchPath, python } from '../contenders.mjs';
import { measureProcess } from '../measure-process.mjs';
import { leftOutLine, markdownTable, median, threeDigits } from '../report.mjs';

const DURATION_SECONDS = 3600;
const ENCODINGS = ['s24', 'f32'];

/** @type {[string, (inPath: string, outPath: string) => string[]][]} */
const LANES = [
  ['awgn', awgnFileToFile],
  ['NumPy (SFC64) + soundfile, in blocks', peer('numpy-float-blocks.py')],
  ['NumPy (SFC64) + soundfile, whole file', peer('numpy-whole.py')],
];

/** @param {string} name @returns {(inPath: string, outPath: string) => string[]} */
function peer(name) {
  return (inPath, outPath) => [python, benchPath(`peers/${name}`), inPath, outPath, '10'];
}

/**
 * @param {import('../report.mjs').BenchOptions} options
 * @returns {Promise<string>} Markdown
 */
export async function benchEncodings({ runs, temporaryFolder }) {
  const title = `### 1 hour, 16 kHz mono, 24-bit integers and 32-bit floats, file to file at 10 dB SNR (median of ${runs} interleaved runs)\n\n`;
  if (awgnMissing !== undefined) return `${title}${leftOutLine([`awgn (${awgnMissing})`])}`;
  const hasPeers = spawnSync(python, ['-c', 'import numpy, soundfile']).status === 0;
  const lanes = hasPeers ? LANES : LANES.slice(0, 1);
  const inPath = join(temporaryFolder, 'in.wav');
  const outPath = join(temporaryFolder, 'out.wav');
  const rows = [];
  for (const encoding of ENCODINGS) {
    const [node, ...args] = awgnGenerate(DURATION_SECONDS, encoding, inPath);
    if (spawnSync(/** @type {string} */ (node), args).status !== 0) throw new Error('no input');
    /** @type {import('../measure-process.mjs').ProcessCost[][]} */
    const costs = lanes.map(() => []);
    // Run -1 warms the file cache.
    for (let run = -1; run < runs; run++) {
      for (const [i, [, fileToFile]] of lanes.entries()) {
        const cost = await measureProcess(fileToFile(inPath, outPath), temporaryFolder);
        if (run >= 0) costs[i]?.push(cost);
        rmSync(outPath, { force: true });
      }
    }
    for (const [i, [name]] of lanes.entries()) {
      const own = costs[i] ?? [];
      /** @param {'wallSeconds' | 'cpuSeconds'} what */
      const ratio = (what) =>
        threeDigits(median(own.map((cost, run) => cost[what] / (costs[0]?.[run] ?? cost)[what])));
      rows.push([
        encoding,
        name,
        threeDigits(median(own.map((cost) => cost.cpuSeconds))),
        threeDigits(median(own.map((cost) => cost.wallSeconds))),
        ratio('cpuSeconds'),
        ratio('wallSeconds'),
      ]);
    }
    rmSync(inPath);
  }
  const headings = ['encoding', 'tool', 'CPU, s', 'wall, s', 'CPU × awgn', 'wall × awgn'];
  const table = markdownTable(headings, rows);
  return `${title}${table}\n${leftOutLine(hasPeers ? [] : ['NumPy + soundfile (not installed)'])}`;
}
