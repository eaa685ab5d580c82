import type { Hash } from 'node:crypto';

let crypto: typeof import('node:crypto') | undefined;

/** A new SHA-256. The module is loaded when the first one is asked for: it costs a tenth of the start-up. */
export async function createSha256(): Promise<Hash> {
  crypto ??= await import('node:crypto');
  return crypto.createHash('sha256');
}
