import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ByteSource, openSource } from '../../io/byte-source.ts';
import { OutputTree } from '../../io/output-tree.ts';
import { AudioOpener } from '../audio/audio-source.ts';
import { formatOfKind } from '../kinds/corpus-formats.ts';
import { compareBytes } from '../lists/line-sorter.ts';
import { readOwnJson } from '../lists/own-json.ts';
import {
  type CorpusFormat,
  type CorpusKind,
  type ReadOptions,
  UNITS,
  type Unit,
} from '../plan/corpus-kind.ts';
import type { CorpusReceipt } from '../plan/corpus-receipt.ts';
import type { PlannedUtterance } from '../plan/planned-utterance.ts';
import { SETTINGS_NAME } from '../plan/result-names.ts';
import { planUtterances } from '../run/utterance-plan.ts';

/** Opens the clean audio of outputs in the order of their receipts: from the source of the corpus, in a pass over it. */
export class SourceAudio {
  readonly #work: string;
  readonly #opener: AudioOpener;
  readonly #utterances: Generator<PlannedUtterance>;
  #current: PlannedUtterance | undefined;

  private constructor(
    work: string,
    utterances: Generator<PlannedUtterance>,
    mostCommandBytes: number | undefined,
  ) {
    this.#work = work;
    this.#opener = new AudioOpener(work, 'clean', { mostBytes: mostCommandBytes });
    this.#utterances = utterances;
  }

  /** @throws CorpusError where the source cannot be read; single rows that cannot are left out. */
  static async open(
    source: string,
    from: CorpusFormat,
    to: CorpusFormat,
    read: Omit<ReadOptions, 'sorting'>,
  ): Promise<SourceAudio> {
    const work = mkdtempSync(join(tmpdir(), 'awgn-'));
    try {
      const plan = await planUtterances(
        { source, from, to, read },
        { path: join(work, 'plan.jsonl'), temporaryFolder: work, tree: new OutputTree(work) },
        () => {},
      );
      return new SourceAudio(work, plan.items(), read.mostCommandBytes);
    } catch (error) {
      rmSync(work, { recursive: true, force: true });
      throw error;
    }
  }

  /** @returns undefined where the source does not have it any more. */
  async openClean({ utterance }: CorpusReceipt): Promise<ByteSource | undefined> {
    while (this.#current === undefined || compareBytes(this.#current.id, utterance) < 0) {
      const next = this.#utterances.next();
      if (next.done) return undefined;
      this.#current = next.value;
    }
    return this.#current.id === utterance ? this.#opener.open(this.#current.audio) : undefined;
  }

  close(): void {
    this.#utterances.return(undefined);
    this.#opener.close();
    rmSync(this.#work, { recursive: true, force: true });
  }
}

/** The source that a corpus was made of. */
export async function openSourceAudio(
  folder: string,
  source: string,
  read: Omit<ReadOptions, 'sorting' | 'unit'>,
): Promise<SourceAudio> {
  const { from, to, unit } = readOwnJson(join(folder, SETTINGS_NAME));
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
