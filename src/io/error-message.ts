import { printable } from './printable.ts';

/** What the system's errors mean to somebody at a shell: what happened, what to do. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory; check the name',
  EACCES: 'permission denied; check who may read or write it',
  EPERM: 'operation not permitted; check who may read or write it',
  EISDIR: 'is a directory; expected a file',
  ENOTDIR: 'a part of the path is not a directory; check the name',
  ENOSPC: 'no space left on the device; free some and run again',
  EDQUOT: 'disk quota exceeded; free some and run again',
  EFBIG: 'the file would be larger than is allowed here (see ulimit -f)',
  EMFILE: 'too many open files; raise the limit (ulimit -n)',
  ENFILE: 'too many open files on this system',
  EROFS: 'the file system is read-only; write the output elsewhere',
  EIO: 'input/output error; the device or the file system may be failing',
  ELOOP: 'too many symbolic links; check where the name leads',
  ENAMETOOLONG: 'the file name is too long',
  EBADF: 'the descriptor is not open; redirect it, or name a file',
  ENXIO: 'no such device or address',
};

/** One line for an error: no stack, no control characters. */
export function messageOf(error: unknown): string {
  const { code, path, syscall, message } = error as NodeJS.ErrnoException;
  const meaning = code === undefined ? undefined : SYSTEM_ERRORS[code];
  return printable(
    meaning === undefined
      ? (message ?? String(error))
      : `${path ?? syscall ?? 'input or output'}: ${meaning} (${code})`,
  );
}
