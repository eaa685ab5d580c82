import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** What tells a file apart from a later one of the same name, without reading it. */
export interface FileStamp {
  readonly bytes: number;
  /** Milliseconds since 1970 of its last change, in name or content. */
  readonly changedMs: number;
}

const READ_BYTES = 1 << 20;

export function stampOf(path: string): FileStamp {
  const { size, ctimeMs } = statSync(path);
  return { bytes: size, changedMs: ctimeMs };
}

/** Of a file's content, in hexadecimal. */
export function sha256Of(path: string): string {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(READ_BYTES);
  const fd = openSync(path, 'r');
  try {
    for (;;) {
      const count = readSync(fd, buffer, 0, READ_BYTES, null);
      if (count === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, count));
    }
  } finally {
    closeSync(fd);
  }
}
