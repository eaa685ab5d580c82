// @ts-check
// Runs one command as a whole process and says what it cost.
//
// bash's `time` gives wall, user and system seconds to 1 ms for everything that was waited for, pipelines included; GNU time gives
// the largest resident set of any one process of the command. (Node has no wait4, and the resident set of a child that Node forks
// itself would start at Node's own.) Both together add about 2 ms of wall time to each command.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const GNU_TIME = '/usr/bin/time';
const SCRIPT = `TIMEFORMAT='%3R %3U %3S'
{ time ${GNU_TIME} -q -f %M -o "$0/rss" "$@" 2>&4; } 4>&2 2>"$0/time"`;

/**
 * @typedef {object} ProcessCost
 * @property {number} wallSeconds
 * @property {number} cpuSeconds user and system, of all processes of the command
 * @property {number} peakRssMib of the largest process of the command
 */

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;

/** Ends the command that is being measured, with all its processes. */
export function stopMeasuredProcess() {
  if (running?.pid !== undefined) process.kill(-running.pid, 'SIGTERM');
}

/** @returns {boolean} whether this machine has what measureProcess needs */
export function canMeasureProcesses() {
  return existsSync(GNU_TIME);
}

/**
 * The environment of every measured command: NODE_EXTRA_CA_CERTS would add tens of milliseconds of certificate parsing to
 * each start of Node.
 */
const environment = { ...process.env };
delete environment.NODE_EXTRA_CA_CERTS;

/**
 * @param {readonly string[]} command program and arguments; its stdin and stdout are /dev/null
 * @param {string} temporaryFolder
 * @returns {Promise<ProcessCost>}
 * @throws {Error} when the command fails, with what it wrote to stderr
 */
export async function measureProcess(command, temporaryFolder) {
  const child = spawn('bash', ['-c', SCRIPT, temporaryFolder, ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment,
    // Its own process group, so that stopMeasuredProcess reaches pipelines too.
    detached: true,
  });
  running = child;
  let stderrText = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderrText += text;
  });
  const exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  running = undefined;
  if (exitCode !== 0) {
    throw new Error(`exit code ${exitCode} from ${command.join(' ')}\n${stderrText.trim()}`);
  }

  const timePath = join(temporaryFolder, 'time');
  const rssPath = join(temporaryFolder, 'rss');
  const [wallSeconds = 0, userSeconds = 0, systemSeconds = 0] = readFileSync(timePath, 'utf8')
    .trim()
    .split(' ')
    .map(Number);
  const peakRssMib = Number(readFileSync(rssPath, 'utf8')) / 1024;
  rmSync(timePath);
  rmSync(rssPath);
  return { wallSeconds, cpuSeconds: userSeconds + systemSeconds, peakRssMib };
}

/**
 * A command that reads a file through a pipe and writes into one.
 *
 * @param {readonly string[]} source its stdout is the input
 * @param {readonly string[]} command
 * @returns {string[]} for measureProcess
 */
export function pipeToPipe(source, command) {
  const script = `set -o pipefail; n=$1; shift; source=("\${@:1:n}"); "\${source[@]}" | "\${@:n+1}" | cat > /dev/null`;
  return ['bash', '-c', script, 'bash', String(source.length), ...source, ...command];
}
