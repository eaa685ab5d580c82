import { readFileSync } from 'node:fs';
import { CorpusError } from '../../errors.ts';

/**
 * A JSON object that awgn has written, and that somebody else may have had in hand since.
 *
 * @throws CorpusError for a file that holds none; what the system says.
 */
export function readOwnJson(path: string): Record<string, unknown> {
  return parseOwnJson(readFileSync(path, 'utf8'), path);
}

/** The same of a text. @param path what messages call it. */
export function parseOwnJson(text: string, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Nothing that can be told apart from another value.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new CorpusError(
    'ERR_RESULT_DAMAGED',
    `${path} is damaged: it is no JSON object; expected the file as awgn wrote it; make the corpus anew`,
  );
}
