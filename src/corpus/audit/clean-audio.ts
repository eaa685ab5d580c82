import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { type ByteSource, openSource } from '../../io/byte-source.ts';
import { OutputTree } from '../../io/output-tree.ts';
import { quote } from '../../io/shell-word.ts';
import { AudioOpener } from '../audio/audio-source.ts';
import { sha256OfAudio } from '../containers/folder/source-stamp.ts';
import { formatOfKind } from '../kinds/corpus-formats.ts';
import { compareBytes } from '../lists/line-sorter.ts';
import { readOwnJson } from '../lists/own-json.ts';
import {
  type AskedReadOptions,
  type CorpusFormat,
  type CorpusKind,
  UNITS,
  type Unit,
} from '../plan/corpus-kind.ts';
import type { CorpusReceipt } from '../plan/corpus-receipt.ts';
import type { PlannedUtterance } from '../plan/planned-utterance.ts';
import { SETTINGS_NAME } from '../plan/result-names.ts';
import type { FileFault } from '../run/corpus-contents.ts';
import { planUtterances } from '../run/utterance-plan.ts';
import { type AudioReference, filesOfAudio, nameOfAudio } from '../utterance.ts';

/** Opens the clean audio of outputs in the order of their receipts: from the source of the corpus, in a pass over it. */
export class SourceAudio {
  readonly #work: string;
  readonly #opener: AudioOpener;
  readonly #utterances: Generator<PlannedUtterance>;
  readonly #name: string;
  readonly #isFolder: boolean;
  #current: PlannedUtterance | undefined;
  #hashed: { readonly utterance: string; readonly sha256: string } | undefined;

  private constructor(
    work: string,
    { name, isFolder }: { readonly name: string; readonly isFolder: boolean },
    utterances: Generator<PlannedUtterance>,
    mostCommandBytes: number | undefined,
  ) {
    this.#name = name;
    this.#isFolder = isFolder;
    this.#work = work;
    this.#opener = new AudioOpener(work, 'clean', { mostBytes: mostCommandBytes });
    this.#utterances = utterances;
  }

  /** @throws CorpusError where the source cannot be read; single rows that cannot are left out. */
  static async open(
    source: string,
    from: CorpusFormat,
    to: CorpusFormat,
    read: AskedReadOptions,
  ): Promise<SourceAudio> {
    const work = mkdtempSync(join(tmpdir(), 'awgn-'));
    try {
      const plan = await planUtterances(
        { source, from, to, read },
        { path: join(work, 'plan.jsonl'), temporaryFolder: work, tree: new OutputTree(work) },
        () => {},
      );
      const about = { name: source, isFolder: from.kind === 'directory' };
      return new SourceAudio(work, about, plan.items(), read.mostCommandBytes);
    } catch (error) {
      rmSync(work, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * @returns why it cannot be compared, where the source is not what the receipt states; `not-listed` where a list does not have
   *   it.
   */
  async openClean(receipt: CorpusReceipt): Promise<ByteSource | FileFault | 'not-listed'> {
    const audio = this.#find(receipt);
    if (audio === undefined) {
      return this.#isFolder ? missing(receipt.source, this.#name) : 'not-listed';
    }
    if (audio.type === 'command') return this.#opener.open(audio);
    const gone = filesOfAudio(audio).find(({ path }) => !existsSync(path));
    if (gone !== undefined) return missing(gone.name, this.#name);
    const { source_sha256: stated } = receipt;
    if (stated !== undefined && (await this.#sha256Of(receipt.utterance, audio)) !== stated) {
      return {
        kind: 'source-changed',
        detail:
          `its source ${nameOfAudio(audio)} has changed since: its SHA-256 is not ${stated} as the receipt states; the output itself is as it was made; ` +
          'run awgn corpus again with --resume',
      };
    }
    return this.#opener.open(audio);
  }

  /** Of an utterance with many outputs once. */
  async #sha256Of(utterance: string, audio: AudioReference): Promise<string> {
    if (this.#hashed?.utterance !== utterance) {
      this.#hashed = { utterance, sha256: await sha256OfAudio(audio) };
    }
    return this.#hashed.sha256;
  }

  #find({ utterance }: CorpusReceipt): AudioReference | undefined {
    while (this.#current === undefined || compareBytes(this.#current.id, utterance) < 0) {
      const next = this.#utterances.next();
      if (next.done) return undefined;
      this.#current = next.value;
    }
    return this.#current.id === utterance ? this.#current.audio : undefined;
  }

  close(): void {
    this.#utterances.return(undefined);
    this.#opener.close();
    rmSync(this.#work, { recursive: true, force: true });
  }
}

/** An output whose source is not there. */
function missing(name: string, source: string): FileFault {
  return {
    kind: 'source-missing',
    detail: `its source ${name} is missing in ${source}; expected what it was made of; put it back, or give another --source`,
  };
}

/**
 * The source that a corpus was made of.
 *
 * @throws CorpusError where it cannot be read, or consists of archives.
 */
export async function openSourceAudio(
  folder: string,
  source: string,
  read: Omit<AskedReadOptions, 'unit'>,
): Promise<SourceAudio> {
  const { from, to, unit } = readOwnJson(join(folder, SETTINGS_NAME));
  if (from === 'webdataset') {
    throw new CorpusError(
      'ERR_SOURCE_KIND',
      `${folder} holds tar archives, whose samples are not compared with a source; leave out --source, and every byte of them is compared with ` +
        `the SHA-256 in shards.jsonl: awgn verify ${quote(folder)}`,
    );
  }
  // Up to version 0.2.0, recordings stayed whole where the kind stayed the same.
  const unitBefore: Unit = from === to ? 'recording' : 'utterance';
  return SourceAudio.open(
    source,
    formatOfKind(from as CorpusKind),
    formatOfKind(to as CorpusKind),
    {
      ...read,
      unit: UNITS.find((one) => one === unit) ?? unitBefore,
    },
  );
}

/** Opens the clean audio that was written beside a noisy output. */
export async function openPair(
  folder: string,
  { clean_output: path }: CorpusReceipt,
): Promise<ByteSource | undefined> {
  if (typeof path !== 'string') return undefined;
  return openSource(join(folder, path), { rereadable: false });
}
