// @ts-check
// What one short file costs: wall time of a 3 s utterance, file to file, beside Node doing nothing.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { benchPath, findContenders } from '../contenders.mjs';
import { measureProcess } from '../measure-process.mjs';
import { leftOutLine, markdownTable, median } from '../report.mjs';

const UTTERANCE = benchPath('../samples/male-16khz-s16-mono.wav');
const NODE_NAME = '`node -e 0`';

/**
 * @param {import('../report.mjs').BenchOptions} options
 * @returns {Promise<string>} Markdown
 */
export async function benchStartup({ runs, temporaryFolder }) {
  const outPath = join(temporaryFolder, 'out.wav');
  const { contenders, leftOut } = findContenders();
  const results = [
    { name: NODE_NAME, command: [process.execPath, '-e', '0'] },
    ...contenders.map(({ name, fileToFile }) => ({
      name,
      command: fileToFile(UTTERANCE, outPath),
    })),
    // One run takes milliseconds, so it is repeated more often than in the other topics.
  ].map((lane) => ({ ...lane, milliseconds: /** @type {number[]} */ ([]) }));
  const repeats = 4 * runs;
  for (let run = -1; run < repeats; run++) {
    for (const { command, milliseconds } of results) {
      const { wallSeconds } = await measureProcess(command, temporaryFolder);
      // Run -1 warms the file cache.
      if (run >= 0) milliseconds.push(1000 * wallSeconds);
      rmSync(outPath, { force: true });
    }
  }

  const medians = results.map(({ name, milliseconds }) => ({ name, wall: median(milliseconds) }));
  const nodeWall = medians.find(({ name }) => name === NODE_NAME)?.wall ?? 0;
  const rows = medians.map(({ name, wall }) => [
    name,
    wall.toFixed(0),
    name === NODE_NAME ? '' : (wall - nodeWall).toFixed(0),
  ]);
  return `### One 3 s file, file to file (median of ${repeats} interleaved runs)

${markdownTable(['tool', 'wall, ms', 'more than `node -e 0`, ms'], rows)}
${leftOutLine(leftOut)}`;
}
