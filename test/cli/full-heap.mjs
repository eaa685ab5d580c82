// @ts-check
/**
 * Loaded into the program ahead of it: whenever it says something, its heap is full, and V8's compiler has begun with a
 * function for which it needs more. What comes last is said at the end; what a worker says are its results.
 *
 * Needs --allow-natives-syntax, and --concurrent-recompilation-delay for that much time to pass before the need shows.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { parentPort } from 'node:worker_threads';

/** For as many constants the free places of a small heap do not suffice. */
const CONSTANTS = 6000;
/** More than V8 lets a heap grow without a collection. */
const HELD_BYTES = 3 * (9 << 20);
/** So many short-lived objects make V8 expect little to stay: it lowers the limit of the old generation. */
const SHORT_LIVED = 2_000_000;

/** Strings are the only place for what is not JavaScript. */
const makeReady = new Function('work', '%PrepareFunctionForOptimization(work); work(1); work(2);');
const compileBeside = new Function(
  'work',
  "%OptimizeFunctionOnNextCall(work, 'concurrent'); work(3);",
);

/** @type {{ what?: unknown }} What must not be collected. */
const held = {};
for (let i = 0; i < SHORT_LIVED; i++) held.what = [i];

function fillHeap() {
  // The compiler joins two constant strings, and makes a new string of them each time.
  const work = new Function(
    'end',
    `const first = 'clean speech, clean speech', second = 'noise of the street'; let text;
     ${'text = first + second;'.repeat(CONSTANTS)}
     return text + end;`,
  );
  makeReady(work);
  held.what = Array.from({ length: 3 }, () => new ArrayBuffer(HELD_BYTES / 3));
  compileBeside(work);
}

const { writeSync } = fs;
fs.writeSync = /** @type {typeof writeSync} */ (
  (/** @type {Parameters<typeof writeSync>} */ ...args) => {
    if (args[0] === 1 || args[0] === 2) fillHeap();
    return writeSync(...args);
  }
);
syncBuiltinESMExports();

if (parentPort !== null) {
  const port = parentPort;
  const post = port.postMessage.bind(port);
  port.postMessage = (message) => {
    fillHeap();
    post(message);
  };
}
