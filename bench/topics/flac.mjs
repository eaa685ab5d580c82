// @ts-check
// FLAC beside the reference program, in the same rounds: decoding, encoding of noisy speech, and FLAC to FLAC at an SNR of 10 dB
// against the pipe that does it with flac. One hour of 16 kHz mono s16. Ratios are medians of the rounds' ratios.
import { spawnSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { awgnFileToFile, awgnMissing, benchPath } from '../contenders.mjs';
import { makeInput } from '../make-input.mjs';
import { measureProcess } from '../measure-process.mjs';
import { leftOutLine, markdownTable, median, threeDigits } from '../report.mjs';

const DURATION_SECONDS = 3600;

/**
 * @param {import('../report.mjs').BenchOptions} options
 * @returns {Promise<string>} Markdown
 */
export async function benchFlac({ runs, temporaryFolder }) {
  const title = `### FLAC, against \`flac\`: one hour of 16 kHz mono s16 (median of ${runs} pairs)\n\n`;
  if (awgnMissing !== undefined) return `${title}${leftOutLine([`awgn (${awgnMissing})`])}`;
  if (spawnSync('flac', ['--version']).status !== 0) {
    return `${title}${leftOutLine(['flac (not installed)'])}`;
  }
  /** @param {string} name */
  const at = (name) => join(temporaryFolder, name);
  const [clean, noisy, input, output] = ['c.wav', 'n.wav', 'c.flac', 'o.flac'].map(at);
  makeInput(DURATION_SECONDS, /** @type {string} */ (clean));
  const awgn = awgnFileToFile(String(clean), String(noisy));
  await measureProcess(awgn, temporaryFolder);
  run('flac', '-s', '-f', '-5', '-o', String(input), String(clean));

  await build({
    entryPoints: ['flac-decoder', 'flac-writer'].map((name) => `src/formats/flac/${name}.ts`),
    absWorkingDir: join(import.meta.dirname, '../..'),
    outdir: temporaryFolder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
  });
  /** @param {'decode' | 'encode'} what @param {string} from @param {string} to */
  const codec = (what, from, to) => [
    process.execPath,
    benchPath('flac-codec.mjs'),
    what,
    temporaryFolder,
    from,
    to,
  ];
  const filter = awgnFileToFile('-', '-')
    .map((word) => `'${word}'`)
    .join(' ');
  const pipe = `flac -dcs '${input}' | ${filter} | flac -s -f -5 -o '${output}' - 2>/dev/null`;
  /** @type {[string, readonly string[], readonly string[]][]} */
  const pairs = [
    [
      'decoding; `flac -d`',
      codec('decode', String(input), at('o.raw')),
      ['flac', '-s', '-f', '-d', '-o', at('p.wav'), String(input)],
    ],
    [
      'encoding of noisy speech; `flac -5`',
      codec('encode', String(noisy), String(output)),
      ['flac', '-s', '-f', '-5', '-o', at('p.flac'), String(noisy)],
    ],
    [
      'FLAC to FLAC at 10 dB; `flac -dcs \\| awgn \\| flac`',
      awgnFileToFile(String(input), String(output)),
      ['bash', '-c', pipe],
    ],
  ];
  const rows = [];
  for (const [name, ours, theirs] of pairs) {
    /** @type {number[][]} */
    const costs = [];
    // Run -1 warms the file cache.
    for (let round = -1; round < runs; round++) {
      rmSync(String(output), { force: true });
      const own = await measureProcess(ours, temporaryFolder);
      const other = await measureProcess(theirs, temporaryFolder);
      if (round >= 0) costs.push([own.cpuSeconds, other.cpuSeconds]);
    }
    const of = (/** @type {(pair: number[]) => number} */ value) =>
      threeDigits(median(costs.map(value)));
    rows.push([
      name,
      of(([own = 0]) => own),
      of(([, other = 0]) => other),
      of(([own = 0, other = 1]) => own / other),
    ]);
  }
  run('flac', '-s', '-f', '-5', '--no-padding', '-o', at('p.flac'), String(noisy));
  await measureProcess(codec('encode', String(noisy), at('size.flac')), temporaryFolder);
  const size = threeDigits(statSync(at('size.flac')).size / statSync(at('p.flac')).size);
  const table = markdownTable(['from and to', 'awgn, CPU s', 'flac, CPU s', 'ratio'], rows);
  return `${title}${table}\nNoisy speech is ${size} times as large as \`flac -5\` makes it.\n`;
}

/** @param {readonly string[]} words */
function run(...words) {
  const [program = '', ...args] = words;
  if (spawnSync(program, args).status !== 0) throw new Error(`${words.join(' ')} failed`);
}
