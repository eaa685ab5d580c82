import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CorpusError } from '../../errors.ts';
import { naming } from '../../io/blocking-io.ts';
import { makeFolder } from '../../io/make-folder.ts';
import { quote } from '../../io/shell-word.ts';
import { type FoundLock, type LockHolder, lockText, OWN_FILE, readLock } from './lock-file.ts';
import type { HeartbeatData } from './lock-heartbeat.ts';
import { lifeOf, ownIdentity, type ProcessIdentity, type ProcessLife } from './process-identity.ts';

/** What a lock depends on besides its file. */
export interface LockSurroundings {
  readonly identity: ProcessIdentity;
  /** Looks for a process of the same scope. */
  readonly lifeOf: (pid: number) => ProcessLife;
  /** Now by the clock of the file system. @param path of a file of one's own, which may be written to. */
  readonly nowNs: (path: string) => bigint;
  readonly wait: (milliseconds: number) => void;
}

/** Time between two signs of life. */
const BEAT_MS = 3_000;
/** A holder of which nothing else is known is alive so long after a sign of life. */
export const SILENT_MS = 30_000;
/** More than two beats. A holder that looks silent is watched so long: a clock may have been set, or a machine have slept. */
export const WATCH_MS = 7_000;

/** A run that makes the file without links writes into it at once: one that stays empty is from when the power failed. */
const EMPTY_MS = 200;
/** Between two looks at the own lock: they take some 20 us on a local disk. */
const LOOK_MS = 50;
/** Advice to wait longer than this is no help: a clock is wrong. */
const LONG_WAIT_MS = 120_000;
const MOST_ATTEMPTS = 100;
const MOST_FOLDERS_MADE = 5;

const SYSTEM: Omit<LockSurroundings, 'identity'> = {
  lifeOf,
  nowNs: timeOfWriting,
  wait: (milliseconds) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  },
};

/**
 * Keeps all but one run out of a folder, on this machine and on all that share the disk.
 *
 * **Who is alive.** The lock says which process holds it, with its start, its PID namespace and its boot. Where these are
 * also the looker's, the kernel knows whether that process is there, and nothing else counts. Otherwise (another
 * container, another machine, another boot, no /proc) only what the holder does counts: it touches the lock every
 * {@link BEAT_MS}. It is dead when, by the clock of the file system, it has not for {@link SILENT_MS}, and does not while the
 * looker watches for {@link WATCH_MS} more.
 *
 * **Who gets it.** A lock is a file of which no other has the token. It appears whole, in one step that fails if there is
 * one (`link`, O_EXCL). To replace or remove the lock with the token T takes the *right* to: a lock in turn, beside it,
 * called `lock.T`. So of several that found T dead one gets the right. It then looks again: only while the lock is still T,
 * which nobody else may change now, does it put its own in its place (`rename`: there is no moment without a lock). One that
 * comes late, with a verdict on T in hand, finds another token and begins anew. The holder itself takes the right to T before it
 * removes its lock, so neither does it remove another's. Whoever dies with a right in hand leaves a lock that is dead,
 * with the right to that one called `lock.T.U`, and so on.
 *
 * **Who was wrong.** A holder that was stopped for long enough may be thought dead, and go on. It must ask
 * {@link FolderLock.check} before it writes; what it writes between two checks lies in a folder of its own, named after
 * {@link FolderLock.token}, which whoever takes over removes.
 */
export class FolderLock {
  /** Of this lock alone; fit for a file's name. */
  readonly token: string;
  readonly #path: string;
  /** Of the folder, in messages. */
  readonly #name: string;
  readonly #surroundings: LockSurroundings;
  readonly #holder: LockHolder;
  readonly #isOver = new SharedArrayBuffer(4);
  #timer: NodeJS.Timeout | undefined;
  #takenMs = 0;
  #lookedMs = 0;
  #hasRight = false;
  #drafts = 0;

  private constructor(path: string, name: string, surroundings: LockSurroundings) {
    this.token = randomUUID();
    this.#path = path;
    this.#name = name;
    this.#surroundings = surroundings;
    this.#holder = { token: this.token, ...surroundings.identity };
  }

  /**
   * Takes a lock that nobody alive has.
   *
   * @param path of its file; the folder of that is made.
   * @param name of what it locks.
   * @throws CorpusError where somebody has it, or may have it.
   */
  static take(
    path: string,
    name: string,
    surroundings: LockSurroundings = { ...SYSTEM, identity: ownIdentity() },
  ): FolderLock {
    const lock = new FolderLock(path, name, surroundings);
    for (let made = 1; ; made++) {
      makeFolder(dirname(path));
      try {
        lock.#acquire(path);
        lock.#begin();
        return lock;
      } catch (error) {
        // Whoever had it was done, and removed the folder.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || made >= MOST_FOLDERS_MADE) {
          throw error;
        }
      }
    }
  }

  /** To be called before anything is written that others could write too; cheap enough to be called often. @throws CorpusError where the lock was lost. */
  check(): void {
    const now = performance.now();
    if (now - this.#lookedMs >= LOOK_MS) this.checkNow();
  }

  /** The same without regard to the last time: before a step that others see. */
  checkNow(): void {
    const found = readLock(this.#path);
    if (found?.token !== this.token) throw this.#loss(found);
    this.#lookedMs = performance.now();
    if (this.#timer !== undefined && this.#lookedMs - this.#takenMs >= BEAT_MS)
      this.#startBeating();
  }

  /** What {@link check} would throw; undefined while the lock is held, or where that cannot be found out. */
  loss(): CorpusError | undefined {
    try {
      this.checkNow();
    } catch (error) {
      if (error instanceof CorpusError) return error;
    }
    return undefined;
  }

  /** Removes the lock, unless another has it. */
  release(): void {
    this.#stopBeating();
    if (!this.#takeRight()) return;
    if (readLock(this.#path)?.token === this.token) rmSync(this.#path, { force: true });
    rmSync(this.#rightTo(this.token), { force: true });
  }

  /**
   * Does what removes the lock with all that is beside it.
   *
   * @throws CorpusError where another has it.
   */
  end(remove: () => void): void {
    const isMine = this.#takeRight();
    this.checkNow();
    if (!isMine) throw this.#loss(readLock(this.#rightTo(this.token)));
    this.#stopBeating();
    remove();
  }

  #rightTo(token: string, path: string = this.#path): string {
    return `${path}.${token}`;
  }

  /** Takes the right to the own lock; false where another has it. */
  #takeRight(): boolean {
    if (this.#hasRight) return true;
    const draft = this.#draft();
    try {
      this.#hasRight = create(draft, this.#rightTo(this.token), lockText(this.#holder));
    } finally {
      rmSync(draft, { force: true });
    }
    return this.#hasRight;
  }

  #acquire(path: string): void {
    const draft = this.#draft();
    try {
      for (let attempt = 0; ; attempt++) {
        if (create(draft, path, lockText(this.#holder))) return;
        const found = readLock(path);
        if (found === undefined) continue;
        if (attempt >= MOST_ATTEMPTS) throw this.#busy(found, '', 'wait for it');
        if (!this.#isDead(path, found, draft)) continue;
        const right = this.#rightTo(found.token, path);
        this.#acquire(right);
        try {
          if (readLock(path)?.token === found.token) {
            renameSync(draft, path);
            return;
          }
        } finally {
          rmSync(right, { force: true });
        }
      }
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /** True if the holder is dead for certain, false if its lock is another one now. @throws CorpusError otherwise. */
  #isDead(path: string, found: FoundLock, draft: string): boolean {
    const { identity, lifeOf } = this.#surroundings;
    const { holder, text } = found;
    if (text === '') {
      this.#surroundings.wait(EMPTY_MS);
      return isSame(found, readLock(path));
    }
    if (holder === undefined) throw this.#unreadable(path, text);
    const isInScope = holder.scope !== null && holder.scope === identity.scope;
    const life = isInScope ? lifeOf(holder.pid) : 'unseen';
    if (life === 'none') return true;
    if (life !== 'unseen' && holder.started !== null) {
      if (life.started !== holder.started) return true;
      throw this.#busy(found, '', `wait for it, or stop it: kill ${holder.pid}`);
    }
    return this.#isSilent(path, found, draft);
  }

  #isSilent(path: string, found: FoundLock, draft: string): boolean {
    const { wait, nowNs } = this.#surroundings;
    const silentMs = Number(nowNs(draft) - found.modifiedNs) / 1e6;
    if (silentMs < SILENT_MS) {
      const waitMs = SILENT_MS - silentMs;
      const remedy =
        waitMs > LONG_WAIT_MS
          ? `remove its lock: rm ${quote(path)}`
          : `run this again in ${Math.ceil(waitMs / 1000)} s`;
      const sign = ` (last sign of life ${Math.max(0, Math.round(silentMs / 1000))} s ago)`;
      throw this.#busy(found, sign, `wait for it; if it is gone, ${remedy}`);
    }
    wait(WATCH_MS);
    return isSame(found, readLock(path));
  }

  #busy({ holder }: FoundLock, sign: string, remedy: string): CorpusError {
    const who = holder === undefined ? 'a process' : `process ${holder.pid} of ${holder.host}`;
    return new CorpusError(
      'ERR_RESULT_IN_USE',
      `${this.#name} is being worked on by ${who}${sign}; expected one run at a time; ${remedy}`,
    );
  }

  #unreadable(path: string, text: string): CorpusError {
    // What awgn 0.1.0 wrote: it says too little to tell whether the process is still there.
    const [, pid, host] = /^(\d+) (\S+)$/.exec(text) ?? [];
    const found =
      pid === undefined
        ? `${path} is no lock that this version knows`
        : `${this.#name} is, or was, being worked on by process ${pid} of ${host} with an older awgn`;
    return new CorpusError(
      'ERR_RESULT_IN_USE',
      `${found}; expected one run at a time; if no run is at work there, remove the lock: rm ${quote(path)}`,
    );
  }

  /** @param found what is in the place of the own lock. */
  #loss(found: FoundLock | undefined): CorpusError {
    const { holder } = found ?? {};
    const what =
      holder === undefined
        ? `the lock of ${this.#name} was removed while this run was at work`
        : `${this.#name} was taken over by process ${holder.pid} of ${holder.host}, since this run gave no sign of life for ${SILENT_MS / 1000} s`;
    const remedy =
      holder === undefined
        ? 'this run stops, since another may have begun: run again with --resume'
        : 'this run stops: wait for the other, or run again with --resume after it';
    return new CorpusError('ERR_RESULT_IN_USE', `${what}; expected one run at a time; ${remedy}`);
  }

  /** A lock that is not in its place yet. */
  #draft(): string {
    const draft = `${this.#path}-${this.token}-${this.#drafts++}.part`;
    const fd = openSync(draft, 'wx');
    try {
      naming(this.#path, () => writeSync(fd, lockText(this.#holder)));
    } finally {
      closeSync(fd);
    }
    return draft;
  }

  /** Most runs are done before the first beat is due, and need no thread for it. */
  #begin(): void {
    this.#takenMs = performance.now();
    this.#lookedMs = this.#takenMs;
    this.#timer = setTimeout(() => this.#startBeating(), BEAT_MS).unref();
  }

  #startBeating(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const workerData: HeartbeatData = {
      path: this.#path,
      token: this.token,
      everyMs: BEAT_MS,
      isOver: this.#isOver,
    };
    try {
      const worker = new Worker(new URL('./lock-heartbeat.js', import.meta.url), {
        workerData,
        resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 8 },
      });
      // Without it the run may be thought dead, and then stops: no reason to stop at once.
      worker.on('error', () => {});
      worker.unref();
    } catch {
      // The same.
    }
  }

  #stopBeating(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const over = new Int32Array(this.#isOver);
    Atomics.store(over, 0, 1);
    Atomics.notify(over, 0);
  }
}

/**
 * Puts a lock in its place if there is none.
 *
 * @returns whether it did.
 */
function create(draft: string, path: string, text: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // On NFS the answer may be lost, and the question asked twice: the draft knows whether it has a second name.
    if (code === 'EEXIST') return statSync(draft).nlink > 1;
    if (code === 'ENOENT') throw error;
  }
  // File systems without hard links say so in many ways.
  try {
    const fd = openSync(path, 'wx');
    try {
      naming(path, () => writeSync(fd, text));
    } finally {
      closeSync(fd);
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isSame(before: FoundLock, now: FoundLock | undefined): boolean {
  return now?.token === before.token && now.modifiedNs === before.modifiedNs;
}

/** Writes a file again and asks when that was: on NFS the server says so, once it is synced. */
function timeOfWriting(path: string): bigint {
  const fd = openSync(path, OWN_FILE);
  try {
    naming(path, () => {
      writeSync(fd, '{', 0);
      fsyncSync(fd);
    });
    return fstatSync(fd, { bigint: true }).mtimeNs;
  } finally {
    closeSync(fd);
  }
}
