// @ts-check
// A training set: 2,000 utterances of 2 to 12 s, 16 kHz mono s16, made noisy at 10 dB, file by file. awgn puts every file on the disk
// before it counts as done and hashes what it reads and writes; the peers do neither.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { awgnCorpus, awgnMissing, findCorpusPeers } from '../contenders.mjs';
import { makeInput } from '../make-input.mjs';
import { measureProcess } from '../measure-process.mjs';
import { leftOutLine, markdownTable, median, threeDigits } from '../report.mjs';

const UTTERANCES = 2000;
const SPEAKERS = 40;
const LEAST_SECONDS = 2;
const MOST_SECONDS = 12;

/** @param {import('../report.mjs').BenchOptions} options @returns {Promise<string>} Markdown */
export async function benchCorpus({ runs, temporaryFolder }) {
  const source = join(temporaryFolder, 'clean');
  const megabytes = (makeCorpus(source) / 1e6).toFixed(0);
  const title = `### ${UTTERANCES} utterances, ${megabytes} MB, 16 kHz mono s16 at 10 dB SNR, tree to tree (median of ${runs} interleaved runs)\n\n`;
  if (awgnMissing !== undefined) return `${title}${leftOutLine([`awgn (${awgnMissing})`])}`;
  const { contenders, leftOut } = findCorpusPeers();
  const all = [
    { name: 'awgn corpus, all cores', command: awgnCorpus([]) },
    { name: 'awgn corpus `--jobs 1`', command: awgnCorpus(['--jobs', '1']) },
    ...contenders,
  ];
  const costs = all.map(() => /** @type {import('../measure-process.mjs').ProcessCost[]} */ ([]));
  const targets = join(temporaryFolder, 'noisy');
  for (let run = -1; run < runs; run++) {
    for (const [index, { command }] of all.entries()) {
      // Removed at the end: ext4 passes over the inodes of what was deleted in the last minutes one by one, which would
      // cost whoever comes next.
      const target = join(targets, `${index}-${run}`);
      const cost = await measureProcess(command(source, target), temporaryFolder);
      // Nobody pays for what another one has left to be written.
      spawnSync('sync');
      // Run -1 warms the file cache.
      if (run >= 0) costs[index]?.push(cost);
    }
  }
  rmSync(source, { recursive: true });
  rmSync(targets, { recursive: true });
  const rows = all.map(({ name }, index) => {
    const own = costs[index] ?? [];
    /** @param {'wallSeconds' | 'cpuSeconds'} figure */
    const ratio = (figure) =>
      median(own.map((cost, run) => cost[figure] / (costs[0]?.[run]?.[figure] ?? Number.NaN)));
    return [
      name,
      threeDigits(median(own.map(({ cpuSeconds }) => cpuSeconds))),
      threeDigits(median(own.map(({ wallSeconds }) => wallSeconds))),
      median(own.map(({ peakRssMib }) => peakRssMib)).toFixed(0),
      threeDigits(ratio('cpuSeconds')),
      threeDigits(ratio('wallSeconds')),
    ];
  });
  const headings = ['tool', 'CPU, s', 'wall, s', 'peak RSS, MiB', 'CPU × awgn', 'wall × awgn'];
  return `${title}${markdownTable(headings, rows)}\n${leftOutLine(leftOut)}`;
}

/** Writes the clean set; returns its bytes. @param {string} folder */
function makeCorpus(folder) {
  let bytes = 0;
  for (let i = 0; i < UTTERANCES; i++) {
    // Spread evenly over the range, in no order: a multiplicative sequence.
    const part = ((i * 1103515245 + 12345) % 2 ** 16) / 2 ** 16;
    const seconds = LEAST_SECONDS + (MOST_SECONDS - LEAST_SECONDS) * part;
    const path = join(folder, `spk${i % SPEAKERS}`, `utt${i}.wav`);
    mkdirSync(dirname(path), { recursive: true });
    bytes += makeInput(seconds, path);
  }
  return bytes;
}
