/** More than there are threads that run one each. */
const MOST_COMMANDS = 4096;

/**
 * The commands that threads run, each in a process group of its own, so that the thread that hears of the end of the work
 * can end them all. Threads share the memory.
 */
export class RunningCommands {
  readonly memory: SharedArrayBuffer;
  /** Process groups; 0 where there is none. */
  readonly #groups: Int32Array;

  /** @param memory of another thread's. */
  constructor(memory = new SharedArrayBuffer(MOST_COMMANDS * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#groups = new Int32Array(memory);
  }

  /** @returns what is to be called when the command has ended. */
  add(group: number): () => void {
    const place = this.#groups.findIndex(
      (_, i) => Atomics.compareExchange(this.#groups, i, 0, group) === 0,
    );
    return () => {
      if (place >= 0) Atomics.store(this.#groups, place, 0);
    };
  }

  /** Tells all of them to end. */
  end(): void {
    for (const group of this.#groups) if (group !== 0) signalGroup(group, 'SIGTERM');
  }
}

/** Sends a signal to all processes of a group, if there are any left. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // They have ended by themselves.
  }
}
