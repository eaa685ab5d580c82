/** Bytes after which the event loop gets its turn: signal handlers and progress. */
export const BYTES_PER_TURN = 1 << 22;

/**
 * Called now and then with the part of the work that is done, 0 to 1, or undefined where that is not known, and with the
 * bytes that have been read or written.
 */
export type OnProgress = (done: number | undefined, bytes: number) => void;

/** Gives the event loop its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Runs to the end and gives the event loop its turn now and then. */
export async function inTurns<T>(steps: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await turn();
  }
}
