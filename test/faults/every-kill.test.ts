import { expect, test } from 'vitest';
import { sampleOf } from '../tools/depth.ts';
import { someOf, wrongAfter } from './faulted-run.ts';
import { TracedWork, WORK_KINDS } from './traced-works.ts';

test.each(sampleOf(WORK_KINDS, 1))(
  '%s: killed at any system call that changes the folder, run again, gives the same bytes',
  (kind) => {
    const work = new TracedWork(kind);
    // Killed before a call that changes nothing, it leaves what it leaves before the next one.
    const changing = work.calls.filter(({ changesNothing }) => !changesNothing);
    const wrong = someOf(changing, kind).flatMap((call) =>
      wrongAfter(work, call, 'signal=KILL', ({ signal }) =>
        signal === 'SIGKILL' ? undefined : 'was not killed',
      ),
    );
    expect(wrong).toEqual([]);
  },
  600_000,
);
