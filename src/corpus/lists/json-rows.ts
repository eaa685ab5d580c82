import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import type { CorpusRow, JsonObject, JsonValue } from '../utterance.ts';
import { type ManifestLine, MOST_LINE_BYTES, manifestLines } from './manifest-lines.ts';
import { RowFault } from './row-fault.ts';

/** A line of a list in JSON Lines. */
export interface JsonRow {
  /** As in `Utterance.origin`. */
  readonly origin: string;
  /** The line as it stands there. */
  readonly text: string;
  readonly fields: JsonFields;
}

/**
 * What the lines of a list in JSON Lines are made into. A line that is no JSON object, or that `use` throws a RowFault
 * at, becomes a bad row; empty lines are passed over.
 *
 * @param name what messages call the file.
 * @throws CorpusError for a compressed file that is damaged; what the system says.
 */
export async function* jsonRows<T>(
  path: string,
  name: string,
  use: (row: JsonRow) => T,
): AsyncGenerator<T | Extract<CorpusRow, { fault: string }>> {
  for await (const line of manifestLines(path, name)) {
    if ('text' in line && line.text.trim() === '') continue;
    const origin = `${name}:${line.number}`;
    let id: string | undefined;
    try {
      const { text, object } = parsed(line);
      if (typeof object.id === 'string') id = object.id;
      yield use({ origin, text, fields: new JsonFields(object) });
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      yield { origin, ...(id === undefined ? {} : { id }), fault: error.message };
    }
  }
}

function parsed(line: ManifestLine): { text: string; object: JsonObject } {
  if ('fault' in line) throw new RowFault(line.fault);
  const value = parseJson(line.text);
  if (value === undefined) {
    throw new RowFault('a line that is no JSON; expected an object; correct the line');
  }
  if (!isObject(value)) {
    throw new RowFault(`${described(value)} for a row; expected a JSON object; correct the line`);
  }
  return { text: line.text, object: value };
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The members of a JSON object by their types. A member that is null counts as missing. */
export class JsonFields {
  readonly #object: JsonObject;
  readonly #owner: string;

  /** @param owner what messages call the object, with a space at the end. */
  constructor(object: JsonObject, owner = '') {
    this.#object = object;
    this.#owner = owner;
  }

  get names(): readonly string[] {
    return Object.keys(this.#object);
  }

  value(name: string): JsonValue | undefined {
    return Object.hasOwn(this.#object, name) ? (this.#object[name] ?? undefined) : undefined;
  }

  /** @throws RowFault for anything but a text. */
  text(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'string') return value;
    throw this.#fault(name, value, 'a text');
  }

  /** A name, which some write as a number. @throws RowFault for anything else. */
  name(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === 'number' ? String(value) : this.text(name);
  }

  /** @throws RowFault for anything but a text that is not empty. */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw this.#fault(name, value, 'a text');
    return value;
  }

  /** @throws RowFault for anything but a finite number. */
  number(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
    throw this.#fault(name, value, 'a number');
  }

  /** @throws RowFault for anything but a number from 0. */
  seconds(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY) return value;
    throw this.#fault(name, value, 'a number of seconds from 0');
  }

  /** @throws RowFault for anything but a number from 0. */
  requiredSeconds(name: string): number {
    const value = this.seconds(name);
    if (value === undefined) throw this.#fault(name, value, 'a number of seconds from 0');
    return value;
  }

  #fault(name: string, value: JsonValue | undefined, expected: string): RowFault {
    return new RowFault(
      `${this.#owner}${JSON.stringify(name)} is ${described(value)}; expected ${expected}; correct the row`,
    );
  }
}

/** A value for messages: never all of a long one, and never a recursion into a deep one. */
export function described(value: JsonValue | undefined): string {
  if (value === undefined) return 'missing';
  if (isList(value)) return 'a list';
  if (isObject(value)) return 'an object';
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 60)}...`;
}

/** Bytes at the start of a list that are looked at to recognise it, where its first line is not longer. */
const GLANCE_BYTES = 1 << 20;

/** Of a compressed list so many are decompressed, or fewer where they would become too many. */
const COMPRESSED_GLANCES: readonly number[] = [GLANCE_BYTES, GLANCE_BYTES >> 4, GLANCE_BYTES >> 8];

/** The first object of a list in JSON Lines, looked for in its first lines; undefined where there is none. */
export function firstObject(path: string): JsonObject | undefined {
  if (!/\.jsonl?(\.gz)?$/i.test(path)) return undefined;
  for (const line of glance(path).split('\n', 10)) {
    const value = parseJson(line.replace(/^\ufeff/, ''));
    if (isObject(value)) return value;
  }
  return undefined;
}

function glance(path: string): string {
  try {
    const fd = openSync(path, 'r');
    try {
      const bytes = startOf(fd, GLANCE_BYTES);
      if (/\.gz$/i.test(path)) return decompressed(bytes);
      const isLineWhole = bytes.includes(0x0a) || bytes.length < GLANCE_BYTES;
      return (isLineWhole ? bytes : startOf(fd, MOST_LINE_BYTES)).toString('utf8');
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}

function startOf(fd: number, mostBytes: number): Buffer {
  const buffer = Buffer.alloc(Math.min(mostBytes, fstatSync(fd).size));
  return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, 0));
}

/** A damaged or hostile archive must not fill the memory: deflate makes up to 1,032 bytes of one. */
function decompressed(bytes: Buffer): string {
  for (const count of COMPRESSED_GLANCES) {
    try {
      return gunzipSync(bytes.subarray(0, count), {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: MOST_LINE_BYTES,
      }).toString();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') return '';
    }
  }
  return '';
}
