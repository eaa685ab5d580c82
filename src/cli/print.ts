import { naming, writeAll } from '../io/blocking-io.ts';

/** Writes a text to standard output; returns the exit status of a command that has no more to do. */
export function print(text: string): number {
  naming('standard output', () => writeAll(1, Buffer.from(text)));
  return 0;
}
