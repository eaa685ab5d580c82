import { writeAll } from '../io/blocking-io.ts';
import { isTerminal } from '../io/terminal.ts';

/** Work that takes less than this needs no bar. */
const PATIENCE_MS = 1000;
const REDRAW_MS = 100;
const BAR_COLUMNS = 30;

export interface Progress {
  readonly update: (done: number | undefined, bytes: number) => void;
  readonly clear: () => void;
}

/** A bar on standard error for work that takes longer than a second; undefined where that is no terminal. */
export function createProgress(): Progress | undefined {
  if (!isTerminal(2)) return undefined;
  const start = performance.now();
  const bar = new Bar();
  return {
    update(done, bytes) {
      const now = performance.now();
      if (now - start < PATIENCE_MS) return;
      bar.draw(now, () => progressLine(done, bytes, (now - start) / 1000));
    },
    clear: () => bar.clear(),
  };
}

/** One line of a terminal on standard error, drawn again now and then. */
export class Bar {
  #isDrawn = false;
  #last = performance.now();

  /** @param now as `performance.now()` tells. */
  draw(now: number, text: () => string): void {
    if (now - this.#last < REDRAW_MS) return;
    this.#last = now;
    this.#isDrawn = true;
    writeAll(2, Buffer.from(`\r\x1b[K${text()}`));
  }

  /** Removes the line, so that something else can be written. */
  clear(): void {
    if (this.#isDrawn) writeAll(2, Buffer.from('\r\x1b[K'));
    this.#isDrawn = false;
  }
}

/** What the bar says: part done, time left; or, where the end is not known, megabytes read. */
export function progressLine(done: number | undefined, bytes: number, seconds: number): string {
  if (done === undefined) return `${(bytes / 1e6).toFixed(0)} MB read`;
  const part = Math.min(1, done);
  const filled = Math.round(part * BAR_COLUMNS);
  const bar = '#'.repeat(filled).padEnd(BAR_COLUMNS, '-');
  const left = part > 0 ? Math.ceil((seconds / part) * (1 - part)) : 0;
  return `[${bar}] ${Math.floor(part * 100)} %, ${left} s left`;
}
