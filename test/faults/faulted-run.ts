import type { Outcome } from '../tools/awgn.ts';
import { awgnWithout, type TracedCall } from './traced-calls.ts';
import { type TracedWork, type Tree, treeOf, WORK_KINDS, type WorkKind } from './traced-works.ts';

/** All of them take ten minutes: AWGN_SLOW=all npx vitest run test/faults/every */
const ARE_ALL_WANTED = process.env.AWGN_SLOW === 'all';
/** Of each kind of work otherwise: spread over all of its calls, and elsewhere for each kind. */
const FEW = process.env.AWGN_SLOW ? 12 : 2;

export function someOf(calls: readonly TracedCall[], kind: WorkKind): TracedCall[] {
  if (ARE_ALL_WANTED || calls.length <= FEW) return [...calls];
  const shift = WORK_KINDS.indexOf(kind) / WORK_KINDS.length;
  const step = calls.length / FEW;
  return Array.from({ length: FEW }, (_, i) => calls[Math.floor((i + shift) * step)]!);
}

/**
 * What is wrong after a run in which something happened at a call, and after the work was gone on with; nothing where
 * all is as it must be.
 *
 * @param what as `awgnWithout` takes it.
 * @param wrongWith looks at that run, and at what it left.
 */
export function wrongAfter(
  work: TracedWork,
  call: TracedCall,
  what: string,
  wrongWith: (outcome: Outcome, tree: Tree) => string | undefined,
): string[] {
  work.reset();
  const outcome = awgnWithout(call, what, work.commands.first, work.cwd);
  const tree = treeOf(work.folder);
  const wrong = [wrongWith(outcome, tree), ...wrongFiles(work, tree)];
  try {
    work.finish();
    const changed = differences(withoutDrafts(treeOf(work.folder)), work.whole);
    if (changed.length > 0) wrong.push(`another result: ${changed}`);
  } catch (error) {
    wrong.push(`cannot be gone on with: ${(error as Error).message}`);
  }
  const where = `${what} at ${call.name} ${call.nth} of ${call.path.slice(work.folder.length)}`;
  const said = `exit ${outcome.status}, ${JSON.stringify(outcome.stderr)}`;
  return wrong.filter((one) => one !== undefined).map((one) => `${where} (${said}): ${one}`);
}

/** What has a final name is whole, and what was there before is there. */
function wrongFiles({ before, whole }: TracedWork, tree: Tree): string[] {
  const isHidden = (path: string) => /(^|\/)\./.test(path);
  const half = Object.keys(tree).filter(
    (path) => !isHidden(path) && tree[path] !== whole[path] && tree[path] !== before[path],
  );
  const lost = Object.keys(before).filter((path) => !isHidden(path) && !(path in tree));
  return [...half.map((path) => `half: ${path}`), ...lost.map((path) => `lost: ${path}`)];
}

/** A filter that was killed leaves its temporary file beside the output. */
export function withoutDrafts(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).filter(([path]) => !/^\.awgn-.*\.part$/.test(path)),
  );
}

/** Paths of what is in one of two folders only, or differs. */
export function differences(found: Tree, expected: Tree): string[] {
  const paths = new Set([...Object.keys(found), ...Object.keys(expected)]);
  return [...paths].filter((path) => found[path] !== expected[path]);
}
