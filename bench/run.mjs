#!/usr/bin/env node
// @ts-check
// node bench/run.mjs [--only kernel,arrays,end-to-end,encodings,flac,corpus,colors,levels,startup,memory] [--runs 5] [--huge]
//
// Prints one Markdown table per topic, ready for the README. Needs Linux with bash and GNU time; gcc, python3 with numpy,
// soundfile and torch, ffmpeg, sox and audiomentations are used where they are installed ($PYTHON chooses the interpreter).
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { canMeasureProcesses, stopMeasuredProcess } from './measure-process.mjs';
import { benchArrays } from './topics/arrays.mjs';
import { benchCorpus } from './topics/corpus.mjs';
import { benchEncodings } from './topics/encodings.mjs';
import { benchEndToEnd } from './topics/end-to-end.mjs';
import { benchFlac } from './topics/flac.mjs';
import { benchKernel } from './topics/kernel.mjs';
import { benchMemory } from './topics/memory.mjs';
import { benchColors, benchLevels } from './topics/ratios.mjs';
import { benchStartup } from './topics/startup.mjs';

/** @type {Map<string, (options: import('./report.mjs').BenchOptions) => Promise<string>>} */
const TOPICS = new Map([
  ['kernel', benchKernel],
  ['arrays', benchArrays],
  ['end-to-end', benchEndToEnd],
  ['encodings', benchEncodings],
  ['flac', benchFlac],
  ['corpus', benchCorpus],
  ['colors', benchColors],
  ['levels', benchLevels],
  ['startup', benchStartup],
  ['memory', benchMemory],
]);

/** @param {string} message @returns {never} */
function refuse(message) {
  console.error(`bench: ${message}`);
  process.exit(2);
}

function parseOptions() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string', default: [...TOPICS.keys()].join(',') },
        runs: { type: 'string', default: '5' },
        huge: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return refuse(/** @type {Error} */ (error).message);
  }
}

const options = parseOptions();
const runs = Number(options.runs);
if (!Number.isInteger(runs) || runs < 1) {
  refuse(`--runs is ${options.runs}, expected a whole number of at least 1`);
}
const topics = options.only.split(',').map((name) => {
  const bench = TOPICS.get(name);
  return bench ?? refuse(`--only names ${name}, expected some of ${[...TOPICS.keys()].join(',')}`);
});
if (!canMeasureProcesses()) refuse('/usr/bin/time (GNU time) is missing');

const temporaryFolder = mkdtempSync(join(tmpdir(), 'awgn-bench-'));
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    stopMeasuredProcess();
    rmSync(temporaryFolder, { recursive: true, force: true });
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

try {
  const processors = cpus();
  const gibibytes = (totalmem() / 2 ** 30).toFixed(0);
  console.log(
    `Machine: ${processors[0]?.model.trim()}, ${processors.length} cores, ${gibibytes} GiB; Node ${process.version}, ${process.platform} ${process.arch}.`,
  );
  for (const bench of topics) {
    const markdown = await bench({ runs, temporaryFolder, isHuge: options.huge });
    console.log(`\n${markdown.trim()}`);
  }
} finally {
  rmSync(temporaryFolder, { recursive: true, force: true });
}
