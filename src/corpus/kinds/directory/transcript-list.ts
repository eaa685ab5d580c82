import { readFileSync, statSync } from 'node:fs';
import { CorpusError } from '../../../errors.ts';

/** Those of LibriSpeech have a few KiB; it is one folder's, and held in memory. */
const MOST_BYTES = 1 << 28;

/** The transcripts of the files in a folder: a line for each, `84-121123-0000 GO DO YOU HEAR`. */
export class TranscriptList {
  readonly #texts = new Map<string, string>();

  /** @throws CorpusError where it is too large to be one; what the system says. */
  constructor(path: string) {
    const { size } = statSync(path);
    if (size > MOST_BYTES) {
      throw new CorpusError(
        'ERR_LIST_DAMAGED',
        `${path} has ${size} bytes; expected the transcripts of one folder, at most ${MOST_BYTES} bytes; move it elsewhere`,
      );
    }
    for (const line of readFileSync(path, 'utf8').split(/\r?\n/)) {
      const [, name, text] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      if (name !== undefined) this.#texts.set(name, text!);
    }
  }

  /** @param name of a file of the folder, without its extension. */
  textOf(name: string): string | undefined {
    return this.#texts.get(name);
  }
}
