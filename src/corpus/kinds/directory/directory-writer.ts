import { basename, dirname, extname, join } from 'node:path';
import { naming } from '../../../io/blocking-io.ts';
import type { OutputTree } from '../../../io/output-tree.ts';
import { LineSorter } from '../../lists/line-sorter.ts';
import { ListFile } from '../../lists/list-file.ts';
import type { CorpusEntry, CorpusWriter, WriteOptions } from '../../plan/corpus-kind.ts';
import type { DirectoryRow } from './directory-reader.ts';
import { TranscriptList } from './transcript-list.ts';

/**
 * Copies what stood beside the audio, writes the lists of transcripts anew for the names of the outputs, and lists what the names alone do not say: `labels.csv` (file, label) and
 * `pairs.csv` (noisy, clean, noise).
 */
export class DirectoryWriter implements CorpusWriter {
  readonly #options: WriteOptions;
  #labels: ListFile | undefined;
  #pairs: ListFile | undefined;
  #pairsHaveNoise = false;
  /** Lines of lists of transcripts, by the paths of these. */
  readonly #transcripts: LineSorter;
  /** Those of the folder whose audio came last: that of a folder stands together, but for the folders in it. */
  #lists = new Map<string, TranscriptList>();
  #listedFolder: string | undefined;

  constructor(options: WriteOptions) {
    this.#options = options;
    this.#transcripts = new LineSorter(options.sorting);
  }

  add(entry: CorpusEntry): void {
    try {
      this.#copyCompanions(entry);
      this.#transcribe(entry);
      this.#addToLists(entry);
    } catch (error) {
      this.#discard();
      throw error;
    }
  }

  async finish(): Promise<void> {
    try {
      this.#labels?.commit();
      this.#pairs?.commit();
      this.#writeTranscripts();
    } finally {
      this.#discard();
    }
  }

  #addToLists({ audioPath, label, cleanPath, noisePath }: CorpusEntry): void {
    const { folder, tree } = this.#options;
    if (label !== undefined) {
      if (this.#labels === undefined) {
        this.#labels = new ListFile(join(folder, 'labels.csv'), tree);
        this.#labels.line('file,label');
      }
      this.#labels.line(`${csvField(audioPath)},${label}`);
    }
    if (cleanPath === undefined) return;
    if (this.#pairs === undefined) {
      this.#pairs = new ListFile(join(folder, 'pairs.csv'), tree);
      this.#pairsHaveNoise = noisePath !== undefined;
      this.#pairs.line(this.#pairsHaveNoise ? 'noisy,clean,noise' : 'noisy,clean');
    }
    const paths = [audioPath, cleanPath, ...(this.#pairsHaveNoise ? [noisePath ?? ''] : [])];
    this.#pairs.line(paths.map(csvField).join(','));
  }

  /** So that `a.txt` stands as `a-noisy1.txt` beside `a-noisy1.wav`. */
  #copyCompanions({ utterance, audioPath }: CorpusEntry): void {
    const { folder, tree, source, sourceKind } = this.#options;
    const { origin, row } = utterance;
    if (sourceKind !== 'directory') return;
    for (const extension of (row as DirectoryRow).companions) {
      const from = join(source, `${stemOf(origin)}${extension}`);
      const to = join(folder, `${stemOf(audioPath)}${extension}`);
      const part = `${to}.part`;
      try {
        copy(tree, from, part, to);
        naming(to, () => tree.put(part, to, from));
      } catch (error) {
        tree.remove(part);
        throw error;
      }
    }
  }

  /** What the lists of the source say of an utterance, their copies say of each of its outputs. */
  #transcribe({ utterance, audioPath }: CorpusEntry): void {
    const { source, sourceKind } = this.#options;
    if (sourceKind !== 'directory') return;
    const { origin, row } = utterance;
    const sourceFolder = join(source, dirname(origin));
    if (this.#listedFolder !== sourceFolder) this.#lists = new Map();
    this.#listedFolder = sourceFolder;
    for (const name of (row as DirectoryRow).transcripts) {
      const list = this.#lists.get(name) ?? new TranscriptList(join(sourceFolder, name));
      this.#lists.set(name, list);
      const text = list.textOf(stemOf(basename(origin)));
      if (text === undefined) continue;
      const to = join(dirname(audioPath), name);
      this.#transcripts.add(to, `${stemOf(basename(audioPath))} ${text}`);
    }
  }

  #writeTranscripts(): void {
    const { folder, tree } = this.#options;
    let list: ListFile | undefined;
    let current: string | undefined;
    try {
      for (const [name, line] of this.#transcripts.sorted()) {
        if (name !== current) {
          list?.commit();
          list = new ListFile(join(folder, name), tree);
          current = name;
        }
        list!.line(line);
      }
      list?.commit();
    } finally {
      list?.discard();
    }
  }

  #discard(): void {
    this.#transcripts.close();
    this.#labels?.discard();
    this.#pairs?.discard();
  }
}

function stemOf(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}

/** What the system says where there is no room for the copy; all else is of the file that is copied. */
const OF_WRITING: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS']);

/** Copies a file, and has errors name the one that they are of: the system names the one that is read. */
function copy(tree: OutputTree, from: string, part: string, to: string): void {
  try {
    tree.copy(from, part);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw Object.assign(error as Error, { path: OF_WRITING.has(code) ? to : from });
  }
}

/** A field as RFC 4180 has it. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
