import { setFlagsFromString } from 'node:v8';

/** The flags are V8's own: that of a later Node may have others, and would say so on standard error. */
const LAST_NODE_KNOWN = 24;
/** The first that can end a worker at any time; see {@link tuneForCorpora}. */
const FIRST_NODE_THAT_ENDS_WORKERS = 22;
/** By how much the heap may grow before V8 looks for garbage in all of it, in percent of what lives. */
const GROWTH_PERCENT = 100;
/** Bytes of its code that a function runs before V8 thinks of optimising it, 132 KiB unless told. */
const INTERRUPT_BUDGET = 1 << 21;

/**
 * Sets V8 right for corpora, in this thread and those that it starts.
 *
 * Little of what a corpus needs lives long, and by itself V8 would let the rest pile up to some 40 MB a thread: the
 * more utterances, the more memory, until all have that. And its compiler would take a fifth of the processor time of a
 * corpus of some thousand utterances, most of it for functions that are called once for each; the loops over samples
 * are WebAssembly. In a corpus of a hundred thousand they are optimised all the same.
 *
 * On Node 20 the whole process aborts if a worker is ended while V8's compiler asks it for memory (a case of
 * https://github.com/nodejs/node/issues/54918; see ending.ts). There, the workers compile without a thread of its own.
 */
export function tuneForCorpora(): void {
  const [major] = process.versions.node.split('.');
  if (Number(major) > LAST_NODE_KNOWN) return;
  if (Number(major) < FIRST_NODE_THAT_ENDS_WORKERS) {
    setFlagsFromString('--no-concurrent-recompilation');
  }
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
}
