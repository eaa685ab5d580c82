import { writeAll } from '../files/blocking-io.ts';

/** One line on standard error. */
export function complain(message: string): void {
  try {
    writeAll(2, Buffer.from(`awgn: ${message}\n`));
  } catch {
    // Nobody listens.
  }
}
