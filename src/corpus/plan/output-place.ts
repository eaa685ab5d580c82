import { createHash } from 'node:crypto';
import { isAbsolute, relative, sep } from 'node:path';
import {
  AUDIO_FILE_EXTENSIONS,
  EXTENSIONS_OUTSIDE_IDS,
} from '../../formats/audio-file-extensions.ts';
import type { Utterance } from '../utterance.ts';
import { isSafePlace, isWithin } from './audio-paths.ts';

const MOST_ID_CHARACTERS = 600;

/** What is wrong with a name as an id that files are to be called after; undefined where nothing is. */
export function faultOfId(id: string): string | undefined {
  const found =
    id === ''
      ? 'an empty id'
      : /\p{Surrogate}/u.test(id)
        ? 'an id that is no Unicode text'
        : id.length > MOST_ID_CHARACTERS
          ? `an id of ${id.length} characters`
          : undefined;
  return (
    found &&
    `${found}; expected 1 to ${MOST_ID_CHARACTERS} characters that a file can be called after; rename it`
  );
}

/**
 * A path within a folder for an id: the id itself where that is one. What no path can hold is escaped as in URLs, so
 * different ids have different places.
 *
 * @param id as {@link faultOfId} accepts it.
 */
export function placeOf(id: string): string {
  const names = id.split('/').map(safeName);
  return names.join('/');
}

/** Shorter than any limit, with room for the extension, whatever the escapes make of a name. */
const MOST_NAME_BYTES = 190;

function safeName(name: string): string {
  if (name === '') return '%';
  if (name === '.' || name === '..') return name.replaceAll('.', '%2E');
  const escaped = name
    // A name that looks escaped already must not meet one that has been.
    .replace(/%(?=[0-9A-F]{2}|$)/g, '%25')
    .replace(/~(?=[0-9a-f]{64}$)/g, '%7E')
    .replace(/[\p{Cc}\\]/gu, encodeURIComponent);
  if (Buffer.byteLength(escaped) <= MOST_NAME_BYTES && isSafePlace(escaped)) return escaped;
  const hash = createHash('sha256').update(name).digest('hex');
  return `${[...escaped].slice(0, 30).join('')}~${hash}`;
}

const AUDIO_EXTENSION = endsWithOneOf(EXTENSIONS_OUTSIDE_IDS);

/** Folders tell by these what audio is, so keys must leave off all of them in every kind of list. */
const EXTENSION_OUTSIDE_KEYS = endsWithOneOf([...AUDIO_FILE_EXTENSIONS, ...EXTENSIONS_OUTSIDE_IDS]);

function endsWithOneOf(extensions: readonly string[]): RegExp {
  return new RegExp(`(?<=[^/])\\.(?:${extensions.join('|')})$`, 'i');
}

/** A path without the extension of an audio file, with `/`. */
export function withoutAudioExtension(path: string): string {
  return path.replaceAll(sep, '/').replace(AUDIO_EXTENSION, '');
}

/**
 * The id of audio that has no name but its path: the same wherever the corpus lies, so that it gets the same noise.
 *
 * @param path absolute.
 * @param base folder that it is named from, where it lies in there.
 */
export function idOfPath(path: string, base: string): string {
  if (isWithin(base, path)) return withoutAudioExtension(relative(base, path));
  return withoutAudioExtension(isAbsolute(path) ? path.replace(/^(?:[A-Za-z]:)?[\\/]+/, '') : path);
}

/** Of files that no folder names: the noise that they get depends on where they lie. */
const KEYED_BY_ABSOLUTE_PATH =
  'audio files outside the folder of their list, whose noise depends on their absolute paths (give --root with a folder that holds all audio, and it does not)';

/**
 * What the noise of audio that has no name but its path is keyed by: the path without extension from a folder, so that every
 * kind of list gives a file the same noise; the absolute path of what lies outside, with a note that says so.
 *
 * @param path absolute.
 * @param base `--root`, else the folder of the list.
 * @param id of the utterance, which is the key unless another is given.
 */
export function keyOfPath(path: string, base: string, id: string): Pick<Utterance, 'key' | 'note'> {
  const isInside = isWithin(base, path);
  const name = (isInside ? relative(base, path) : path).replaceAll(sep, '/');
  const key = name.replace(EXTENSION_OUTSIDE_KEYS, '');
  return {
    ...(key !== id && { key }),
    ...(!isInside && { note: KEYED_BY_ABSOLUTE_PATH }),
  };
}
