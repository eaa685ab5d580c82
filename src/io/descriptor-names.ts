const STANDARD_STREAMS: Readonly<Record<string, number>> = {
  '/dev/stdin': 0,
  '/dev/stdout': 1,
  '/dev/stderr': 2,
};

/**
 * The descriptor that a path stands for, undefined for those of files: `/dev/stdout`, `/dev/fd/3`, `/proc/self/fd/3`.
 *
 * What a shell has opened is to be used as it is. Opened once more by such a name, a file would be read from its start
 * again, or be written over, and a socket cannot be opened at all.
 */
export function descriptorOf(path: string): number | undefined {
  const numbered = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path);
  return numbered === null ? STANDARD_STREAMS[path] : Number(numbered[1]);
}

/** Whether a path is that of standard input or output: `-`, or one of the names of its descriptor. */
export function isStandardStream(path: string, fd: 0 | 1): boolean {
  return path === '-' || descriptorOf(path) === fd;
}
