// @ts-check
// How long a corpus takes on a cluster, and how evenly its shards end: measures what a file costs on one core of this machine, as
// seconds = a + b * bytes, deals utterances of random lengths out as `awgn corpus --shard` does, and replays those costs on 1 to 10,000
// cores that share one disk.
//
//   node bench/simulate-cluster.mjs [HOURS] [GIGABYTES_PER_SECOND...]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { awgnCorpus, benchPath } from './contenders.mjs';
import { BYTES_PER_SECOND, makeInput } from './make-input.mjs';
import { measureProcess } from './measure-process.mjs';
import { markdownTable, median, threeDigits } from './report.mjs';

// The build has it inside the command line's bundle; here it is taken by itself.
const [balance] = buildSync({
  entryPoints: [benchPath('../src/corpus/shards/shard-balance.ts')],
  bundle: true,
  write: false,
  format: 'esm',
}).outputFiles;
/** @type {typeof import('../src/corpus/shards/shard-balance.ts')} */
const { ShardBalance, BYTES_PER_UTTERANCE } = await import(
  `data:text/javascript,${encodeURIComponent(balance?.text ?? '')}`
);

const SHARDS = [1, 16, 100, 1000, 10_000];
const RUNS = 3;
/** Utterances of speech: log-normal, cut off; their mean is about 8 s. */
const MEDIAN_SECONDS = 6;
const SPREAD = 0.7;
const LEAST_SECONDS = 1;
const MOST_SECONDS = 3600;
/** Some utterances are long: as many parts of a million. */
const LONG_PER_MILLION = 100;

/** @typedef {{ startSeconds: number, perFileSeconds: number, perByteSeconds: number }} Cost */

const [hoursText = '10000', ...disks] = process.argv.slice(2);
const cost = await measureCost();
console.log(costLine(cost));
console.log(
  `\n${simulate(Number(hoursText), disks.length > 0 ? disks.map(Number) : [1, 10, 100], cost)}`,
);

/** CPU seconds, which neighbours on the machine change little. @returns {Promise<Cost>} */
async function measureCost() {
  const folder = mkdtempSync(join(tmpdir(), 'awgn-simulate-'));
  try {
    const sets = [
      { files: 1, seconds: 1 },
      { files: 2000, seconds: 1 },
      { files: 20, seconds: 300 },
    ];
    const times = [];
    for (const [index, { files, seconds }] of sets.entries()) {
      const source = join(folder, `clean${index}`);
      mkdirSync(source);
      for (let i = 0; i < files; i++) makeInput(seconds, join(source, `${i}.wav`));
      const runs = [];
      for (let run = 0; run < RUNS; run++) {
        const target = join(folder, 'noisy');
        const command = awgnCorpus(['--jobs', '1'])(source, target);
        runs.push((await measureProcess(command, folder)).cpuSeconds);
        rmSync(target, { recursive: true });
      }
      times.push(median(runs));
    }
    const [start = 0, small = 0, large = 0] = times;
    const [, smallSet = { files: 0, seconds: 0 }, largeSet = { files: 0, seconds: 0 }] = sets;
    // Two equations: files * (a + b * bytes) = seconds without the start.
    const smallEach = (small - start) / smallSet.files;
    const largeEach = (large - start) / largeSet.files;
    const perByteSeconds =
      (largeEach - smallEach) / ((largeSet.seconds - smallSet.seconds) * BYTES_PER_SECOND);
    return {
      startSeconds: start,
      perFileSeconds: smallEach - perByteSeconds * smallSet.seconds * BYTES_PER_SECOND,
      perByteSeconds,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {Cost} cost */
function costLine({ startSeconds, perFileSeconds, perByteSeconds }) {
  const inBytes = perFileSeconds / perByteSeconds;
  return (
    `One core: ${(perFileSeconds * 1e3).toFixed(2)} ms a file and ${(1e-6 / perByteSeconds).toFixed(0)} MB/s, ` +
    `after ${startSeconds.toFixed(2)} s of start; a file costs as much as ${(inBytes / 1000).toFixed(0)} kB.`
  );
}

/** @param {number} hours @param {number[]} disks gigabytes a second @param {Cost} cost */
function simulate(hours, disks, cost) {
  const bytes = lengthsOf(hours * 3600).map((seconds) => Math.round(seconds * BYTES_PER_SECOND));
  bytes.sort().reverse();
  const total = bytes.reduce((sum, one) => sum + one, 0);
  const rows = SHARDS.map((count) => {
    const balance = new ShardBalance(count, BYTES_PER_UTTERANCE);
    const shards = Array.from({ length: count }, () => ({ seconds: cost.startSeconds, bytes: 0 }));
    for (const one of bytes) {
      const shard = shards[balance.assign(one)];
      if (shard === undefined) throw new Error('no such shard');
      shard.bytes += one;
      shard.seconds += cost.perFileSeconds + cost.perByteSeconds * one;
    }
    const deviation = Math.max(
      ...shards.map((shard) => Math.abs((shard.bytes * count) / total - 1)),
    );
    const seconds = shards.map((shard) => shard.seconds).sort((a, b) => a - b);
    const last = seconds.at(-1) ?? 0;
    const mean = seconds.reduce((sum, one) => sum + one, 0) / count;
    return [
      String(count),
      `${(100 * deviation).toFixed(2)} %`,
      `${(100 * (last / mean - 1)).toFixed(2)} %`,
      duration(last),
      ...disks.map((disk) => duration(endOf(shards, disk * 1e9))),
    ];
  });
  const headings = [
    'cores',
    'farthest from the mean, frames',
    'last after the mean',
    'endless disk',
    ...disks.map((disk) => `${disk} GB/s`),
  ];
  const title = `${hours} h of audio, ${bytes.length} utterances, ${threeDigits(total / 1e9)} GB in and as much out:\n\n`;
  return `${title}${markdownTable(headings, rows)}`;
}

/**
 * When the last shard ends where all share a disk, fairly: while it is too slow for those that are at work, all are slowed alike, so
 * that they end in the order of what they cost.
 *
 * @param {readonly { seconds: number, bytes: number }[]} shards @param {number} bytesPerSecond read and written together
 */
function endOf(shards, bytesPerSecond) {
  const order = shards.toSorted((a, b) => a.seconds - b.seconds);
  let demand = order.reduce((sum, { bytes, seconds }) => sum + (2 * bytes) / seconds, 0);
  let worked = 0;
  let now = 0;
  for (const { seconds, bytes } of order) {
    now += (seconds - worked) * Math.max(1, demand / bytesPerSecond);
    worked = seconds;
    demand -= (2 * bytes) / seconds;
  }
  return now;
}

/** Lengths of utterances in seconds, the same each time. @param {number} totalSeconds */
function lengthsOf(totalSeconds) {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const lengths = [];
  for (let sum = 0; sum < totalSeconds; ) {
    const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    const isLong = random() * 1e6 < LONG_PER_MILLION;
    const seconds = isLong ? MOST_SECONDS * random() : MEDIAN_SECONDS * Math.exp(SPREAD * normal);
    const one = Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, seconds));
    lengths.push(one);
    sum += one;
  }
  return Float64Array.from(lengths);
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds < 60) return `${threeDigits(seconds)} s`;
  return seconds < 3600 ? `${threeDigits(seconds / 60)} min` : `${threeDigits(seconds / 3600)} h`;
}
