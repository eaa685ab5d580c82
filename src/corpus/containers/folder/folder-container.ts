import { join } from 'node:path';
import { isPart } from '../../../audio-files/audio-part.ts';
import { CorpusError } from '../../../errors.ts';
import type { Failure } from '../../plan/corpus-options.ts';
import type { ItemPlan, PlanPlace, PlanSize } from '../../plan/item-plan.ts';
import { outputPlanOf, pathsOf } from '../../plan/output-paths.ts';
import { OutputPlan } from '../../plan/output-plan.ts';
import type { PlannedUtterance } from '../../plan/planned-utterance.ts';
import type {
  BatchLimits,
  Container,
  ContainerPlace,
  ContainerWords,
  ItemMaker,
  MakingTeller,
  OpenContainer,
} from '../../run/container.ts';
import { planUtterances } from '../../run/utterance-plan.ts';
import { BYTES_PER_UTTERANCE } from '../../shards/shard-balance.ts';
import type { CorpusFolder } from '../../state/corpus-folder.ts';
import { filesOfAudio } from '../../utterance.ts';
import { createFilePool, type FilePool } from './file-pool.ts';
import {
  finishedUtterances,
  isOfOutputs,
  type PlacedOutput,
  soundEntry,
} from './finished-utterances.ts';
import { FolderLists } from './folder-lists.ts';
import type { FolderOptions } from './folder-options.ts';
import { UTTERANCE_ENTRIES, type UtteranceEntry } from './utterance-entry.ts';
import { UtteranceMaker } from './utterance-maker.ts';
import { VirtualPool } from './virtual-pool.ts';

const WORDS: ContainerWords = {
  item: 'utterance',
  items: 'utterances',
  failing: 'utterances',
  remedy: 'what is done stays: mend the source and run again with --resume',
};

/** Batches that may be done and wait for an earlier one, which takes long, to be told to the journal. */
const MOST_WAITING_BATCHES = 256;
/** A batch ends when it has so many bytes to read, or so many outputs, whose files are open together. */
const BATCH_BYTES = 1 << 24;
const BATCH_OUTPUTS = 64;

/** A folder of audio files, whose lists say what they are: an item is an utterance. */
export class FolderContainer implements Container<PlannedUtterance, UtteranceEntry> {
  readonly words = WORDS;
  readonly bytesPerItem = BYTES_PER_UTTERANCE;
  readonly entries = UTTERANCE_ENTRIES;
  readonly #options: FolderOptions;

  constructor(options: FolderOptions) {
    this.#options = options;
  }

  recordingOf({ audio }: PlannedUtterance): string | undefined {
    if (audio.type === 'command') return isPart(audio) ? `command ${audio.command}` : undefined;
    const files = filesOfAudio(audio);
    return files.some(isPart) ? files.map(({ path }) => `file ${path}`).join(' ') : undefined;
  }

  plan(place: PlanPlace, onBadRow: (row: Failure) => void): Promise<ItemPlan<PlannedUtterance>> {
    return planUtterances(this.#options, place, onBadRow);
  }

  open(place: ContainerPlace, size: PlanSize): OpenFolder {
    return new OpenFolder(this.#options, place, size);
  }
}

class OpenFolder implements OpenContainer<PlannedUtterance, UtteranceEntry> {
  readonly #options: FolderOptions;
  readonly #place: ContainerPlace;
  readonly #outputs: OutputPlan;

  constructor(options: FolderOptions, place: ContainerPlace, { utterances }: PlanSize) {
    this.#options = options;
    this.#place = place;
    this.#outputs = outputPlanOf(options, utterances);
  }

  get batches(): BatchLimits {
    const outputs = OutputPlan.outputsPerUtterance(this.#options.plan);
    return {
      mostBytes: BATCH_BYTES / outputs,
      mostItems: Math.ceil(BATCH_OUTPUTS / outputs),
      mostWaiting: MOST_WAITING_BATCHES,
    };
  }

  /** Commands are in a plan because whoever began it allowed them: that is not for everybody who goes on. */
  admit({ id, audio }: PlannedUtterance, folder: string): void {
    if (audio.type !== 'command' || this.#options.read.allowCommands) return;
    throw new CorpusError(
      'ERR_RESULT_OPTIONS',
      `${folder} was begun with --allow-commands, and the utterance ${JSON.stringify(id)} is one; expected it again; give it if you trust who began`,
    );
  }

  finishedEntries(): Generator<UtteranceEntry> {
    return finishedUtterances(this.#place.tree.path);
  }

  recognise(
    utterance: PlannedUtterance,
    entry: UtteranceEntry,
  ): Promise<UtteranceEntry | undefined> {
    return soundEntry(entry, utterance, this.#outputsOf(utterance), this.#place.tree.path);
  }

  isOf(utterance: PlannedUtterance, entry: UtteranceEntry): boolean {
    return isOfOutputs(entry, this.#outputsOf(utterance));
  }

  failuresIn(): Iterable<Failure> {
    return [];
  }

  utterancesIn(): number {
    return 1;
  }

  createMaker(jobs: number, teller: MakingTeller): ItemMaker<PlannedUtterance, UtteranceEntry> {
    const pool = this.#createPool(jobs);
    return new UtteranceMaker(pool, teller, (utterance) => {
      const outputs = this.#outputsOf(utterance);
      if (!this.#options.isVirtual) this.#expect(utterance, outputs);
      return outputs;
    });
  }

  createLists(folder: CorpusFolder): FolderLists {
    return new FolderLists(this.#options, this.#outputs, folder);
  }

  #createPool(jobs: number): FilePool {
    const { render, isVirtual, read } = this.#options;
    const { tree, temporaryFolder } = this.#place;
    const { mostCommandBytes } = read;
    const place = { folder: tree.path, temporaryFolder, mostCommandBytes };
    return isVirtual ? new VirtualPool(render, place) : createFilePool(render, place, jobs);
  }

  #outputsOf(utterance: PlannedUtterance): PlacedOutput[] {
    const { to } = this.#options;
    return this.#outputs
      .outputsOf(utterance, utterance.index)
      .map((output) => ({ ...output, ...pathsOf(to, utterance, output, this.#options) }));
  }

  /** What could not be put in its place is not made. */
  #expect({ audio }: PlannedUtterance, outputs: readonly PlacedOutput[]): void {
    const { tree } = this.#place;
    const source = filesOfAudio(audio)[0]?.path;
    for (const { audioPath, cleanPath, noisePath } of outputs) {
      for (const path of [audioPath, cleanPath, noisePath]) {
        if (path !== undefined) tree.expect(join(tree.path, path), source);
      }
    }
  }
}
