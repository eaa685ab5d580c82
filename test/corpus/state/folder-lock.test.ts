import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  FolderLock,
  type LockSurroundings,
  SILENT_MS,
  WATCH_MS,
} from '../../../src/corpus/state/folder-lock.ts';
import {
  lifeOf,
  ownIdentity,
  type ProcessIdentity,
  type ProcessLife,
} from '../../../src/corpus/state/process-identity.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';

const links = vi.hoisted(() => ({ areKnown: true }));

vi.mock(import('node:fs'), async (importOriginal) => {
  const fs = await importOriginal();
  const linkSync: typeof fs.linkSync = (from, to) => {
    if (!links.areKnown) throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
    fs.linkSync(from, to);
  };
  return { ...fs, linkSync };
});

const BOOT = 'boot pid:[1] time:[1]';
const ELSEWHERE = 'boot pid:[2] time:[1]';

let path: string;
/** Processes of the scope that looks, by number. */
let living: Map<number, ProcessLife>;
let waited: number[];
let nowMs: number;

beforeEach(() => {
  links.areKnown = true;
  path = join(temporaryFolder(), 'out', '.awgn', 'lock');
  living = new Map();
  waited = [];
  nowMs = 1e12;
});

function surroundings(
  identity: Partial<ProcessIdentity> = {},
  overrides: Partial<LockSurroundings> = {},
): LockSurroundings {
  return {
    identity: { pid: 7, host: 'box', scope: BOOT, started: '70', ...identity },
    lifeOf: (pid) => living.get(pid) ?? 'none',
    nowNs: () => BigInt(nowMs) * 1_000_000n,
    wait: (milliseconds) => waited.push(milliseconds),
    ...overrides,
  };
}

const take = (
  identity: Partial<ProcessIdentity> = {},
  overrides: Partial<LockSurroundings> = {},
): FolderLock => FolderLock.take(path, 'out', surroundings(identity, overrides));

/** The lock's last sign of life. */
function signed(secondsAgo: number): void {
  utimesSync(path, nowMs / 1000 - secondsAgo, nowMs / 1000 - secondsAgo);
}

function write(text: string, at: string = path): void {
  mkdirSync(dirname(at), { recursive: true });
  writeFileSync(at, text);
}

/** What lies beside the lock, it included. */
const names = () => readdirSync(dirname(path)).sort();

describe('a lock', () => {
  it('says who holds it, and leaves nothing behind', () => {
    const lock = take();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      token: lock.token,
      ...surroundings().identity,
    });
    expect(names()).toEqual(['lock']);
    lock.checkNow();
    lock.release();
    expect(names()).toEqual([]);
  });

  it('works where the file system has no hard links', () => {
    links.areKnown = false;
    const lock = take();
    living.set(7, { started: '70' });
    expect(() => take({ pid: 8 })).toThrow(/worked on by process 7 of box/);
    living.clear();
    const next = take({ pid: 8 });
    expect(names()).toEqual(['lock']);
    expect(() => lock.checkNow()).toThrow(/taken over by process 8/);
    next.release();
    expect(names()).toEqual([]);
  });

  it('is removed with all that is beside it, by its holder alone', () => {
    const lock = take();
    lock.end(() => rmSync(dirname(path), { recursive: true }));
    expect(existsSync(path)).toBe(false);
    const lost = take();
    take({ pid: 8 });
    expect(() => lost.end(() => expect.unreachable())).toThrow(/taken over by process 8 of box/);
  });
});

describe('where boot and namespace are the same the kernel decides', () => {
  it('the process is there: refused, however long it was silent', () => {
    take();
    signed(1e6);
    living.set(7, { started: '70' });
    expect(() => take({ pid: 8 })).toThrow(
      'out is being worked on by process 7 of box; expected one run at a time; wait for it, or stop it: kill 7',
    );
    expect(names()).toEqual(['lock']);
  });

  it.each([
    ['there is no such process', 'none'],
    ['another process has its number', { started: '71' }],
  ] as const)('%s: taken over at once', (_, life) => {
    take();
    signed(0);
    living.set(7, life);
    take({ pid: 8 }).checkNow();
    expect(waited).toEqual([]);
    expect(names()).toEqual(['lock']);
  });

  it('that number is its own: refused by the same process, taken over from an earlier one', () => {
    take();
    living.set(7, { started: '70' });
    expect(() => take()).toThrow(/worked on by process 7/);
    living.set(7, { started: '99' });
    take({ started: '99' }).checkNow();
  });
});

describe.each([
  ['in another PID namespace, with the same number', { scope: ELSEWHERE }],
  ['where no scope is known', { scope: null, started: null }],
  ['that cannot be seen', { pid: 9 }],
] as const)('of a holder %s its signs of life decide', (_, identity) => {
  beforeEach(() => {
    living.set(9, 'unseen');
    take(identity);
  });

  const takeOver = (overrides: Partial<LockSurroundings> = {}) =>
    take('scope' in identity && identity.scope === null ? identity : {}, overrides);

  it('a late one: refused, and told how long to wait', () => {
    signed(3);
    expect(() => takeOver()).toThrow(
      /^out is being worked on by process [79] of box \(last sign of life 3 s ago\); expected one run at a time; wait for it; if it is gone, run this again in 27 s$/,
    );
  });

  it('none for long, and none while it is watched: taken over', () => {
    signed(SILENT_MS / 1000);
    takeOver().checkNow();
    expect(waited).toEqual([WATCH_MS]);
    expect(names()).toEqual(['lock']);
  });

  it('one while it is watched: refused, since a clock was set or a machine slept', () => {
    signed(3600);
    expect(() => takeOver({ wait: () => signed(0) })).toThrow(/last sign of life 0 s ago/);
  });

  it('one in the future: refused, and told how to remove it', () => {
    signed(-3600);
    expect(() => takeOver()).toThrow(`if it is gone, remove its lock: rm ${path}`);
  });
});

describe('a lock that says nothing of the kind', () => {
  it('is told where 0.1.0 wrote it, and left', () => {
    write('4194305 box\n');
    expect(() => take()).toThrow(
      `out is, or was, being worked on by process 4194305 of box with an older awgn; expected one run at a time; ` +
        `if no run is at work there, remove the lock: rm ${path}`,
    );
    expect(readFileSync(path, 'utf8')).toBe('4194305 box\n');
    expect(names()).toEqual(['lock']);
  });

  it.each(['mine', '{"token":"../x","pid":1}', '{}', 'null'])('is told where it is %j', (text) => {
    write(text);
    expect(() => take()).toThrow(`${path} is no lock that this version knows`);
  });

  it.each(['', '\0\0\0\0'])('is dead where it stays %j, as when the power failed', (text) => {
    write(text);
    take().checkNow();
    expect(names()).toEqual(['lock']);
  });

  it('is alive where its writer is about to write', () => {
    write('');
    const wait = () => write('1 box\n');
    expect(() => take({}, { wait })).toThrow(/process 1 of box/);
  });
});

describe('of two that found a lock dead', () => {
  it('the second one finds the lock of the first, though it had its verdict before', () => {
    take();
    let first: FolderLock | undefined;
    const late: Partial<LockSurroundings> = {
      lifeOf: (pid) => {
        if (first === undefined) {
          first = take({ pid: 8, started: '80' });
          living.set(8, { started: '80' });
        }
        return living.get(pid) ?? 'none';
      },
    };
    expect(() => take({ pid: 9 }, late)).toThrow(/worked on by process 8/);
    first!.checkNow();
    expect(names()).toEqual(['lock']);
  });

  it('the second one is refused while the first has the right to replace it', () => {
    const { token } = take();
    const right = { token: 'r', pid: 8, host: 'box', scope: BOOT, started: '80' };
    write(`${JSON.stringify(right)}\n`, `${path}.${token}`);
    living.set(8, { started: '80' });
    expect(() => take({ pid: 9 })).toThrow(/worked on by process 8/);
    expect(names()).toEqual(['lock', `lock.${token}`]);
  });

  it('a third one goes on where the first died with that right in hand', () => {
    const { token } = take();
    const right = { token: 'r', pid: 8, host: 'box', scope: BOOT, started: '80' };
    write(`${JSON.stringify(right)}\n`, `${path}.${token}`);
    write(`${JSON.stringify({ ...right, token: 's' })}\n`, `${path}.${token}.r`);
    take({ pid: 9 }).checkNow();
    expect(names()).toEqual(['lock']);
  });
});

describe('a holder that was thought dead', () => {
  it('finds out, names the other, and leaves its lock', () => {
    const lost = take();
    const next = take({ pid: 8 });
    expect(() => lost.checkNow()).toThrow(
      'out was taken over by process 8 of box, since this run gave no sign of life for 30 s; ' +
        'expected one run at a time; this run stops: wait for the other, or run again with --resume after it',
    );
    lost.release();
    next.checkNow();
    expect(names()).toEqual(['lock']);
  });

  it('does not remove the lock that another is about to replace', () => {
    const lost = take();
    let seen = false;
    take(
      { pid: 8 },
      {
        lifeOf: () => {
          const right = `${path}.${lost.token}`;
          write('{"token":"r","pid":8,"host":"box","scope":null,"started":null}\n', right);
          lost.release();
          seen = existsSync(path);
          rmSync(right);
          return 'none';
        },
      },
    );
    expect(seen).toBe(true);
  });

  it('finds out that the lock was removed by hand', () => {
    const lock = take();
    rmSync(path);
    expect(() => lock.checkNow()).toThrow(
      /^the lock of out was removed while this run was at work/,
    );
    expect(lock.loss()?.message).toMatch(/removed/);
    lock.release();
    expect(names()).toEqual([]);
  });

  it('looks again when a while has passed, and not at every call', async () => {
    const lock = take();
    lock.checkNow();
    rmSync(path);
    lock.check();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(() => lock.check()).toThrow(/removed/);
  });
});

describe.skipIf(process.platform !== 'linux')('the identity of a process', () => {
  it('is that of this boot and namespace, and its life is seen', () => {
    const { pid, scope, started } = ownIdentity();
    expect(pid).toBe(process.pid);
    expect(scope).toMatch(/^[0-9a-f-]{36} pid:\[\d+\] (time:\[\d+\])?$/);
    expect(lifeOf(pid)).toEqual({ started });
  });

  it('ends with the process, also where nobody has asked for its status', async () => {
    // The shell becomes a sleep, which does not ask for its child's.
    const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 30']);
    const child = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    expect(lifeOf(child)).toMatchObject({ started: expect.stringMatching(/^\d+$/) });
    const isZombie = () => / Z /.test(readFileSync(`/proc/${child}/stat`, 'latin1'));
    while (!isZombie()) await new Promise((resolve) => setTimeout(resolve, 20));
    process.kill(child, 0);
    expect(lifeOf(child)).toBe('none');
    parent.kill();
    await new Promise((resolve) => parent.once('exit', resolve));
    expect(lifeOf(parent.pid!)).toBe('none');
  });
});
