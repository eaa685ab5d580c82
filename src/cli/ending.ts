/** Older Nodes wait for V8's compiler however they end; from this one on only `process.exit` does. */
const FIRST_NODE_THAT_ENDS = 24;
/**
 * Bytes in the heap and in array buffers with which V8's compiler surely finds room. V8 lets the old generation grow by
 * 8 MiB from one collection to the next, and Node and this program never take less than 3 MiB of it.
 */
const ROOMY_BYTES = 11 << 20;

/**
 * Keeps a command from hanging at its end; the last thing that each of them does.
 *
 * V8 compiles hot functions in threads of its own. A thread that finds the old generation full asks the main thread to
 * collect garbage, and waits. If the main thread is at its end by then, it waits for that thread, and neither goes on:
 * https://github.com/nodejs/node/issues/54918. The option of V8 that has the main thread compile is read before any code
 * of ours runs. So garbage is collected where the heap may be full, and no thread needs to ask.
 */
export function beforeEnd(): void {
  const [major] = process.versions.node.split('.');
  if (Number(major) < FIRST_NODE_THAT_ENDS) makeRoom();
}

/** Ends the process at once, for instance while its standard input is still open. */
export function endNow(status: number): never {
  makeRoom();
  process.exit(status);
}

function makeRoom(): void {
  if (isRoomy()) return;
  // To load node:v8 and collect takes some 10 ms: only where it is needed.
  process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
  process.getBuiltinModule('node:vm').runInNewContext('gc()');
}

function isRoomy(): boolean {
  try {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external <= ROOMY_BYTES;
  } catch {
    // It reads a file of /proc, too, which fails where too many files are open.
    return false;
  }
}
