import { statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { OutputTree } from '../../../io/output-tree.ts';
import { membersOf, objectText } from '../../lists/json-members.ts';
import { ListFile } from '../../lists/list-file.ts';
import { freeName } from '../../plan/added-fields.ts';
import type {
  CorpusEntry,
  CorpusFormat,
  CorpusWriter,
  WriteOptions,
} from '../../plan/corpus-kind.ts';
import { faultOfId, placeOf } from '../../plan/output-place.ts';
import { RowSpool, writeTable } from '../table/table-list.ts';
import { type AudioFolderRow, metadataIn, readAudioFolder } from './huggingface-reader.ts';

/** Splits lie one or two folders deep: `train/`, `data/train/`. */
export const RECOGNISED_DEPTH = 2;

/** Hugging Face's AudioFolder: audio with a metadata.csv or metadata.jsonl beside it, for all or for each split. */
export const huggingFaceFormat: CorpusFormat = {
  kind: 'huggingface',
  knowsCommands: false,
  alwaysSuffixed: false,
  sharesAudio: true,
  recognises: (source) => {
    try {
      return statSync(source).isDirectory() && metadataIn(source, RECOGNISED_DEPTH).length > 0;
    } catch {
      return false;
    }
  },
  read: readAudioFolder,
  idFor: ({ id }) => {
    const fault = faultOfId(id);
    return fault === undefined ? { id } : { fault };
  },
  // A folder may not have the name of a list.
  placeFor: (_, output) =>
    placeOf(output.id).replace(/(?<![^/])m(?=etadata\.(csv|jsonl)\/)/g, '%6D'),
  createWriter: (options) => new AudioFolderWriter(options),
};

class AudioFolderWriter implements CorpusWriter {
  readonly #options: WriteOptions;
  readonly #lists = new Map<string, MetadataWriter>();

  constructor(options: WriteOptions) {
    this.#options = options;
  }

  add(entry: CorpusEntry): void {
    const isOwn = this.#options.sourceKind === 'huggingface';
    const row = isOwn ? (entry.utterance.row as AudioFolderRow) : commonRow(entry);
    let list = this.#lists.get(row.list);
    if (list === undefined) {
      list = new MetadataWriter(row.list, this.#options);
      this.#lists.set(row.list, list);
    }
    list.add(entry, row);
  }

  async finish(): Promise<void> {
    if (this.#lists.size === 0) new MetadataWriter('metadata.csv', this.#options).finish();
    for (const list of this.#lists.values()) list.finish();
  }
}

function commonRow({ utterance }: CorpusEntry): AudioFolderRow {
  const { text = '', speaker = '', gender = '', language = '' } = utterance;
  return {
    list: 'metadata.csv',
    pathColumn: 'file_name',
    content: Object.entries({ file_name: '', transcription: text, speaker, gender, language }),
  };
}

/** One metadata.csv or metadata.jsonl. */
class MetadataWriter {
  readonly #path: string;
  readonly #tree: OutputTree;
  readonly #place: string;
  readonly #isJson: boolean;
  readonly #rows: RowSpool;
  #hasPairs = false;

  constructor(list: string, { folder, tree, sorting }: WriteOptions) {
    this.#path = join(folder, list);
    this.#tree = tree;
    this.#place = posix.dirname(list);
    this.#isJson = list.endsWith('.jsonl');
    this.#rows = new RowSpool(sorting);
  }

  add(entry: CorpusEntry, { pathColumn, content }: AudioFolderRow): void {
    const members = typeof content === 'string' ? membersOf(content) : new Map(content);
    const taken = new Set(members.keys());
    const put = (name: string, value: string | number | null | undefined): void => {
      if (value === undefined) return;
      const text = this.#isJson ? JSON.stringify(value) : String(value ?? '');
      members.set(name, text);
    };
    const putFree = (name: string, value: string | number | null | undefined): void =>
      put(
        freeName(name, (own) => taken.has(own)),
        value,
      );
    put(pathColumn, this.#relative(entry.audioPath));
    if (entry.cleanPath !== undefined || entry.noisePath !== undefined) this.#hasPairs = true;
    putFree('clean_file_name', this.#relative(entry.cleanPath));
    putFree('noise_file_name', this.#relative(entry.noisePath));
    putFree('label', entry.label);
    const { snrDb } = entry.output;
    if (snrDb === null) putFree('snr_db', snrDb);
    else
      members.set(
        freeName('snr_db', (own) => taken.has(own)),
        decimal(snrDb),
      );
    this.#rows.add(members);
  }

  /** Pairs have columns of their own names, as Hugging Face's documentation has them: `noisy_file_name` then. */
  finish(): void {
    const isTaken = this.#rows.names.includes('noisy_file_name');
    const nameOf = (name: string): string =>
      this.#hasPairs && name === 'file_name' && !isTaken ? 'noisy_file_name' : name;
    if (!this.#isJson) {
      writeTable(this.#path, this.#tree, 'csv', this.#rows, nameOf);
      return;
    }
    const file = new ListFile(this.#path, this.#tree);
    try {
      for (const row of this.#rows.rows()) {
        file.line(objectText(row.map(([name, text]) => [nameOf(name), text])));
      }
      file.commit();
    } catch (error) {
      file.discard();
      throw error;
    }
  }

  #relative(path: string): string;
  #relative(path: string | undefined): string | undefined;
  #relative(path: string | undefined): string | undefined {
    return path === undefined ? undefined : posix.relative(this.#place, path);
  }
}

/** With a point in every row: a column of whole numbers is of another type to `load_dataset`, which wants one in all splits. */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
