// @ts-check
// Peak resident set of awgn for inputs of very different sizes. Output goes to /dev/null or into a pipe.
import { rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { awgnFilter, awgnFilterKnownLevel, awgnMissing, benchPath } from '../contenders.mjs';
import { BYTES_PER_SECOND, makeInput } from '../make-input.mjs';
import { measureProcess, pipeToPipe } from '../measure-process.mjs';
import { leftOutLine, markdownTable } from '../report.mjs';

const SIZES = [
  { name: '10 MB', bytes: 1e7 },
  { name: '1 GB', bytes: 1e9 },
];
const HUGE_SIZE = { name: '10 GB', bytes: 1e10 };

/**
 * @param {string} folder
 * @param {number} bytes
 */
function hasRoomFor(folder, bytes) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 1.2 * bytes;
}

/**
 * @param {import('../report.mjs').BenchOptions} options
 * @returns {Promise<string>} Markdown
 */
export async function benchMemory({ temporaryFolder, isHuge }) {
  const title = '### Peak resident set of awgn, MiB\n\n';
  if (awgnMissing !== undefined) return `${title}Left out: ${awgnMissing}.`;

  const sizes = isHuge ? [...SIZES, HUGE_SIZE] : SIZES;
  /** @type {Record<'file' | 'spool' | 'onePass', string[]>} */
  const cells = { file: [], spool: [], onePass: [] };
  const leftOut = [];
  for (const { name, bytes } of sizes) {
    const seconds = bytes / BYTES_PER_SECOND;
    const generate = [process.execPath, benchPath('make-input.mjs'), String(seconds), '-'];

    // The pipe is spooled to a temporary file, or the file itself is written: either way the bytes need room once.
    if (hasRoomFor(temporaryFolder, bytes)) {
      const inPath = join(temporaryFolder, 'in.wav');
      makeInput(seconds, inPath);
      const redirected = ['bash', '-c', 'in=$0; "$@" < "$in"', inPath, ...awgnFilter()];
      const { peakRssMib } = await measureProcess(redirected, temporaryFolder);
      cells.file.push(peakRssMib.toFixed(0));
      rmSync(inPath);
      const spooled = await measureProcess(pipeToPipe(generate, awgnFilter()), temporaryFolder);
      cells.spool.push(spooled.peakRssMib.toFixed(0));
    } else {
      cells.file.push('');
      cells.spool.push('');
      leftOut.push(`two passes over ${name} (not enough room in the temporary folder)`);
    }
    // biome-ignore format: one command line
    const onePass = await measureProcess(pipeToPipe(generate, awgnFilterKnownLevel()), temporaryFolder);
    cells.onePass.push(onePass.peakRssMib.toFixed(0));
  }

  const rows = [
    ['file, two passes', ...cells.file],
    ['pipe, spooled', ...cells.spool],
    ['pipe, one pass (`--signal-level -25`)', ...cells.onePass],
  ];
  return `${title}${markdownTable(['input', ...sizes.map(({ name }) => name)], rows)}
${leftOutLine(leftOut)}`;
}
