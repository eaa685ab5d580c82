// @ts-check
// Million normals per second of one thread, side by side: every round runs each generator once, the table has the medians.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { benchPath, python } from '../contenders.mjs';
import { fillBoxMuller } from '../generators/js-box-muller-math-random.mjs';
import { fillZiggurat } from '../generators/js-ziggurat.mjs';
import { leftOutLine, markdownTable, median, threeDigits } from '../report.mjs';

const BLOCK_NORMALS = 65536;
const SECONDS_PER_MEASUREMENT = 0.5;
const AWGN_NAME = 'awgn, WebAssembly SIMD (128 bits)';
/** Exports `fillAwgn` and `fillAwgnPink`, (numberOfNormals: number) => void: the kernel's normals into its own scratch memory. */
const AWGN_HOOK = benchPath('generators/awgn-kernel.mjs');

/** @typedef {{ name: string, fill: (numberOfNormals: number) => void }} InProcess */

/** @returns {InProcess[]} */
function plainJavaScript() {
  const out = new Float32Array(BLOCK_NORMALS);
  // Any eight words with enough bits set will do; the constant is that of Fibonacci hashing.
  const state = Uint32Array.from({ length: 8 }, (_, index) => Math.imul(index + 1, 0x9e3779b1));
  /** @param {(block: Float32Array) => void} fillBlock @returns {InProcess['fill']} */
  const repeat = (fillBlock) => (numberOfNormals) => {
    for (let done = 0; done < numberOfNormals; done += BLOCK_NORMALS) fillBlock(out);
  };
  return [
    {
      name: 'plain JavaScript, ziggurat on sfc32',
      fill: repeat((block) => fillZiggurat(block, state)),
    },
    { name: 'plain JavaScript, Box-Muller on Math.random', fill: repeat(fillBoxMuller) },
  ];
}

/** @param {InProcess['fill']} fill */
function millionPerSecond(fill) {
  const start = performance.now();
  let normals = 0;
  let seconds = 0;
  do {
    fill(16 * BLOCK_NORMALS);
    normals += 16 * BLOCK_NORMALS;
    seconds = (performance.now() - start) / 1000;
  } while (seconds < SECONDS_PER_MEASUREMENT);
  return normals / seconds / 1e6;
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Record<string, number> | undefined} the JSON line it prints
 */
function jsonLine(program, args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

/**
 * @param {import('../report.mjs').BenchOptions} options
 * @returns {Promise<string>} Markdown
 */
export async function benchKernel({ runs, temporaryFolder }) {
  const leftOut = [];
  const inProcess = plainJavaScript();
  if (existsSync(AWGN_HOOK)) {
    const { fillAwgn, fillAwgnPink } = await import(pathToFileURL(AWGN_HOOK).href);
    inProcess.unshift(
      { name: AWGN_NAME, fill: fillAwgn },
      { name: 'awgn, colored', fill: fillAwgnPink },
    );
  } else {
    leftOut.push('awgn (no bench/generators/awgn-kernel.mjs)');
  }

  const cProgram = join(temporaryFolder, 'avx512-box-muller');
  const cSource = benchPath('generators/avx512-box-muller.c');
  // biome-ignore format: one command line
  const compiled = spawnSync('gcc', ['-O3', '-march=native', '-o', cProgram, cSource, '-lm'], { stdio: 'ignore' });
  const hasC = compiled.status === 0 && jsonLine(cProgram, ['0.01']) !== undefined;
  if (!hasC) leftOut.push('C (no gcc, or no AVX-512)');

  /** @type {Map<string, number[]>} */
  const rates = new Map();
  /** @param {string} name @param {number} rate */
  const record = (name, rate) => rates.set(name, [...(rates.get(name) ?? []), rate]);

  for (const { fill } of inProcess) millionPerSecond(fill);
  for (let run = 0; run < runs; run++) {
    for (const { name, fill } of inProcess) record(name, millionPerSecond(fill));
    // biome-ignore format: one command line
    const pythonRates = jsonLine(python, [benchPath('generators/python-normals.py'), String(SECONDS_PER_MEASUREMENT), '1']);
    for (const [name, rate] of Object.entries(pythonRates ?? {})) record(`${name}, float32`, rate);
    if (run === 0 && Object.keys(pythonRates ?? {}).length === 0) {
      leftOut.push('NumPy and torch (not installed)');
    }
    const cRates = hasC ? jsonLine(cProgram, [String(SECONDS_PER_MEASUREMENT)]) : undefined;
    if (cRates) record('C, AVX-512 (512 bits), Box-Muller', cRates.millionPerSecond);
    await new Promise(setImmediate);
  }

  const medians = [...rates].map(([name, values]) => ({ name, rate: median(values) }));
  const awgnRate = medians.find(({ name }) => name === AWGN_NAME)?.rate;
  const rows = medians
    .sort((a, b) => b.rate - a.rate)
    .map(({ name, rate }) => [
      name,
      rate.toFixed(0),
      awgnRate === undefined ? '' : threeDigits(rate / awgnRate),
    ]);
  return `### Normals, one thread (median of ${runs} interleaved runs)

${markdownTable(['generator', 'million/s', '× awgn'], rows)}
${leftOutLine(leftOut)}`;
}
