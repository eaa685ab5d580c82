/**
 * Does it stay as it is, for hours of work? `npm run build && node bench/soak.mjs [pipe|spool|corpus] [size]`
 *
 * pipe    size GB (100) through the filter in one pass, generated and sunk
 * spool   size GB (8) through a pipe that is spooled, for want of the level: as much as the temporary folder holds
 * corpus  size (200000) files of 0.2 s, made into a corpus
 *
 * Each second the resident memory and the open descriptors of the process are noted in bench/soak/NAME.csv;
 * bench/draw-soak.mjs makes docs/soak.svg of them.
 */
import { spawn } from 'node:child_process';
import {
  createWriteStream,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const RESULTS = fileURLToPath(new URL('soak', import.meta.url));
const SAMPLE_RATE = 16_000;
const GB = 1e9;

/** One block, again and again: the price of making it is that of a write. */
const BLOCK = Buffer.alloc(1 << 20);
for (let offset = 0, state = 1; offset < BLOCK.length; offset += 2) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  BLOCK.writeInt16LE(state >> 20, offset);
}

/** Header of mono of 16 bits, RF64: the sizes do not fit into RIFF. */
function rf64Header(/** @type {number} */ dataBytes) {
  const header = Buffer.alloc(80);
  header.write('RF64', 0, 'latin1');
  header.writeUInt32LE(0xffffffff, 4);
  header.write('WAVEds64', 8, 'latin1');
  header.writeUInt32LE(28, 16);
  header.writeBigUInt64LE(BigInt(72 + dataBytes), 20);
  header.writeBigUInt64LE(BigInt(dataBytes), 28);
  header.writeBigUInt64LE(BigInt(dataBytes / 2), 36);
  header.write('fmt ', 48, 'latin1');
  header.writeUInt32LE(16, 52);
  header.writeUInt16LE(1, 56);
  header.writeUInt16LE(1, 58);
  header.writeUInt32LE(SAMPLE_RATE, 60);
  header.writeUInt32LE(SAMPLE_RATE * 2, 64);
  header.writeUInt16LE(2, 68);
  header.writeUInt16LE(16, 70);
  header.write('data', 72, 'latin1');
  header.writeUInt32LE(0xffffffff, 76);
  return header;
}

/** Writes audio of so many GB to standard output. */
function generate(/** @type {number} */ gigabytes) {
  const blocks = Math.ceil((gigabytes * GB) / BLOCK.length);
  const write = (/** @type {Buffer} */ bytes) => {
    for (let done = 0; done < bytes.length; ) done += writeSync(1, bytes, done);
  };
  write(rf64Header(blocks * BLOCK.length));
  for (let i = 0; i < blocks; i++) write(BLOCK);
}

/** What the system says of a process, or undefined when it has ended. */
function look(/** @type {number} */ pid) {
  try {
    const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    const read = /rchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'latin1'));
    const descriptors = readdirSync(`/proc/${pid}/fd`).length;
    if (rss === null || read === null) return undefined;
    return { rssMb: Number(rss[1]) / 1000, readGb: Number(read[1]) / GB, descriptors };
  } catch {
    return undefined;
  }
}

/**
 * Runs a script of bash, in which `awgn` is the process to be watched.
 *
 * @param {string} name of the results
 * @param {string} script with `awgn` in it, exactly once
 * @param {string[]} args the script's $1, $2, ...
 * @returns {Promise<void>} when it has ended well
 */
async function watch(name, script, args) {
  mkdirSync(RESULTS, { recursive: true });
  const csv = createWriteStream(join(RESULTS, `${name}.csv`));
  csv.write('seconds,read_gb,rss_mb,descriptors\n');
  const prelude = `set -o pipefail; awgn() { echo $BASHPID >&3; exec "${process.execPath}" "${PROGRAM}" "$@"; }`;
  const child = spawn('bash', ['-c', `${prelude}\n${script}`, 'bash', ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const started = performance.now();
  /** @type {{rssMb: number, readGb: number, descriptors: number}[]} */
  const seen = [];
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  child.stdio[3]?.once('data', (/** @type {Buffer} */ line) => {
    const pid = Number(line);
    timer = setInterval(() => {
      const now = look(pid);
      if (now === undefined) return;
      seen.push(now);
      const seconds = (performance.now() - started) / 1000;
      csv.write(
        `${seconds.toFixed(1)},${now.readGb.toFixed(3)},${now.rssMb.toFixed(1)},${now.descriptors}\n`,
      );
    }, 1000);
  });
  const status = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  await new Promise((resolve) => csv.end(() => resolve(undefined)));
  if (status !== 0) throw new Error(`${name}: exit status ${status}`);
  const rest = seen.slice(Math.min(10, seen.length >> 1));
  const range = (/** @type {number[]} */ values) =>
    `${Math.min(...values)} to ${Math.max(...values)}`;
  console.log(
    `${name}: ${((performance.now() - started) / 1000).toFixed(0)} s, ${seen.at(-1)?.readGb.toFixed(1)} GB read; after 10 s ` +
      `${range(rest.map(({ rssMb }) => Math.round(rssMb)))} MB, ${range(rest.map(({ descriptors }) => descriptors))} descriptors`,
  );
}

const GENERATE = `"${process.execPath}" "${fileURLToPath(import.meta.url)}" --generate "$1"`;

const soaks = {
  pipe: (/** @type {string} */ gigabytes = '100') =>
    watch('pipe', `${GENERATE} | awgn --snr 10 --seed 1 --signal-level -28.86 | cat >/dev/null`, [
      gigabytes,
    ]),
  spool: (/** @type {string} */ gigabytes = '8') =>
    watch('spool', `${GENERATE} | awgn --snr 10 --seed 1 | cat >/dev/null`, [gigabytes]),
  corpus: async (/** @type {string} */ files = '200000') => {
    const folder = mkdtempSync(join(tmpdir(), 'awgn-soak-'));
    try {
      makeSource(join(folder, 'clean'), Number(files));
      await watch('corpus', '(awgn corpus "$1" "$2" --snr 0:20 --seed 1 --quiet)', [
        join(folder, 'clean'),
        join(folder, 'noisy'),
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** So many files of 0.2 s, 1000 a folder; those of one folder are links to one file. */
function makeSource(/** @type {string} */ folder, /** @type {number} */ files) {
  const samples = BLOCK.subarray(0, SAMPLE_RATE * 0.2 * 2);
  const wav = Buffer.concat([rf64Header(samples.length), samples]);
  for (let i = 0; i < files; i++) {
    const inner = join(folder, String(Math.floor(i / 1000)).padStart(4, '0'));
    const path = join(inner, `${String(i).padStart(7, '0')}.wav`);
    if (i % 1000 > 0) {
      linkSync(join(inner, `${String(i - (i % 1000)).padStart(7, '0')}.wav`), path);
      continue;
    }
    mkdirSync(inner, { recursive: true });
    writeFileSync(path, wav);
  }
}

const [command = '', size] = process.argv.slice(2);
if (command === '--generate') generate(Number(size));
else if (command in soaks) await soaks[/** @type {keyof typeof soaks} */ (command)](size);
else for (const soak of Object.values(soaks)) await soak();
