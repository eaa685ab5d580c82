import { existsSync, statSync } from 'node:fs';
import { isSafePlace } from '../../plan/audio-paths.ts';
import type { CorpusFormat } from '../../plan/corpus-kind.ts';
import { readDirectory } from './directory-reader.ts';
import { DirectoryWriter } from './directory-writer.ts';

/** A tree of folders with WAV files: an id is the path of its file without the extension. */
export const DIRECTORY: CorpusFormat = {
  kind: 'directory',
  knowsCommands: false,
  alwaysSuffixed: false,
  sharesAudio: true,

  recognises: (source) => existsSync(source) && statSync(source).isDirectory(),

  read: readDirectory,

  idFor({ id }) {
    // Hidden files would not be found when the result is read again.
    if (isSafePlace(id) && !id.split('/').some((name) => name.startsWith('.'))) return { id };
    const shown = JSON.stringify(id.slice(0, 100));
    return {
      fault: `the id ${shown} cannot be a file's path; expected names between slashes, none hidden, "." or ".."; rename it`,
    };
  },

  placeFor({ id, place = id }, { suffix }) {
    const name = `${place}${suffix}`;
    if (!isSafePlace(place)) throw new RangeError(`place ${JSON.stringify(place)} is not safe`);
    return name;
  },

  createWriter: (options) => new DirectoryWriter(options),
};
