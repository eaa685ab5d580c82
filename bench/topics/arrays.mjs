// @ts-check
// Noise added to an array of 10 million 32-bit floats, beside NumPy, in turns: both in one round, so that their ratio does not
// depend on what else the machine does.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { benchPath, python } from '../contenders.mjs';
import { leftOutLine, markdownTable, median, threeDigits } from '../report.mjs';

const ELEMENTS = 1e7;
const LIBRARY = benchPath('../dist/index.js');
const SERVER = benchPath('generators/python-array-noise.py');

/** Starts Python, which measures once for every line it gets. @returns {Promise<{ measure: () => Promise<number>, end: () => void } | undefined>} */
async function startNumpy() {
  const child = spawn(python, [SERVER, String(ELEMENTS)], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  if (value !== 'ready') return undefined;
  return {
    measure: async () => {
      child.stdin.write('\n');
      return Number((await lines.next()).value);
    },
    end: () => child.stdin.end(),
  };
}

/**
 * @param {import('../report.mjs').BenchOptions} options
 * @returns {Promise<string>} Markdown
 */
export async function benchArrays({ runs }) {
  const title = `### Noise added to ${ELEMENTS / 1e6} million elements, one thread (median of ${4 * runs} interleaved runs)\n\n`;
  if (!existsSync(LIBRARY)) return `${title}${leftOutLine(['awgn (build first)'])}`;
  const { addGaussianNoise } = await import(pathToFileURL(LIBRARY).href);
  const numpy = await startNumpy();
  const floats = new Float32Array(ELEMENTS);
  const out = new Float32Array(ELEMENTS);
  const image = new Uint8Array(ELEMENTS);
  const doubles = new Float64Array(ELEMENTS);
  /** @type {{ name: string, measure: () => Promise<number>, seconds: number[] }[]} */
  const lanes = [
    ['awgn, Float32Array', () => addGaussianNoise(floats, { std: 0.1, seed: 1, out })],
    ['awgn, Float32Array in place', () => addGaussianNoise(floats, { std: 0.1, seed: 1 })],
    ['awgn, Uint8Array in place', () => addGaussianNoise(image, { std: 50, seed: 1 })],
    ['awgn, Float64Array in place', () => addGaussianNoise(doubles, { std: 0.1, seed: 1 })],
  ].map(([name, act]) => ({
    name: String(name),
    measure: async () => {
      const start = performance.now();
      /** @type {() => void} */ (act)();
      return (performance.now() - start) / 1000;
    },
    seconds: [],
  }));
  const numpyName = 'NumPy: x + std * rng.standard_normal(n, float32), SFC64';
  if (numpy) lanes.push({ name: numpyName, measure: numpy.measure, seconds: [] });
  // Run -1 warms up.
  for (let run = -1; run < 4 * runs; run++) {
    for (const { measure, seconds } of lanes) {
      const taken = await measure();
      if (run >= 0) seconds.push(taken);
    }
  }
  numpy?.end();
  const [first] = lanes;
  const rows = lanes.map(({ name, seconds }) => {
    const ratios = seconds.map((taken, run) => taken / (first?.seconds[run] ?? taken));
    return [name, (ELEMENTS / median(seconds) / 1e6).toFixed(0), threeDigits(median(ratios))];
  });
  const table = markdownTable(['array', 'million/s', 'time × awgn'], rows);
  return `${title}${table}\n${leftOutLine(numpy ? [] : ['NumPy (not installed)'])}`;
}
