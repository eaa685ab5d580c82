import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Tells a process from all others that ever ran, as far as the system lets it be told. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /**
   * Where the number and the start mean what they say: this boot, PID namespace and time namespace. Null where the system
   * does not say; then nothing is known of processes but what they do.
   */
  readonly scope: string | null;
  /** Clock ticks from boot to the start of the process, as in field 22 of /proc/PID/stat. */
  readonly started: string | null;
}

/** Start of a process, or that there is none, or that it cannot be seen. */
export type ProcessLife = { readonly started: string } | 'none' | 'unseen';

/** Identity of this process. */
export function ownIdentity(): ProcessIdentity {
  const life = lifeIn('/proc/self/stat');
  return {
    pid: process.pid,
    host: hostname(),
    scope: ownScope(),
    started: typeof life === 'object' ? life.started : null,
  };
}

/**
 * Looks for a process of this PID namespace.
 *
 * A process that has ended and that its parent has not asked about (a zombie) counts as none: it writes no more.
 */
export function lifeOf(pid: number): ProcessLife {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'none';
  }
  // Also where /proc is of another namespace, or hides the processes of others (hidepid).
  return isProcOfOwnNamespace() ? lifeIn(`/proc/${pid}/stat`) : 'unseen';
}

/**
 * Host names and machine ids are shared by containers and by copies of a machine, and so are the numbers of processes. A boot has a
 * random id, and a namespace a number that no other one has before all processes of the first are gone. Starts are counted from
 * the zero of the time namespace.
 */
function ownScope(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return [boot, readlinkSync('/proc/self/ns/pid'), timeNamespace()].join(' ');
  } catch {
    return null;
  }
}

function timeNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/time');
  } catch {
    // Linux before 5.6 has none.
    return '';
  }
}

/** Seen from a /proc of another namespace, this process has a number there before its own. */
function isProcOfOwnNamespace(): boolean {
  try {
    return /^NSpid:\s*\d+$/m.test(readFileSync('/proc/self/status', 'latin1'));
  } catch {
    return false;
  }
}

function lifeIn(statPath: string): ProcessLife {
  try {
    const stat = readFileSync(statPath, 'latin1');
    // The second field is the name of the program in brackets, which may hold brackets and spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, threads, started] = [fields[0], Number(fields[17]), fields[19]!];
    return (state === 'Z' && threads <= 1) || state === 'X' ? 'none' : { started };
  } catch {
    return 'unseen';
  }
}
