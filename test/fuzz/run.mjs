// npm run fuzz -- [--seconds N] [--seed N] [--out FOLDER] [target...]: fuzzes the targets one after the other.
// Exit status 1 where something was found. What was found and the inputs that reach most lie in the folder.

import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { bundleTarget } from './instrument.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
const known = readdirSync(join(here, 'targets')).map((name) => name.replace(/\.ts$/, ''));
const unknown = positionals.find((name) => !known.includes(name));
if (unknown !== undefined) {
  console.error(`there is no target ${unknown}; expected some of ${known.join(', ')}`);
  process.exit(2);
}
const out = resolve(values.out ?? mkdtempSync(join(tmpdir(), 'awgn-fuzz-')));
mkdirSync(out, { recursive: true });

const MOST_INPUT_BYTES = 1 << 20;
/** Ticks of a second without an execution after which one counts as hanging. */
const MOST_IDLE_TICKS = 30;

async function fuzz(target) {
  const bundle = join(out, `${target}.mjs`);
  const found = await bundleTarget(join(here, 'targets', `${target}.ts`), bundle);
  const cpuBefore = process.cpuUsage();
  const shared = new SharedArrayBuffer(16 + MOST_INPUT_BYTES);
  const progress = new Uint32Array(shared, 0, 4);
  const findsFolder = join(out, 'finds', target);
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
    workerData: {
      bundle,
      found,
      shared,
      findsFolder,
      seconds: Number(values.seconds),
      seed: Number(values.seed),
      corpusFolder: values.out === undefined ? '' : join(out, 'corpus', target),
    },
  });
  let before = 0;
  let idleTicks = 0;
  let result;
  const watch = setInterval(() => {
    idleTicks = progress[0] === before ? idleTicks + 1 : 0;
    before = progress[0];
    if (idleTicks < MOST_IDLE_TICKS) return;
    mkdirSync(findsFolder, { recursive: true });
    writeFileSync(join(findsFolder, 'hang.bin'), new Uint8Array(shared, 16, progress[1]).slice());
    result = { error: `hangs; the input is ${join(findsFolder, 'hang.bin')}` };
    worker.terminate();
  }, 1000);
  await new Promise((settle) => {
    worker.on('message', (message) => {
      if ('find' in message) console.log(`${target}: ${message.find}`);
      else result = message;
    });
    worker.on('error', (error) => {
      mkdirSync(findsFolder, { recursive: true });
      writeFileSync(
        join(findsFolder, 'crash.bin'),
        new Uint8Array(shared, 16, progress[1]).slice(),
      );
      result = { error: error.stack };
    });
    worker.on('exit', settle);
  });
  clearInterval(watch);
  if (result === undefined) {
    // Nothing was left to wait for, and yet the input was not done: a promise that never settles.
    mkdirSync(findsFolder, { recursive: true });
    writeFileSync(join(findsFolder, 'stuck.bin'), new Uint8Array(shared, 16, progress[1]).slice());
    result = { error: `never settles; the input is ${join(findsFolder, 'stuck.bin')}` };
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return { target, ...result, cpuSeconds: (user + system) / 1e6 };
}

let isClean = true;
for (const target of positionals.length > 0 ? positionals : known) {
  const result = await fuzz(target);
  appendFileSync(join(out, 'results.jsonl'), `${JSON.stringify(result)}\n`);
  const {
    executions = 0,
    seconds = 0,
    reached = 0,
    branches = 0,
    corpus = 0,
    finds,
    error,
  } = result;
  console.log(
    `${target}: ${executions} executions in ${seconds.toFixed(0)} s, ${reached} of ${branches} branches, ` +
      `${corpus} inputs kept, ${error ?? `${finds} finds`}`,
  );
  if (error !== undefined || finds > 0) isClean = false;
}
console.log(`see ${out}`);
process.exitCode = isClean ? 0 : 1;
