// @ts-check
// What the choice of a color or of a level costs: one hour of 16 kHz mono s16, file to file, each beside the default in the same
// round. The tables have medians of the rounds' ratios, which a busy machine moves less than the times.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { awgnFileToFile, awgnMissing } from '../contenders.mjs';
import { makeInput } from '../make-input.mjs';
import { measureProcess } from '../measure-process.mjs';
import { leftOutLine, markdownTable, median, threeDigits } from '../report.mjs';

const DURATION_SECONDS = 3600;
const COLORS = ['pink', 'brown', 'blue', 'violet', 'grey', 'speech', 'matched'];
const LEVELS = ['active', 'a-weighted', 'loudness', 'peak'];

/** @param {import('../report.mjs').BenchOptions} options */
export const benchColors = (options) => benchChoices('--color', 'white', COLORS, options);

/** @param {import('../report.mjs').BenchOptions} options */
export const benchLevels = (options) => benchChoices('--level', 'rms', LEVELS, options);

/**
 * @param {string} option
 * @param {string} standard the choice that all others are compared with
 * @param {readonly string[]} choices
 * @param {import('../report.mjs').BenchOptions} options
 * @returns {Promise<string>} Markdown
 */
async function benchChoices(option, standard, choices, { runs, temporaryFolder }) {
  const title = `### \`${option}\`, against ${standard}: one hour of 16 kHz mono s16, file to file (median of ${runs} pairs)\n\n`;
  if (awgnMissing !== undefined) return `${title}${leftOutLine([`awgn (${awgnMissing})`])}`;
  const inPath = join(temporaryFolder, 'in.wav');
  const outPath = join(temporaryFolder, 'out.wav');
  makeInput(DURATION_SECONDS, inPath);
  /** @param {string} choice */
  const measure = async (choice) => {
    const command = [...awgnFileToFile(inPath, outPath), option, choice];
    const cost = await measureProcess(command, temporaryFolder);
    rmSync(outPath, { force: true });
    return cost;
  };
  const rows = [];
  for (const choice of choices) {
    const walls = [];
    const cpus = [];
    const wallRatios = [];
    const cpuRatios = [];
    for (let run = -1; run < runs; run++) {
      const plain = await measure(standard);
      const chosen = await measure(choice);
      // Run -1 warms the file cache.
      if (run < 0) continue;
      walls.push(chosen.wallSeconds);
      cpus.push(chosen.cpuSeconds);
      wallRatios.push(chosen.wallSeconds / plain.wallSeconds);
      cpuRatios.push(chosen.cpuSeconds / plain.cpuSeconds);
    }
    rows.push([
      `\`${choice}\``,
      ...[walls, cpus, wallRatios, cpuRatios].map((values) => threeDigits(median(values))),
    ]);
  }
  rmSync(inPath);
  const headings = ['choice', 'wall, s', 'CPU, s', `wall, × ${standard}`, `CPU, × ${standard}`];
  return `${title}${markdownTable(headings, rows)}`;
}
