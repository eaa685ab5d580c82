import { expect, test } from 'vitest';
import type { Outcome } from '../tools/awgn.ts';
import { sampleOf } from '../tools/depth.ts';
import { differences, someOf, withoutDrafts, wrongAfter } from './faulted-run.ts';
import type { TracedCall } from './traced-calls.ts';
import { TracedWork, type Tree, WORK_KINDS } from './traced-works.ts';

const CODES = ['EIO', 'ENOSPC'] as const;

function wrongWith(code: string, { name }: TracedCall, { whole, commands }: TracedWork) {
  return ({ status, stderr }: Outcome, tree: Tree): string | undefined => {
    // Not all calls must succeed: some make folders that are there.
    if (status === 0 && commands.rest.length > 1) return undefined;
    if (status === 0) return differences(withoutDrafts(tree), whole).join() || undefined;
    if (status !== 1 || !/^awgn: [^\n]+\n$/.test(stderr)) return 'expected one line and exit 1';
    if (!stderr.includes(`(${code})`)) return `does not say ${code}`;
    const left = Object.keys(tree).filter((path) => path.endsWith('.part'));
    return left.length === 0 || name === 'unlink' ? undefined : `left: ${left}`;
  };
}

test.each(sampleOf(WORK_KINDS, 1))(
  '%s: any system call on the folder that fails is one line and exit 1, and what is run again gives the same bytes',
  (kind) => {
    const work = new TracedWork(kind);
    const wrong = someOf(work.calls, kind).flatMap((call, i) => {
      // In other kinds of corpora most calls are the same: each meets one of the two errors.
      const codes = kind === 'directory' ? CODES : [CODES[i % 2]!];
      return codes.flatMap((code) =>
        wrongAfter(work, call, `error=${code}`, wrongWith(code, call, work)),
      );
    });
    expect(wrong).toEqual([]);
  },
  600_000,
);
