import { setFlagsFromString } from 'node:v8';

/** The flag is V8's own: that of a later Node may have another one, and would say so on standard error. */
const LAST_NODE_KNOWN = 24;
/** By how much the heap may grow before V8 looks for garbage in all of it, in percent of what lives. */
const GROWTH_PERCENT = 100;

/**
 * Has V8 look for garbage before it is several times what lives, in this thread and those that it starts.
 *
 * Little of what a corpus needs lives long, and by itself V8 would let the rest pile up to some 40 MB a thread: the
 * more utterances, the more memory, until all have that.
 */
export function keepHeapSmall(): void {
  const [major] = process.versions.node.split('.');
  if (Number(major) > LAST_NODE_KNOWN) return;
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
