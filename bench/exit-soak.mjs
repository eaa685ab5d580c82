// @ts-check
/**
 * Does every command end? `npm run build && node bench/exit-soak.mjs [name=runs ...] [--jobs 4] [--busy 2] [--seconds 60]`
 *
 * Runs each command over and over beside a busy machine and counts what has not ended after so many seconds: Node 20
 * can be caught at its end (nodejs/node#54918), about once in a hundred runs of a command that has just become hot.
 *
 * name=runs      how often which command is run: compare=2000 measure=500 ... (all of them if none is named)
 * --jobs 4       processes at a time
 * --busy 2       endless loops beside them
 * --seconds 60   what has not ended by then hangs: it is killed and counted
 * --program      another main.js, such as that of an earlier build
 * --flags        options for Node itself, one word
 * --keep         prints the process ids of what hangs and leaves it there, for a debugger
 *
 * Exits with 1 if anything hung or failed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const SAMPLES = fileURLToPath(new URL('../samples', import.meta.url));
/** Short, and not of 16 bits: their loops are JavaScript, and become hot just before the end. */
const SHORT = ['digits-22khz-u8-mono.wav', 'female-48khz-s24-mono.wav'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '4' },
    busy: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '60' },
    program: {
      type: 'string',
      default: fileURLToPath(new URL('../dist/cli/main.js', import.meta.url)),
    },
    flags: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'awgn-exit-'));
const node = [...(values.flags === undefined ? [] : [values.flags]), values.program];

/** Runs a command that has to succeed. */
function prepare(/** @type {string[]} */ ...args) {
  const { status, stderr } = spawnSync(process.execPath, [...node, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`awgn ${args.join(' ')}: ${stderr}`);
}

const pairs = SHORT.map((name) => {
  const [clean, noisy] = [join(SAMPLES, name), join(folder, name)];
  prepare('--snr', '10', '--seed', '1', '--quiet', clean, noisy);
  return { clean, noisy };
});
const source = join(folder, 'clean');
const made = join(folder, 'made');
mkdirSync(source);
for (const name of SHORT)
  for (const i of [1, 2, 3]) cpSync(join(SAMPLES, name), join(source, `${i}-${name}`));
prepare('corpus', source, made, '--snr', '0:20', '--seed', '1', '--quiet');

/**
 * Arguments of the run with some number.
 *
 * @type {Record<string, (run: number) => string[]>}
 */
const commands = {
  compare: (run) => ['compare', pairOf(run).clean, pairOf(run).noisy],
  measure: (run) => ['measure', pairOf(run).noisy],
  verify: () => ['verify', '--quiet', made],
  corpus: (run) => ['corpus', source, join(folder, `made-${run}`), '--snr', '0:20', '--quiet'],
  threads: (run) => [...at(commands, 'corpus')(run), '--jobs', '2'],
  filter: (run) => ['--snr', '10', '--quiet', pairOf(run).clean, join(folder, `${run}.wav`)],
  generate: (run) => [
    ...'generate --duration 2 --noise-level -30 --encoding s24 --quiet'.split(' '),
    join(folder, `${run}.wav`),
  ],
  summarize: () => ['summarize', made],
};
/** The first that was seen to hang is run most often. */
const runsOf = (/** @type {string} */ name) => (name === 'compare' ? 2000 : 500);

function pairOf(/** @type {number} */ run) {
  return at(
    /** @type {Readonly<Record<number, (typeof pairs)[number]>>} */ (pairs),
    run % pairs.length,
  );
}

/**
 * @template T
 * @param {Readonly<Record<string | number, T>>} all
 * @param {string | number} key
 */
function at(all, key) {
  const one = all[key];
  if (one === undefined) throw new Error(`there is no ${key}`);
  return one;
}

const busy = Array.from({ length: Number(values.busy) }, () =>
  spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
);
const endBusy = () => {
  for (const loop of busy) loop.kill('SIGKILL');
};
process.on('exit', () => {
  endBusy();
  if (!values.keep) rmSync(folder, { recursive: true, force: true });
});

/** @typedef {'ended' | 'hung' | 'failed'} Outcome */

/** @returns {Promise<Outcome>} */
function runOnce(/** @type {string} */ name, /** @type {number} */ run) {
  const child = spawn(process.execPath, [...node, ...at(commands, name)(run)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => {
    const limit = setTimeout(() => {
      resolve('hung');
      if (values.keep) {
        console.log(`${name}: process ${child.pid} hangs`);
        child.unref();
      } else child.kill('SIGKILL');
    }, Number(values.seconds) * 1000);
    child.once('close', (status) => {
      clearTimeout(limit);
      rmSync(join(folder, `${run}.wav`), { force: true });
      rmSync(join(folder, `made-${run}`), { recursive: true, force: true });
      resolve(status === 0 ? 'ended' : 'failed');
    });
  });
}

/** @type {(() => void) | undefined} Prints what the command under way has done so far. */
let report;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    report?.();
    process.exit(1);
  });
}

const wanted =
  positionals.length > 0
    ? positionals.map((word) => word.split('='))
    : Object.keys(commands).map((name) => [name]);
console.log(`Node ${process.versions.node}, ${values.jobs} at a time beside ${values.busy} loops`);
for (const [name = '', count] of wanted) {
  const runs = Number(count ?? runsOf(name));
  /** @type {Record<Outcome, number>} */
  const outcomes = { ended: 0, hung: 0, failed: 0 };
  const started = performance.now();
  report = () => {
    const done = outcomes.ended + outcomes.hung + outcomes.failed;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(
      `${name.padEnd(10)} ${done} runs in ${seconds} s: ${outcomes.hung} hung, ${outcomes.failed} failed`,
    );
  };
  let next = 0;
  await Promise.all(
    Array.from({ length: Number(values.jobs) }, async () => {
      while (next < runs) outcomes[await runOnce(name, next++)]++;
    }),
  );
  report();
  if (outcomes.hung + outcomes.failed > 0) process.exitCode = 1;
}
endBusy();
