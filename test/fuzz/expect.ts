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

/** Bytes that may be allocated at a time: far more than any header of these small inputs justifies. */
const MOST_BYTES = 1 << 24;

/** Has typed arrays refuse sizes that can only come from what an input claims. */
export function boundAllocations(mostBytes = MOST_BYTES): void {
  const spy = (name: 'Uint8Array' | 'Float32Array' | 'Float64Array' | 'Int16Array'): void => {
    const Plain = globalThis[name];
    Object.defineProperty(globalThis, name, {
      writable: true,
      configurable: true,
      value: new Proxy(Plain, {
        construct(target, args, newTarget) {
          const [size] = args as [unknown];
          if (typeof size === 'number' && size * target.BYTES_PER_ELEMENT > mostBytes) {
            throw new Violation(`${name} of ${size} elements`);
          }
          return Reflect.construct(target, args, newTarget === spied[name] ? target : newTarget);
        },
      }),
    });
    spied[name] = globalThis[name];
  };
  const spied: Record<string, unknown> = {};
  for (const name of ['Uint8Array', 'Float32Array', 'Float64Array', 'Int16Array'] as const) {
    spy(name);
  }
}
