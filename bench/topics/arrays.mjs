// @ts-check
// Noise added to arrays in memory, beside NumPy, in turns: both in one round, so that their ratio does not depend on what else
// the machine does.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { benchPath, python } from '../contenders.mjs';
import { leftOutLine, markdownTable, median, threeDigits } from '../report.mjs';

const ELEMENTS = 1e7;
/** Ten seconds of speech, a hundred times in one measurement. */
const FRAMES = 160_000;
const REPEATS = 100;
const LIBRARY = benchPath('../dist/index.js');
const SERVER = benchPath('generators/python-array-noise.py');

/** @typedef {{ name: string, measure: () => Promise<number> }} Lane Gives seconds. */

/** Starts Python, which measures once for every line it gets. @returns {Promise<{ measure: (what: string) => Promise<number>, end: () => void } | undefined>} */
async function startNumpy() {
  const child = spawn(python, [SERVER, String(ELEMENTS), String(FRAMES)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  if (value !== 'ready') return undefined;
  return {
    measure: async (what) => {
      child.stdin.write(`${what}\n`);
      return Number((await lines.next()).value);
    },
    end: () => child.stdin.end(),
  };
}

/** @param {string} name @param {() => void} act @returns {Lane} */
function lane(name, act) {
  return {
    name,
    measure: async () => {
      const start = performance.now();
      act();
      return (performance.now() - start) / 1000;
    },
  };
}

/**
 * Runs the lanes in turns, and compares each with the first.
 *
 * @param {Lane[]} lanes
 * @param {number} runs
 * @param {[string, (seconds: number) => string]} speed heading and figure of a lane's median
 * @returns {Promise<string>} Markdown
 */
async function inTurns(lanes, runs, [heading, figure]) {
  /** @type {number[][]} */
  const seconds = lanes.map(() => []);
  // Run -1 warms up.
  for (let run = -1; run < runs; run++) {
    for (const [i, { measure }] of lanes.entries()) {
      const taken = await measure();
      if (run >= 0) seconds[i]?.push(taken);
    }
  }
  const rows = lanes.map(({ name }, i) => {
    const own = seconds[i] ?? [];
    const ratios = own.map((taken, run) => taken / (seconds[0]?.[run] ?? taken));
    return [name, figure(median(own)), threeDigits(median(ratios))];
  });
  return markdownTable(['array', heading, 'time × awgn'], rows);
}

/**
 * @param {import('../report.mjs').BenchOptions} options
 * @returns {Promise<string>} Markdown
 */
export async function benchArrays({ runs }) {
  const times = 4 * runs;
  const title = `### Noise added to ${ELEMENTS / 1e6} million elements, one thread (median of ${times} interleaved runs)\n\n`;
  if (!existsSync(LIBRARY)) return `${title}${leftOutLine(['awgn (build first)'])}`;
  const { addGaussianNoise, addNoise } = await import(pathToFileURL(LIBRARY).href);
  const numpy = await startNumpy();
  /** @param {string} name @param {string} what @returns {Lane[]} */
  const numpyLane = (name, what) => (numpy ? [{ name, measure: () => numpy.measure(what) }] : []);

  const floats = new Float32Array(ELEMENTS);
  const out = new Float32Array(ELEMENTS);
  const image = new Uint8Array(ELEMENTS);
  const doubles = new Float64Array(ELEMENTS);
  const fixed = await inTurns(
    [
      lane('awgn, Float32Array', () => addGaussianNoise(floats, { std: 0.1, seed: 1, out })),
      lane('awgn, Float32Array in place', () => addGaussianNoise(floats, { std: 0.1, seed: 1 })),
      lane('awgn, Uint8Array in place', () => addGaussianNoise(image, { std: 50, seed: 1 })),
      lane('awgn, Float64Array in place', () => addGaussianNoise(doubles, { std: 0.1, seed: 1 })),
      ...numpyLane('NumPy: x + std * rng.standard_normal(n, float32), SFC64', 'array'),
    ],
    times,
    ['million/s', (seconds) => (ELEMENTS / seconds / 1e6).toFixed(0)],
  );

  const channelData = Float32Array.from({ length: FRAMES }, (_, i) => 0.3 * Math.sin(i / 7));
  let epoch = 0;
  /** @param {object} options */
  const augment = (options) => {
    for (let i = 0; i < REPEATS; i++) {
      addNoise(
        { channelData, sampleRate: 16000 },
        { snrDb: 10, seed: 1, key: `${epoch++}`, ...options },
      );
    }
  };
  const ratio = await inTurns(
    [
      lane('awgn, addNoise: exact SNR, and what was achieved', () => augment({})),
      lane('awgn, addNoise over the active level (P.56)', () => augment({ level: 'active' })),
      lane('awgn, addNoise, pink', () => augment({ color: 'pink' })),
      ...numpyLane('NumPy: SNR on average, rng.standard_normal(n, float32), SFC64', 'snr'),
      ...numpyLane('NumPy: SNR on average, np.random.normal', 'legacy'),
    ],
    times,
    ['ms', (seconds) => threeDigits((1000 * seconds) / REPEATS)],
  );
  numpy?.end();
  const second = `### Noise at an SNR of 10 dB, added to 10 s of audio in memory (median of ${times} interleaved runs of ${REPEATS})\n\n`;
  return `${title}${fixed}\n\n${second}${ratio}\n${leftOutLine(numpy ? [] : ['NumPy (not installed)'])}`;
}
