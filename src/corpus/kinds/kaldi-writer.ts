import { join } from 'node:path';
import { turn } from '../../files/turns.ts';
import type { CorpusEntry, CorpusWriter, WriteOptions } from '../corpus-kind.ts';
import { LineSorter } from '../line-sorter.ts';
import { ListFile } from '../list-file.ts';
import { KaldiEntryLines } from './kaldi-entry-lines.ts';

/** Lines after which the event loop gets its turn. */
const LINES_PER_TURN = 1 << 14;

/** Written even for no entries. */
const ALWAYS_WRITTEN = ['spk2utt', 'utt2spk', 'wav.scp'];

/** Lists that are of use only with a line for each id of another one: they are left out otherwise. */
const COMPLETE_WITH: readonly (readonly [list: string, other: string])[] = [
  ['reco2file_and_channel', 'wav.scp'],
  ['spk2gender', 'spk2utt'],
  ['spk2warp', 'spk2utt'],
  ['utt2lang', 'utt2spk'],
  ['utt2warp', 'utt2spk'],
];

/**
 * Writes a data directory that utils/validate_data_dir.sh accepts wherever the source's ids allow.
 *
 * The lines of all lists are sorted together, by list and id.
 */
export class KaldiWriter implements CorpusWriter {
  readonly #folder: string;
  readonly #lines: KaldiEntryLines;
  readonly #sorter: LineSorter;

  constructor(options: WriteOptions) {
    this.#folder = options.folder;
    this.#sorter = new LineSorter(options.sorting);
    this.#lines = new KaldiEntryLines(options, (list, id, values) => {
      this.#sorter.add(`${list}\0${id}`, JSON.stringify(values));
    });
  }

  add(entry: CorpusEntry): void {
    this.#lines.add(entry);
  }

  async finish(): Promise<void> {
    const lists = new Map<string, SortedList>();
    const open = (name: string): SortedList => {
      const list = new SortedList(join(this.#folder, name), name);
      lists.set(name, list);
      return list;
    };
    try {
      let list: SortedList | undefined;
      let lines = 0;
      for (const [key, values] of this.#sorter.sorted()) {
        const [name, ...ids] = key.split('\0') as [string, string, string?];
        if (list?.name !== name) {
          list?.end();
          list = open(name);
        }
        if (++lines % LINES_PER_TURN === 0) await turn();
        list.add(ids, JSON.parse(values) as string[]);
      }
      list?.end();
      for (const name of ALWAYS_WRITTEN) if (!lists.has(name)) open(name);
      for (const name of this.#useless(lists)) {
        lists.get(name)!.discard();
        lists.delete(name);
      }
      for (const list of lists.values()) list.commit();
    } finally {
      this.#sorter.close();
      for (const list of lists.values()) list.discard();
    }
  }

  #useless(lists: ReadonlyMap<string, SortedList>): string[] {
    const incomplete = COMPLETE_WITH.filter(
      ([name, other]) => lists.has(name) && lists.get(name)!.ids !== lists.get(other)!.ids,
    );
    const names = incomplete.map(([name]) => name);
    return lists.has('text') && !this.#lines.hasText ? [...names, 'text'] : names;
  }
}

/** A list that is written in the order of its ids. */
class SortedList {
  readonly name: string;
  /** How many there are. */
  ids = 0;
  readonly #file: ListFile;
  #lastId: string | undefined;

  constructor(path: string, name: string) {
    this.name = name;
    this.#file = new ListFile(path);
  }

  /** @param ids one, or in `spk2utt` a speaker and an utterance. */
  add([id, utterance]: readonly [string, string?], values: readonly string[]): void {
    const isNew = id !== this.#lastId;
    this.#lastId = id;
    if (isNew) this.ids++;
    if (utterance !== undefined) {
      // A speaker may have more utterances than memory should hold.
      this.#file.write(`${isNew ? (this.ids > 1 ? `\n${id}` : id) : ''} ${utterance}`);
      return;
    }
    // A speaker's line comes with each utterance.
    if (!isNew) return;
    for (const value of values) {
      this.#file.line(value === '' ? id : `${id} ${value}`);
    }
  }

  /** No line follows. */
  end(): void {
    if (this.name === 'spk2utt' && this.ids > 0) this.#file.write('\n');
    this.#file.end();
  }

  commit(): void {
    this.#file.commit();
  }

  discard(): void {
    this.#file.discard();
  }
}
