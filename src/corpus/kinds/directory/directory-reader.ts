import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import { CorpusError } from '../../../errors.ts';
import {
  AUDIO_FILE_EXTENSIONS,
  FOREIGN_AUDIO_EXTENSIONS,
} from '../../../formats/audio-file-extensions.ts';
import { compareBytes } from '../../lists/line-sorter.ts';
import { isSafePlace, isWithin } from '../../plan/audio-paths.ts';
import type { ReadOptions } from '../../plan/corpus-kind.ts';
import { NAMES_THAT_MEET } from '../../plan/notes.ts';
import { FAILURES_NAME, RECEIPTS_NAME, SETTINGS_NAME } from '../../plan/result-names.ts';
import type { BadRow, CorpusRow, LeftOut, Utterance } from '../../utterance.ts';

/** What a folder's utterance keeps of its source. */
export type DirectoryRow = {
  /** Extensions of the text files beside the audio, which have its name otherwise: `.txt`. */
  readonly companions: readonly string[];
  /** Lists of transcripts in its folder, by their names: `84-121123.trans.txt`. */
  readonly transcripts: readonly string[];
};

/**
 * Extensions of files that say something about one audio file which noise does not change: transcripts, labels,
 * alignments, subtitles, metadata.
 */
const COMPANION_EXTENSIONS = new Set(
  '.ass .cha .ctm .eaf .json .lab .md .phn .rttm .srt .stm .textgrid .toml .trs .txt .vtt .wrd .xml .yaml .yml'.split(
    ' ',
  ),
);

/** Lists of a folder's transcripts as LibriSpeech has them: a line for each file, its name without extension and its text. */
const TRANSCRIPTS = /\.trans\.txt$/i;

const OWN_LISTS: ReadonlySet<string> = new Set([SETTINGS_NAME, RECEIPTS_NAME, FAILURES_NAME]);

/** Links to folders are followed within linked folders to this depth: a few of them could span a tree without end. */
const MOST_LINKS = 4;

/** A folder that is being walked. */
interface Walk {
  /** From the source, with a slash at the end; empty for the source itself. */
  readonly prefix: string;
  readonly path: string;
  /** Real paths from the source to here, in which a loop would come by again. */
  readonly trail: readonly string[];
  /** Links that led here. */
  readonly links: number;
  /** True if what stands beside audio goes with it. */
  readonly takesCompanions: boolean;
  /** The source from `--root`, with a slash at the end: noise is keyed from there. Empty for the root itself, and without one. */
  readonly placeInRoot: string;
}

/** What stands beside the audio of a folder and goes with it. */
interface Companions {
  /** Extensions by the name before them, in their order; only of names that audio has, too. */
  readonly byStem: ReadonlyMap<string, readonly string[]>;
  readonly transcripts: readonly string[];
}

/**
 * The audio files of a tree of folders, each folder's in the order of its names' bytes, and what else is there, hidden files
 * excepted. Holds the listings of one folder and of those above it.
 */
export async function* readDirectory(
  source: string,
  { root, snrColumn, keepsKind }: Pick<ReadOptions, 'root' | 'snrColumn' | 'keepsKind'>,
): AsyncGenerator<CorpusRow> {
  if (snrColumn !== undefined) {
    throw new CorpusError(
      'ERR_LIST_COLUMNS',
      `${source} is a folder without a list, so it has no column ${JSON.stringify(snrColumn)}; expected --snr, or a list with that column as the source`,
    );
  }
  const real = await realpath(source);
  const bound = root === undefined ? real : await realpath(root);
  if (!isWithin(bound, real)) {
    throw new CorpusError(
      'ERR_SOURCE_OUTSIDE_ROOT',
      `${source} lies outside ${root}; expected the folder to be read within --root; give another --root`,
    );
  }
  const start: Walk = {
    prefix: '',
    path: resolve(source),
    trail: [real],
    links: 0,
    // Of a result of another kind no file has the name of an audio file.
    takesCompanions: keepsKind,
    placeInRoot: root === undefined ? '' : placeIn(root, source, relative(bound, real)),
  };
  yield* walk(start, await readdir(source, { withFileTypes: true }), bound);
}

/** @param realPlace the way from the root to the source when links are followed, which counts where their names say nothing. */
function placeIn(root: string, source: string, realPlace: string): string {
  const place = isWithin(root, source) ? relative(root, source) : realPlace;
  return place === '' ? '' : `${place.replaceAll(sep, '/')}/`;
}

async function* walk(folder: Walk, listing: Dirent[], bound: string): AsyncGenerator<CorpusRow> {
  const entries = listing.filter(({ name }) => !name.startsWith('.'));
  entries.sort((a, b) => compareBytes(a.name, b.name));
  const companions = companionsOf(entries, folder.takesCompanions);
  const ranks = ranksByStem(entries);
  for (const entry of entries) {
    const { name } = entry;
    const origin = `${folder.prefix}${name}`;
    const isAudio = isAudioName(name);
    if (!entry.isDirectory() && !entry.isSymbolicLink() && !isAudio) {
      if (!isCarried(name, companions)) yield leftOutFile(folder, name);
      continue;
    }
    const found = await lookAt(entry, folder, bound);
    if ('fault' in found) {
      // A link that leads nowhere is wrong only where it seems to be audio, or to hold some.
      if (isAudio || found.isFolder) yield { origin, fault: found.fault };
      else yield leftOutFile(folder, name);
    } else if (found.type === 'folder') {
      yield* enter(folder, name, found, bound);
    } else if (isAudio) {
      const stem = stemOf(name);
      const isTaken = rankOf(name) > ranks.get(stem.toLowerCase())!;
      const row = rowOf(folder, name, isTaken ? name : stem, bound, {
        companions: companions.byStem.get(stem) ?? [],
        transcripts: companions.transcripts,
      });
      yield isTaken && !('fault' in row) ? { ...row, note: NAMES_THAT_MEET } : row;
    } else yield leftOutFile(folder, name);
  }
}

/** What a file is that no output is made of. */
function leftOutFile({ prefix }: Walk, name: string): LeftOut {
  const extension = extname(name).toLowerCase();
  return { origin: `${prefix}${name}`, leftOut: sortOfFile(name, extension) };
}

function sortOfFile(name: string, extension: string): string {
  if (FOREIGN_AUDIO_EXTENSIONS.includes(extension.slice(1))) {
    return `audio files of other formats (${extension})`;
  }
  if (OWN_LISTS.has(name)) return 'lists of an earlier awgn corpus';
  if (TRANSCRIPTS.test(name)) return 'lists of transcripts (.trans.txt)';
  if (COMPANION_EXTENSIONS.has(extension)) return `text files (${extension})`;
  return `files that are no audio (${extension || 'without an extension'})`;
}

/** What an entry is once links are followed, or why it cannot be used. */
type Found =
  | { readonly type: 'file' | 'folder'; readonly real: string; readonly isLink: boolean }
  | { readonly fault: string; readonly isFolder: boolean };

async function lookAt(entry: Dirent, folder: Walk, bound: string): Promise<Found> {
  const path = join(folder.path, entry.name);
  const isLink = entry.isSymbolicLink();
  if (!isLink && entry.isFile()) return { type: 'file', real: path, isLink };
  try {
    const real = await realpath(path);
    const target = await stat(real);
    const isFolder = target.isDirectory();
    if (!isWithin(bound, real)) {
      return {
        fault: `a link that leads out of ${bound}; expected a file in there; give --root with a folder that holds all audio`,
        isFolder,
      };
    }
    if (isFolder) return { type: 'folder', real, isLink };
    if (target.isFile()) return { type: 'file', real, isLink };
    return { fault: 'no regular file; expected an audio file; leave it out', isFolder };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      fault: `cannot be read (${code}); expected a file; mend or remove it`,
      isFolder: false,
    };
  }
}

/** The rows of a folder within another one. */
async function* enter(
  folder: Walk,
  name: string,
  { real, isLink }: { real: string; isLink: boolean },
  bound: string,
): AsyncGenerator<CorpusRow> {
  const origin = `${folder.prefix}${name}`;
  const links = folder.links + (isLink ? 1 : 0);
  // What lies in the source anyway is found there, under its own name.
  if (isLink && isWithin(folder.trail[0]!, real)) {
    yield { origin, leftOut: 'links to folders of the source, which are read where they are' };
    return;
  }
  if (folder.trail.some((above) => isWithin(real, above))) {
    const fault = 'a link to a folder that it lies in, a loop; expected an end; remove the link';
    yield { origin, fault };
    return;
  }
  if (links > MOST_LINKS) {
    yield {
      origin,
      fault: `a link to a folder behind ${MOST_LINKS} others; expected fewer; name the folder itself`,
    };
    return;
  }
  const path = join(folder.path, name);
  let listing: Dirent[];
  try {
    listing = await readdir(path, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    yield { origin, fault: `a folder that cannot be read (${code}); change its permissions` };
    return;
  }
  const trail = [...folder.trail, real];
  yield* walk({ ...folder, prefix: `${origin}/`, path, trail, links }, listing, bound);
}

/**
 * @param idName what the id ends with: the name without its extension, or with it beside a file of the same name that keeps it: a WAV file's id
 *   must not depend on what else is there.
 */
function rowOf(
  folder: Walk,
  fileName: string,
  idName: string,
  bound: string,
  row: DirectoryRow,
): Utterance | BadRow {
  const name = `${folder.prefix}${fileName}`;
  const id = `${folder.prefix}${idName}`;
  if (fileName.includes('\ufffd')) {
    return { origin: name, fault: 'a name that is no UTF-8; expected text in UTF-8; rename it' };
  }
  if (!isSafePlace(id)) {
    return {
      origin: name,
      fault:
        'a name that not every system can store; expected less than 200 bytes, no control characters, no backslash; rename it',
    };
  }
  const path = join(folder.path, fileName);
  const audio = { type: 'file', path, name, within: bound } as const;
  const key = `${folder.placeInRoot}${folder.prefix}${stemOf(fileName)}`;
  return {
    id,
    isNamedByPath: true,
    ...(key !== id && { key }),
    place: id,
    origin: name,
    audio,
    row,
  };
}

function isAudioName(name: string): boolean {
  return rankOf(name) >= 0;
}

/** The place of a file's extension among those of audio; -1 for others. */
function rankOf(name: string): number {
  return AUDIO_FILE_EXTENSIONS.indexOf(extname(name).slice(1).toLowerCase());
}

/**
 * The rank of the file that keeps a name, of those that differ in their extensions. Of some systems that tell no cases apart one file would
 * replace the other, so the names are in lower case.
 */
function ranksByStem(entries: readonly Dirent[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (const { name } of entries) {
    if (!isAudioName(name)) continue;
    const stem = stemOf(name).toLowerCase();
    ranks.set(stem, Math.min(rankOf(name), ranks.get(stem) ?? Number.POSITIVE_INFINITY));
  }
  return ranks;
}

function stemOf(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}

/** @param isWanted whether they go with the audio at all. */
function companionsOf(entries: readonly Dirent[], isWanted: boolean): Companions {
  const byStem = new Map<string, string[]>();
  const transcripts: string[] = [];
  if (!isWanted) return { byStem, transcripts };
  const stems = new Set(
    entries
      .map(({ name }) => name)
      .filter(isAudioName)
      .map(stemOf),
  );
  for (const entry of entries) {
    const { name } = entry;
    const extension = extname(name);
    if (!entry.isFile() || !COMPANION_EXTENSIONS.has(extension.toLowerCase())) continue;
    const stem = stemOf(name);
    if (stems.has(stem)) byStem.set(stem, [...(byStem.get(stem) ?? []), extension]);
    else if (stems.size > 0 && TRANSCRIPTS.test(name)) transcripts.push(name);
  }
  return { byStem, transcripts };
}

function isCarried(name: string, { byStem, transcripts }: Companions): boolean {
  return byStem.get(stemOf(name))?.includes(extname(name)) === true || transcripts.includes(name);
}
