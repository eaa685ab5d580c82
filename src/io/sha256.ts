import type { Hash } from 'node:crypto';

/** A new SHA-256. The module is loaded when the first one is asked for: it costs a tenth of the start-up. */
export function createSha256(): Hash {
  return process.getBuiltinModule('node:crypto').createHash('sha256');
}
