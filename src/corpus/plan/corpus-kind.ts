import type { OutputTree } from '../../io/output-tree.ts';
import type { Receipt } from '../../mix/receipt.ts';
import type { LineSorterOptions } from '../lists/line-sorter.ts';
import type { CorpusRow, Utterance } from '../utterance.ts';
import type { PlannedOutput } from './planned-output.ts';

/** Kinds of corpora that consist of audio files and lists. (`webdataset` consists of tar archives.) */
export const CORPUS_KINDS = [
  'directory',
  'kaldi',
  'nemo',
  'lhotse',
  'huggingface',
  'csv',
  'tsv',
] as const;
export type CorpusKind = (typeof CORPUS_KINDS)[number];
/** What a source may be. */
export type SourceKind = CorpusKind | 'webdataset';

/** What an output is made of: each utterance, cut out of its recording; or each recording, whole under its utterances. */
export const UNITS = ['utterance', 'recording'] as const;
export type Unit = (typeof UNITS)[number];

/** How a source is read. */
export interface ReadOptions {
  /** Folder that relative paths begin at, and outside which nothing is read. Default: what the kind has as custom. */
  readonly root?: string | undefined;
  /** Whether rows may name commands of the shell to run. Otherwise they are bad rows. */
  readonly allowCommands: boolean;
  /** Bytes that each of these commands may write. Default: 4 GiB. */
  readonly mostCommandBytes?: number | undefined;
  /** Column of the audio's path, for lists with columns. */
  readonly pathColumn?: string | undefined;
  /** Column or field of a row's own SNR in dB. */
  readonly snrColumn?: string | undefined;
  /** What an output is made of, where a list has utterances in recordings. */
  readonly unit: Unit;
  /** Whether the result is of the same kind, and has room for what only this one has. */
  readonly keepsKind: boolean;
  /** Where long lists are sorted. */
  readonly sorting: LineSorterOptions;
}

/** What of {@link ReadOptions} is asked for. */
export type AskedReadOptions = Omit<ReadOptions, 'keepsKind' | 'sorting'>;

/** An output that was made, as its list shall know it. */
export interface CorpusEntry {
  readonly utterance: Utterance;
  readonly output: PlannedOutput;
  /** Of the noisy (or clean) audio, relative to the corpus' folder, with `/`. */
  readonly audioPath: string;
  /** What a shell runs to make the audio when it is read: there is no file then. For kinds that know of commands. */
  readonly command?: string | undefined;
  /** The same of the signal and of the noise alone, where `--pairs` wants them. */
  readonly cleanPath?: string | undefined;
  readonly noisePath?: string | undefined;
  /** `clean` or `noisy`, where `--labels` wants it. */
  readonly label?: 'clean' | 'noisy' | undefined;
  /** What receipts have as `part_snr_db`, of the parts of the row: those of a list's recording, or its only one. */
  readonly partSnrDb?: readonly (number | null)[] | undefined;
  /** Has frames, sample_rate, channels, snr_achieved_db and the rest. */
  readonly receipt: Receipt;
}

/** How the lists of a result are written. */
export interface WriteOptions {
  /** The corpus' folder: absolute, without a slash at the end. */
  readonly folder: string;
  /** That of the folder. */
  readonly tree: OutputTree;
  /** Kind of the source; where it is the writer's own, `Utterance.row` is in the shape that its reader gave. */
  readonly sourceKind: CorpusKind;
  /** The source itself, absolute, for what is carried over as a whole. */
  readonly source: string;
  readonly sorting: LineSorterOptions;
}

/**
 * Writes the lists of a corpus, once all its audio is there.
 *
 * Gets the entries in the order of the bytes of their utterances' ids. Lists appear under their names only when they are whole; the same
 * entries give the same bytes.
 */
export interface CorpusWriter {
  add(entry: CorpusEntry): void;
  /** Writes what is left and puts the lists in their places. */
  finish(): Promise<void>;
}

/** One kind of corpus: how it is recognised, read and written. */
export interface CorpusFormat {
  readonly kind: CorpusKind;
  /** Whether a path looks like a corpus of this kind. Reads a little of it at most. */
  recognises(source: string): boolean;
  /**
   * The rows of a source, in its own order.
   *
   * @throws CorpusError where the source as a whole cannot be read.
   */
  read(source: string, options: ReadOptions): AsyncIterable<CorpusRow>;
  /** Whether its lists may have commands instead of files. */
  readonly knowsCommands: boolean;
  /** Whether each output gets a suffix even when an utterance has one only, since ids live in one name space. */
  readonly alwaysSuffixed: boolean;
  /** Whether several of its rows may name one file of audio. */
  readonly sharesAudio: boolean;
  /**
   * The id that an utterance of another kind has in this one: without what this kind's ids may not hold.
   *
   * @returns the id, or what is wrong with it.
   */
  idFor(utterance: Utterance): { id: string } | { fault: string };
  /** What it calls a speaker of another kind; undefined for nobody. Default: the same. */
  speakerFor?(speaker: string): string | undefined;
  /** Where an output's audio goes, without extension, relative to the corpus' folder: never leaves it. */
  placeFor(utterance: Utterance, output: PlannedOutput): string;
  createWriter(options: WriteOptions): CorpusWriter;
}
