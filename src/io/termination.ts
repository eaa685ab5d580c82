/** What tells a process to go, and can be heard. */
const TERMINATING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Has a signal that ends the process leave things in order first. The process then goes as it was told, when all who
 * listen have done so.
 *
 * @returns what ends the listening. It may be called again, also by `leave` itself.
 */
export function onTermination(leave: () => void): () => void {
  const obey = (signal: NodeJS.Signals): void => {
    stop();
    leave();
    process.kill(process.pid, signal);
  };
  const stop = (): void => {
    for (const signal of TERMINATING_SIGNALS) process.off(signal, obey);
  };
  for (const signal of TERMINATING_SIGNALS) process.on(signal, obey);
  return stop;
}
