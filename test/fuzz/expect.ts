import { isDeepStrictEqual } from 'node:util';
import { AwgnError } from '../../src/errors.ts';

/** Something that must never be was found. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

export function must(condition: boolean, message: string): void {
  if (!condition) throw new Violation(message);
}

export function mustEqual(actual: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(actual, expected)) throw new Violation(`${what} differs`);
}

/** Whether a value holds a number that is none, anywhere. */
export function holdsNaN(value: unknown): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsNaN);
}

/** What the work gives, or our own error. Every other error is a find. */
export function orOurs<T>(work: () => T): T | AwgnError {
  try {
    return work();
  } catch (error) {
    if (error instanceof AwgnError) return error;
    throw error;
  }
}

/**
 * Sees that a decoder makes the same of bytes whole and in pieces, or refuses both with one of our errors.
 *
 * @param decode gives all that is found in pieces.
 * @param split cuts bytes, by a seed.
 */
export function mustNotDependOnPieces(
  bytes: Uint8Array,
  decode: (pieces: readonly Uint8Array[]) => unknown,
  split: (seed: number, bytes: Uint8Array) => readonly Uint8Array[],
): void {
  const whole = orOurs(() => decode([bytes]));
  const seed = bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 7);
  const pieces = orOurs(() => decode(split(seed, bytes)));
  if (whole instanceof AwgnError || pieces instanceof AwgnError) {
    must(whole instanceof AwgnError && pieces instanceof AwgnError, 'refused in one split only');
    mustEqual((pieces as AwgnError).message, (whole as AwgnError).message, 'message');
    mustEqual((pieces as AwgnError).byteOffset, (whole as AwgnError).byteOffset, 'byteOffset');
  } else mustEqual(pieces, whole, 'what was decoded');
}

/** Bytes that may be allocated at a time: far more than any header of these small inputs justifies. */
const MOST_BYTES = 1 << 24;

const ARRAYS = ['Uint8Array', 'Float32Array', 'Float64Array', 'Int16Array'] as const;

/** The bound in force: each target is a process of its own, or its bound is lifted before the next one is loaded. */
let mostAtOnce = Number.POSITIVE_INFINITY;
let isBounded = false;

/** Lifts the bound of {@link boundAllocations}. */
export function unboundAllocations(): void {
  mostAtOnce = Number.POSITIVE_INFINITY;
}

/** Has typed arrays, buffers and Node's Buffers refuse sizes that can only come from what an input claims. */
export function boundAllocations(mostBytes = MOST_BYTES): void {
  mostAtOnce = mostBytes;
  if (isBounded) return;
  isBounded = true;
  const refuse = (name: string, bytes: unknown): void => {
    if (typeof bytes === 'number' && bytes > mostAtOnce) {
      throw new Violation(`${name} of ${bytes} bytes`);
    }
  };
  for (const name of ARRAYS) spyOnArray(name, refuse);
  const PlainBuffer = globalThis.ArrayBuffer;
  globalThis.ArrayBuffer = new Proxy(PlainBuffer, {
    construct(target, args, newTarget) {
      refuse('ArrayBuffer', args[0]);
      return Reflect.construct(target, args, newTarget);
    },
  });
  // Buffer.concat allocates by these, too.
  for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow'] as const) {
    const plain = Buffer[name] as (size: number, ...rest: unknown[]) => Buffer;
    const value = (size: number, ...rest: unknown[]) => {
      refuse(`Buffer.${name}`, size);
      return plain.call(Buffer, size, ...rest);
    };
    Object.defineProperty(Buffer, name, { writable: true, configurable: true, value });
  }
}

function spyOnArray(
  name: (typeof ARRAYS)[number],
  refuse: (name: string, bytes: unknown) => void,
): void {
  const Plain = globalThis[name];
  const spied: unknown = new Proxy(Plain, {
    construct(target, args, newTarget): object {
      const [size] = args as [unknown];
      if (typeof size === 'number') refuse(name, size * target.BYTES_PER_ELEMENT);
      return Reflect.construct(target, args, newTarget === spied ? target : newTarget);
    },
  });
  Object.defineProperty(globalThis, name, { writable: true, configurable: true, value: spied });
}
