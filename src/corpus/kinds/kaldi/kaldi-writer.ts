import { join } from 'node:path';
import type { OutputTree } from '../../../io/output-tree.ts';
import { turn } from '../../../io/turns.ts';
import { LineSorter, type LineSorterOptions } from '../../lists/line-sorter.ts';
import { ListFile } from '../../lists/list-file.ts';
import type { CorpusEntry, CorpusWriter, WriteOptions } from '../../plan/corpus-kind.ts';
import { KaldiEntryLines } from './kaldi-entry-lines.ts';
import { beginsWithType } from './line-types.ts';

/** Lines after which the event loop gets its turn. */
const LINES_PER_TURN = 1 << 14;

/** Written even for no entries. */
const ALWAYS_WRITTEN = ['spk2utt', 'utt2spk', 'wav.scp'];

/** Lists that share what may be held in memory, about: there are rarely more. */
const USUAL_LISTS = 8;

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
 * Each list is sorted by itself, since the lines of one come nearly in order.
 */
export class KaldiWriter implements CorpusWriter {
  readonly #folder: string;
  readonly #tree: OutputTree;
  readonly #sorting: LineSorterOptions;
  readonly #lines: KaldiEntryLines;
  readonly #sorters = new Map<string, LineSorter>();
  readonly #lastIds = new Map<string, string>();

  constructor(options: WriteOptions) {
    const { folder, tree, sorting } = options;
    this.#folder = folder;
    this.#tree = tree;
    this.#sorting = {
      ...sorting,
      ...(sorting.memoryCharacters && {
        memoryCharacters: Math.ceil(sorting.memoryCharacters / USUAL_LISTS),
      }),
    };
    this.#lines = new KaldiEntryLines(options, (list, id, values) => {
      // A speaker's line comes with each utterance, and one is enough.
      if (this.#lastIds.get(list) === id) return;
      this.#lastIds.set(list, id);
      this.#sorterOf(list).add(id, encode(values));
    });
  }

  add(entry: CorpusEntry): void {
    this.#lines.add(entry);
  }

  async finish(): Promise<void> {
    const lists = new Map<string, SortedList>();
    const open = (name: string): SortedList => {
      const list = new SortedList(join(this.#folder, name), name, this.#tree);
      lists.set(name, list);
      return list;
    };
    try {
      let lines = 0;
      for (const [name, sorter] of this.#sorters) {
        const list = open(name);
        for (const [key, values] of sorter.sorted()) {
          if (++lines % LINES_PER_TURN === 0) await turn();
          list.add(key, decode(values));
        }
        list.end();
      }
      for (const name of ALWAYS_WRITTEN) if (!lists.has(name)) open(name);
      for (const name of this.#useless(lists)) {
        lists.get(name)!.discard();
        lists.delete(name);
      }
      for (const list of lists.values()) list.commit();
    } finally {
      for (const sorter of this.#sorters.values()) sorter.close();
      for (const list of lists.values()) list.discard();
    }
  }

  #sorterOf(list: string): LineSorter {
    let sorter = this.#sorters.get(list);
    if (sorter === undefined) {
      sorter = new LineSorter(this.#sorting);
      this.#sorters.set(list, sorter);
    }
    return sorter;
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
  readonly #beginsWithType: boolean;
  #lastId: string | undefined;

  constructor(path: string, name: string, tree: OutputTree) {
    this.name = name;
    this.#beginsWithType = beginsWithType(name);
    this.#file = new ListFile(path, tree);
  }

  /** @param key an id, or in `spk2utt` a speaker, NUL, and an utterance. */
  add(key: string, values: readonly string[]): void {
    const end = key.indexOf('\0');
    const id = end < 0 ? key : key.slice(0, end);
    const isNew = id !== this.#lastId;
    this.#lastId = id;
    if (isNew) this.ids++;
    if (end >= 0) {
      const utterance = key.slice(end + 1);
      // A speaker may have more utterances than memory should hold.
      this.#file.write(`${isNew ? (this.ids > 1 ? `\n${id}` : id) : ''} ${utterance}`);
      return;
    }
    // A speaker's utterances may be far apart.
    if (!isNew) return;
    for (const value of values) {
      if (this.#beginsWithType)
        this.#file.line(value.replace(/^[^ \t]+/, (type) => `${type} ${id}`));
      else this.#file.line(value === '' ? id : `${id} ${value}`);
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

/** Values as a line of text: nearly all are one, which can stand as it is. */
function encode(values: readonly string[]): string {
  const [value] = values;
  return values.length === 1 && !/^\[|\n/.test(value!) ? value! : JSON.stringify(values);
}

function decode(text: string): readonly string[] {
  return text.startsWith('[') ? (JSON.parse(text) as string[]) : [text];
}
