// One target, mutated inputs, and what they reach: inputs that take a branch, or take it more often than any before,
// are kept and mutated further.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { MOST_COUNTERS } from './instrument.mjs';
import { mutate, randomFrom, wordsOf } from './mutate.mjs';

const { bundle, found, seconds, seed, shared, findsFolder, corpusFolder } = workerData;
globalThis.__hits = new Uint8Array(MOST_COUNTERS);
const hits = globalThis.__hits;
const { run, seeds, mostBytes = 1 << 12 } = await import(pathToFileURL(bundle).href);

const progress = new Uint32Array(shared, 0, 4);
const current = new Uint8Array(shared, 16);
const random = randomFrom(seed);
const words = wordsOf(found);
/** How often each branch was taken by any input: a bit for 1, 2, 3, 4-7, 8-15, 16-31, 32-127, more. */
const reached = new Uint8Array(found.branches);
const BUCKETS = Uint8Array.from({ length: 256 }, (_, n) =>
  n === 0 ? 0 : n < 4 ? 1 << (n - 1) : n < 8 ? 8 : n < 16 ? 16 : n < 32 ? 32 : n < 128 ? 64 : 128,
);
const corpus = [];
const finds = new Map();
let executions = 0;

async function execute(bytes) {
  progress[0] = ++executions;
  progress[1] = bytes.length;
  current.set(bytes);
  try {
    // A copy: what a target overwrites must not be the input that is kept.
    const pending = run(new Uint8Array(bytes));
    if (pending instanceof Promise) await pending;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(`thrown: ${String(error)}`);
  }
}

function isNew() {
  let any = false;
  for (let i = 0; i < reached.length; i++) {
    const hit = hits[i];
    if (hit === 0) continue;
    const bucket = BUCKETS[hit];
    if ((reached[i] & bucket) === 0) {
      reached[i] |= bucket;
      any = true;
    }
    hits[i] = 0;
  }
  return any;
}

/** One fault is one place and one message, whatever the numbers in it. */
function kindOf(error) {
  const place = /at .*\n/.exec(error.stack ?? '')?.[0].trim() ?? '';
  const message = error.message.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/-?\d[\d.e+-]*/g, 'N');
  return `${error.name}: ${message.slice(0, 120)} ${place}`;
}

async function reduced(bytes, kind) {
  let least = Buffer.from(bytes);
  for (let size = least.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < least.length; ) {
      const shorter = Buffer.concat([least.subarray(0, at), least.subarray(at + size)]);
      const error = await execute(shorter);
      if (error !== undefined && kindOf(error) === kind) least = shorter;
      else at += size;
    }
  }
  return least;
}

async function keep(bytes, error) {
  const kind = kindOf(error);
  if (finds.has(kind) || finds.size >= 40) return;
  finds.set(kind, error.message);
  const least = await reduced(bytes, kind);
  mkdirSync(findsFolder, { recursive: true });
  const name = `${String(finds.size).padStart(2, '0')}`;
  writeFileSync(join(findsFolder, `${name}.bin`), least);
  writeFileSync(join(findsFolder, `${name}.txt`), `${kind}\n${error.stack}\n`);
  parentPort.postMessage({ find: `${error.name}: ${error.message}`.slice(0, 300) });
}

const kept = existsSync(corpusFolder)
  ? readdirSync(corpusFolder).map((name) => readFileSync(join(corpusFolder, name)))
  : [];
const start = performance.now();
let busyMilliseconds = 0;
let last = start;
const isOver = () => {
  const now = performance.now();
  // Time in which the machine had stopped us does not count.
  busyMilliseconds += Math.min(now - last, 2000);
  last = now;
  return busyMilliseconds >= seconds * 1000;
};
for (const bytes of [...seeds, ...kept]) {
  const input = Buffer.from(bytes).subarray(0, mostBytes);
  hits.fill(0);
  const error = await execute(input);
  if (error !== undefined) await keep(input, error);
  if (isNew() || corpus.length === 0) corpus.push(input);
}
while (!isOver()) {
  const recent = random(3) === 0 ? Math.min(corpus.length, 32) : corpus.length;
  const parent = corpus[corpus.length - 1 - random(recent)];
  const input = mutate(parent, corpus[random(corpus.length)], words, random, mostBytes);
  const error = await execute(input);
  const isInteresting = isNew();
  if (error !== undefined) {
    await keep(input, error);
    isNew();
  } else if (isInteresting) corpus.push(input);
  // Targets that never wait must let messages out.
  if ((executions & 0xffff) === 0) await new Promise((resolve) => setImmediate(resolve));
}
if (corpusFolder !== '') {
  mkdirSync(corpusFolder, { recursive: true });
  for (const [index, bytes] of corpus.entries()) {
    writeFileSync(join(corpusFolder, String(index).padStart(5, '0')), bytes);
  }
}
parentPort.postMessage({
  executions,
  seconds: busyMilliseconds / 1000,
  branches: found.branches,
  reached: reached.reduce((sum, bits) => sum + Number(bits !== 0), 0),
  corpus: corpus.length,
  finds: finds.size,
});
