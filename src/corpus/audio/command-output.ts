import { spawn } from 'node:child_process';
import { CorpusError } from '../../errors.ts';
import type { AudioEvent } from '../../formats/audio-decoder.ts';
import { SniffingDecoder } from '../../formats/sniffing-decoder.ts';
import { naming, writeAll } from '../../io/blocking-io.ts';
import { byteSizeText } from '../../io/byte-size.ts';
import { type RunningCommands, signalGroup } from './running-commands.ts';

/** What the command of a list may write, unless something else is asked for. */
export const MOST_COMMAND_BYTES = 2 ** 32;

/** What is kept of what a command says on standard error, and what of its last line is passed on. */
const KEPT_COMPLAINT_CHARACTERS = 1 << 16;
const MOST_COMPLAINT_CHARACTERS = 300;

/** How long a command that is told to end, or whose shell has ended, may take for it. */
const GRACE_MS = 2000;

/** How the command of a list is run. */
export interface CommandRun {
  readonly command: string;
  /** Of a new file, for what the command writes. */
  readonly fd: number;
  /** What messages call that file. */
  readonly fileName: string;
  readonly mostBytes: number;
  readonly running: RunningCommands;
}

/**
 * Runs a command of the shell and keeps what it writes to its standard output.
 *
 * The header decides first: what is no audio ends the command with its first bytes, all processes of a pipeline included, and
 * none of it is kept. So does more than the bound. A command that writes nothing is waited for.
 *
 * @throws AwgnError for what cannot be decoded, more bytes than the bound, or an exit status other than 0; what the system says.
 */
export async function keepCommandOutput(run: CommandRun): Promise<void> {
  const { command, running } = run;
  const output = new KeptOutput(run);
  const child = spawn('/bin/sh', ['-c', command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own.
    detached: true,
  });
  let complaint = '';
  let failure: { readonly error: unknown } | undefined;
  let forcing: NodeJS.Timeout | undefined;
  const end = () => {
    if (child.pid === undefined || forcing !== undefined) return;
    const group = child.pid;
    signalGroup(group, 'SIGTERM');
    forcing = setTimeout(() => {
      signalGroup(group, 'SIGKILL');
      // A process that left the group may hold them open.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, GRACE_MS);
  };
  const hasEnded = child.pid === undefined ? () => {} : running.add(child.pid);
  try {
    const status = await new Promise<string | undefined>((resolve, reject) => {
      child.on('error', reject);
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        complaint = (complaint + text).slice(-KEPT_COMPLAINT_CHARACTERS);
      });
      const fail = (error: unknown) => {
        failure = { error };
        child.stdout.destroy();
        end();
      };
      // What takes longer, since a decoder is loaded: Node lets a stream flow on that was paused when its process ends.
      let pending: Promise<void> | undefined;
      child.stdout?.on('data', (bytes: Uint8Array) => {
        if (failure !== undefined) return;
        try {
          const later =
            pending === undefined ? output.push(bytes) : pending.then(() => output.push(bytes));
          if (!(later instanceof Promise)) return;
          pending = later;
          child.stdout.pause();
          later.then(() => {
            if (pending !== later) return;
            pending = undefined;
            child.stdout.resume();
          }, fail);
        } catch (error) {
          fail(error);
        }
      });
      let lingering: NodeJS.Timeout | undefined;
      child.on('exit', () => {
        // What the shell left running in the background may hold its standard output open for ever.
        lingering = setTimeout(end, GRACE_MS);
      });
      child.on('close', (code, signal) => {
        clearTimeout(lingering);
        const status = code === 0 ? undefined : signal === null ? `exit status ${code}` : signal;
        Promise.resolve(pending).then(
          () => resolve(status),
          () => resolve(status),
        );
      });
    });
    if (failure !== undefined) throw failure.error;
    if (status !== undefined) throw failed(command, status, complaint);
  } finally {
    clearTimeout(forcing);
    hasEnded();
  }
}

/** What a command has written so far. */
class KeptOutput {
  readonly #run: CommandRun;
  /** Until the header has been read. */
  #decoder: SniffingDecoder | undefined = new SniffingDecoder();
  #bytes = 0;

  constructor(run: CommandRun) {
    this.#run = run;
  }

  /** @throws AwgnError for what cannot be decoded, and for too many bytes; what the system says. */
  push(bytes: Uint8Array): void | Promise<void> {
    const decoded = this.#decoder?.push(bytes) ?? [];
    if (decoded instanceof Promise) return decoded.then((events) => this.#keep(bytes, events));
    this.#keep(bytes, decoded);
  }

  #keep(bytes: Uint8Array, events: Iterable<AudioEvent>): void {
    const { fd, fileName, command, mostBytes } = this.#run;
    for (const { type } of events) if (type === 'header') this.#decoder = undefined;
    if (this.#bytes + bytes.length > mostBytes) throw excessive(command, mostBytes);
    const name = `${fileName}, after ${this.#bytes} bytes of the command ${command}`;
    naming(name, () => writeAll(fd, bytes));
    this.#bytes += bytes.length;
  }
}

function excessive(command: string, mostBytes: number): CorpusError {
  return new CorpusError(
    'ERR_COMMAND_OUTPUT',
    `the command wrote more than ${mostBytes} bytes (--max-command-output ${byteSizeText(mostBytes)}) and was ended; ` +
      `give --max-command-output ${byteSizeText(2 * mostBytes)} if its recording is that long, or mend it: ${command}`,
  );
}

function failed(command: string, status: string, complaint: string): CorpusError {
  const lastLine = complaint.trim().split('\n').at(-1) ?? '';
  return new CorpusError(
    'ERR_COMMAND_FAILED',
    `the command ended with ${status}: ${lastLine.slice(0, MOST_COMPLAINT_CHARACTERS) || 'it said nothing'}; ` +
      `expected an audio file on its standard output; try it by hand: ${command}`,
  );
}
