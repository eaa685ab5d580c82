import { fstatSync } from 'node:fs';

/**
 * Whether a descriptor is a terminal.
 *
 * Node's own answer brings its network code with it, a tenth of the start-up of all: it is asked about character devices
 * alone, which pipes and files are not.
 */
export function isTerminal(fd: number): boolean {
  return isCharacterDevice(fd) && process.getBuiltinModule('node:tty').isatty(fd);
}

function isCharacterDevice(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice();
  } catch {
    // Closed, or nothing that can be looked at: the console of some systems.
    return false;
  }
}
