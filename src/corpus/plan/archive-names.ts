import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { compareBytes } from '../lists/line-sorter.ts';
import { FAILURES_NAME, RECEIPTS_NAME, SETTINGS_NAME, SHARDS_NAME } from './result-names.ts';

/** An archive of a source. */
export interface Archive {
  /** Absolute. */
  readonly path: string;
  /** Of the archive that is made of it, relative to the result's folder, with `/`. */
  readonly name: string;
  /** Size of the file. */
  readonly bytes: number;
}

const ARCHIVE = /\.(?:tar|tar\.gz|tgz)$/iu;
/** A list in braces may hold the extension. */
const ARCHIVE_PATTERN = /\{.*\.(?:tar|tgz)[^/]*\}[^/]*$/iu;
/** What makes a folder with archives one of another kind: Lhotse's Shar has lists beside them. */
const OTHER_KIND = /\.(?:wav|scp|jsonl|jsonl\.gz)$/iu;
const MOST_ARCHIVES = 1_000_000;

const OWN_NAMES: readonly string[] = [RECEIPTS_NAME, FAILURES_NAME, SETTINGS_NAME, SHARDS_NAME];

/** Whether a source is made of tar archives: one, a folder with some, a pattern of names, or standard input. */
export function isWebDataset(source: string): boolean {
  if (source === '-' || ARCHIVE.test(source) || ARCHIVE_PATTERN.test(source)) return true;
  if (!existsSync(source) || !statSync(source).isDirectory()) return false;
  // What awgn itself writes beside archives is no list of another kind.
  const names = readdirSync(source).filter((name) => !OWN_NAMES.includes(name));
  return names.some((name) => ARCHIVE.test(name)) && !names.some((name) => OTHER_KIND.test(name));
}

/** Whether there are archives in a folder, at any depth. */
export function holdsArchives(folder: string): boolean {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) =>
      ARCHIVE.test(name),
    );
  } catch {
    return false;
  }
}

/** Whether a source is an archive itself, by its name. */
export function isSingleArchive(source: string): boolean {
  if (existsSync(source)) return !statSync(source).isDirectory();
  return ARCHIVE.test(source) && !source.includes('{');
}

/**
 * The archives of a source, in the order of their names' bytes.
 *
 * @param source an archive, a folder with some at any depth, or a pattern such as `train-{000..009}.tar`.
 * @throws CorpusError where there are none, or two would have one name; what the system says.
 */
export function listArchives(source: string): Archive[] {
  const { base, paths } = pathsOf(source);
  const archives = paths.map((path) => {
    const stats = statSync(path);
    if (!stats.isFile()) {
      throw new CorpusError(
        'ERR_SOURCE_NOT_REGULAR',
        `${path} is no regular file; expected a tar archive; check the name`,
      );
    }
    const way = relative(base, path).split(sep).join('/');
    // What is written is not compressed.
    return { path, name: way.replace(/\.(?:tar\.gz|tgz)$/iu, '.tar'), bytes: stats.size };
  });
  archives.sort((a, b) => compareBytes(a.name, b.name));
  for (const [index, { name, path }] of archives.entries()) {
    if (archives[index + 1]?.name !== name) continue;
    throw new CorpusError(
      'ERR_LIST_IDS',
      `${path} and ${archives[index + 1]!.path} would both become ${name}; expected names that differ; give them one by one`,
    );
  }
  return archives;
}

function pathsOf(source: string): { base: string; paths: string[] } {
  if (existsSync(source) && statSync(source).isDirectory()) {
    const base = resolve(source);
    const paths = readdirSync(base, { recursive: true, encoding: 'utf8' })
      .filter((name) => ARCHIVE.test(name))
      .map((name) => join(base, name));
    if (paths.length > 0) return { base, paths };
    throw new CorpusError(
      'ERR_SOURCE_EMPTY',
      `${source} has no tar archives; expected *.tar, *.tar.gz or *.tgz in it; check the name`,
    );
  }
  const brace = source.indexOf('{');
  if (brace < 0 || existsSync(source)) {
    return { base: dirname(resolve(source)), paths: [resolve(source)] };
  }
  const paths = [...new Set(expandBraces(source).map((path) => resolve(path)))];
  const fixed = source.slice(0, brace);
  return { base: fixed.endsWith('/') ? resolve(fixed) : dirname(resolve(`${fixed}x`)), paths };
}

/** Names that a pattern of a shell stands for: `{000..009}` counts, `{a,b}` lists. */
export function expandBraces(pattern: string): string[] {
  const [whole, before, inside, after] = /^([^{}]*)\{([^{}]*)\}(.*)$/su.exec(pattern) ?? [];
  if (whole === undefined) return [pattern];
  const rests = expandBraces(after!);
  const parts = alternatives(inside!, pattern);
  if (parts.length * rests.length > MOST_ARCHIVES) {
    throw new CorpusError(
      'ERR_SOURCE_PATTERN',
      `${pattern} stands for more than ${MOST_ARCHIVES} names; expected no more; make several corpora of it`,
    );
  }
  return parts.flatMap((part) => rests.map((rest) => `${before}${part}${rest}`));
}

function alternatives(inside: string, pattern: string): string[] {
  const [, first, last] = /^(\d+)\.\.(\d+)$/u.exec(inside) ?? [];
  if (first === undefined || last === undefined) {
    const parts = inside.split(',');
    if (parts.length > 1) return parts;
    throw new CorpusError(
      'ERR_SOURCE_PATTERN',
      `${pattern} has {${inside}}; expected a range of numbers or a list, as in train-{000..009}.tar`,
    );
  }
  const count = Number(last) - Number(first) + 1;
  if (!(count >= 1 && count <= MOST_ARCHIVES)) {
    throw new CorpusError(
      'ERR_SOURCE_PATTERN',
      `${pattern} counts from ${first} to ${last}; expected up to ${MOST_ARCHIVES} numbers, the lower one first`,
    );
  }
  const width = first.length === last.length || first.startsWith('0') ? first.length : 0;
  return Array.from({ length: count }, (_, i) => String(Number(first) + i).padStart(width, '0'));
}
