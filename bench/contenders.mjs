// @ts-check
// What is compared: awgn and its peers, each a whole process IN -> OUT. One place to change when a command line changes.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @param {string} path relative to this folder */
export const benchPath = (path) => fileURLToPath(new URL(path, import.meta.url));

const AWGN_CLI = benchPath('../dist/cli/main.js');
const SNR_DB = '10';
const SEED = ['--seed', '1'];

/** Why awgn itself cannot be measured; undefined when it can. */
export const awgnMissing = existsSync(AWGN_CLI)
  ? undefined
  : 'dist/cli/main.js does not exist: build first';

/** @param {string} inPath @param {string} outPath */
export const awgnFileToFile = (inPath, outPath) =>
  // biome-ignore format: one command line
  [process.execPath, AWGN_CLI, '--snr', SNR_DB, ...SEED, inPath, outPath, '--force', '--quiet'];

/** White noise at -25 dBFS, for where no speech is needed. @param {number} seconds @param {string} encoding @param {string} path */
export const awgnGenerate = (seconds, encoding, path) =>
  // biome-ignore format: one command line
  [process.execPath, AWGN_CLI, 'generate', '--duration', String(seconds), '--encoding', encoding,
    '--noise-level', '-25', ...SEED, '--quiet', '--force', path];

/** stdin to stdout: two passes over a redirected file, spooled from a pipe. */
export const awgnFilter = () =>
  // biome-ignore format: one command line
  [process.execPath, AWGN_CLI, '--snr', SNR_DB, ...SEED, '--quiet'];

/** stdin to stdout in one pass: the signal's level is told. */
export const awgnFilterKnownLevel = () => [...awgnFilter(), '--signal-level', '-25'];

/** @param {readonly string[]} options @returns {(source: string, target: string) => string[]} */
export const awgnCorpus =
  (options) =>
  (
    source,
    target, // biome-ignore format: one command line
  ) => [
    process.execPath,
    AWGN_CLI,
    'corpus',
    source,
    target,
    '--snr',
    SNR_DB,
    ...SEED,
    '--quiet',
    ...options,
  ];

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {(inPath: string, outPath: string) => string[]} fileToFile
 */

/**
 * @param {readonly string[]} command
 * @returns {string | undefined} the first line it prints; undefined when it fails or does not exist
 */
function firstLine(command) {
  const [program = '', ...args] = command;
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', cwd: benchPath('.') });
  return status === 0 ? (stdout.split('\n')[0] ?? '').trim() : undefined;
}

const interpreters = [process.env.PYTHON, 'python3', '/usr/bin/python3'].filter(
  (program) => program !== undefined,
);
/** @param {string} modules */
const interpreterWith = (modules) =>
  interpreters.find((program) => firstLine([program, '-c', `import ${modules}`]) !== undefined);

/** $PYTHON, the one in PATH or the distribution's: whichever has most of what the peers need. */
export const python =
  ['numpy, soundfile, torch', 'numpy, soundfile', 'numpy'].map(interpreterWith).find(Boolean) ??
  'python3';

/** @param {string} code prints a version; it fails if a module is missing */
const pythonProbe = (code) => [python, '-c', code];
const NUMPY_PROBE = pythonProbe(
  'import numpy, soundfile; print(f"NumPy {numpy.__version__}, soundfile {soundfile.__version__}")',
);

const PEERS = [
  {
    name: 'NumPy (SFC64) + soundfile, in blocks',
    program: [python, benchPath('peers/numpy-blocks.py')],
    probe: NUMPY_PROBE,
  },
  {
    name: 'NumPy (SFC64) + soundfile, whole file',
    program: [python, benchPath('peers/numpy-whole.py')],
    probe: NUMPY_PROBE,
  },
  {
    name: 'torch.randn + soundfile, whole file',
    program: [python, benchPath('peers/torch-whole.py')],
    probe: pythonProbe('import torch, soundfile; print("torch", torch.__version__)'),
  },
  {
    name: 'audiomentations AddGaussianSNR, whole file',
    program: [python, benchPath('peers/audiomentations-snr.py')],
    probe: pythonProbe(
      'import audiomentations, soundfile; print("audiomentations", audiomentations.__version__)',
    ),
  },
  {
    name: 'FFmpeg anoisesrc + amix (uniform noise)',
    program: ['bash', benchPath('peers/ffmpeg-anoisesrc.sh')],
    probe: ['bash', '-c', "ffmpeg -version | sed 's/^ffmpeg version \\([^ ]*\\).*/FFmpeg \\1/;q'"],
  },
  {
    name: 'SoX synth + mix (uniform noise)',
    program: ['bash', benchPath('peers/sox.sh')],
    probe: ['bash', '-c', "sox --version | sed 's/.*SoX v/SoX /'"],
  },
  {
    name: 'Node: wavefile + Math.random, whole file',
    program: [process.execPath, benchPath('peers/wavefile-math-random.mjs')],
    // biome-ignore format: one command line
    probe: [process.execPath, '-p', 'JSON.parse(fs.readFileSync("../node_modules/wavefile/package.json")).version.replace(/^/, "wavefile ")'],
  },
];

/**
 * awgn first, then the peers that are installed.
 *
 * @returns {{ contenders: Contender[], versions: string[], leftOut: string[] }}
 */
export function findContenders() {
  /** @type {Contender[]} */
  const contenders = [];
  const versions = new Set();
  const leftOut = [];
  if (awgnMissing === undefined) contenders.push({ name: 'awgn', fileToFile: awgnFileToFile });
  else leftOut.push(`awgn (${awgnMissing})`);
  for (const { name, program, probe } of PEERS) {
    const version = firstLine(probe);
    if (!version) {
      leftOut.push(`${name} (not installed)`);
      continue;
    }
    versions.add(version);
    contenders.push({
      name,
      fileToFile: (inPath, outPath) => [...program, inPath, outPath, SNR_DB],
    });
  }
  return { contenders, versions: [...versions], leftOut };
}

const CORPUS_PEERS = [
  {
    name: 'NumPy (SFC64) + soundfile, one process',
    script: 'peers/numpy-corpus.py',
    probe: NUMPY_PROBE,
  },
  {
    name: 'audiomentations AddGaussianSNR, one process',
    script: 'peers/audiomentations-corpus.py',
    probe: pythonProbe('import audiomentations; print("audiomentations")'),
  },
];

/** Who makes a noisy tree of a clean one, of those that are installed. */
export function findCorpusPeers() {
  const isInstalled = CORPUS_PEERS.map(({ probe }) => Boolean(firstLine(probe)));
  return {
    contenders: CORPUS_PEERS.filter((_, index) => isInstalled[index]).map(({ name, script }) => ({
      name,
      command: (/** @type {string} */ source, /** @type {string} */ target) => [
        python,
        benchPath(script),
        source,
        target,
        SNR_DB,
      ],
    })),
    leftOut: CORPUS_PEERS.filter((_, index) => !isInstalled[index]).map(
      ({ name }) => `${name} (not installed)`,
    ),
  };
}
