// Typed arrays of equal bytes are equal: Vitest's own comparison goes through them element by element, as through any object.

import { expect } from 'vitest';

/**
 * True if both are typed arrays of one type with the same bytes; undefined, so that Vitest decides, for all else: other bytes
 * may be equal, too, as two NaNs are, and it shows where they differ.
 */
export function haveSameBytes(a: unknown, b: unknown): true | undefined {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return undefined;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return undefined;
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0 || undefined;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

const INSTALLED = Symbol.for('awgn.typedArrayEquality');
const scope = globalThis as { [INSTALLED]?: true };

/** Has `expect` compare so. Vitest keeps its testers for all files that a process runs: once is enough. */
export function compareTypedArraysByBytes(): void {
  if (scope[INSTALLED]) return;
  expect.addEqualityTesters([haveSameBytes]);
  scope[INSTALLED] = true;
}
