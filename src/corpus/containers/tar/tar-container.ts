import { join } from 'node:path';
import type { JsonLine } from '../../lists/json-lines.ts';
import { LineSorter } from '../../lists/line-sorter.ts';
import { ListFile } from '../../lists/list-file.ts';
import type { Failure, OutputOptions } from '../../plan/corpus-options.ts';
import type { ItemPlan, PlanPlace, PlanSize } from '../../plan/item-plan.ts';
import { SHARDS_NAME } from '../../plan/result-names.ts';
import { Tally, type TallyCount } from '../../plan/tally.ts';
import type {
  BatchLimits,
  Container,
  ContainerLists,
  ContainerPlace,
  ContainerWords,
  ItemMaker,
  MakingTeller,
  OpenContainer,
  ResultLine,
} from '../../run/container.ts';
import type { CorpusFolder } from '../../state/corpus-folder.ts';
import { ARCHIVE_ENTRIES, type ArchiveEntry } from './archive-entry.ts';
import { ArchiveMaker } from './archive-maker.ts';
import { ArchiveMixer } from './archive-mixer.ts';
import { type PlannedArchive, planArchives } from './archive-plan.ts';
import { finishedArchives, isSoundArchive } from './finished-archives.ts';
import { SampleLines } from './sample-lines.ts';

export const SAMPLE_WORDS: ContainerWords = {
  item: 'archive',
  items: 'archives',
  failing: 'samples',
  remedy: 'mend the source and run again; of files, --resume keeps the archives that are done',
};

/** One archive after the other, whose samples all threads make together. */
const ONE_BY_ONE: BatchLimits = { mostBytes: 1, mostItems: 1, mostWaiting: 1 };

/** Tar archives in the manner of WebDataset, one made of each: an item is an archive with its samples. */
export class TarContainer implements Container<PlannedArchive, ArchiveEntry> {
  readonly words = SAMPLE_WORDS;
  readonly bytesPerItem = 0;
  readonly entries = ARCHIVE_ENTRIES;
  readonly #options: OutputOptions;

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  recordingOf(): undefined {}

  plan(place: PlanPlace): Promise<ItemPlan<PlannedArchive>> {
    return planArchives(this.#options, place);
  }

  open(place: ContainerPlace, size: PlanSize): OpenTars {
    return new OpenTars(this.#options, place, size);
  }
}

class OpenTars implements OpenContainer<PlannedArchive, ArchiveEntry> {
  readonly batches = ONE_BY_ONE;
  readonly #options: OutputOptions;
  readonly #place: ContainerPlace;
  readonly #size: PlanSize;
  readonly #lines: SampleLines;

  constructor(options: OutputOptions, place: ContainerPlace, size: PlanSize) {
    this.#options = options;
    this.#place = place;
    this.#size = size;
    this.#lines = new SampleLines(place);
  }

  admit(): void {}

  finishedEntries(): Generator<ArchiveEntry> {
    return finishedArchives(this.#place.tree.path, this.#lines);
  }

  async recognise(planned: PlannedArchive, entry: ArchiveEntry): Promise<ArchiveEntry | undefined> {
    const isSound =
      isSoundArchive(entry, planned, this.#place.tree.path) && this.#lines.areOf(entry.archive);
    return isSound ? entry : undefined;
  }

  isOf({ id }: PlannedArchive, { archive }: ArchiveEntry): boolean {
    return archive.shard === id;
  }

  *failuresIn({ archive }: ArchiveEntry): Generator<Failure> {
    if (archive.failures === 0) return;
    for (const { value } of this.#lines.read(archive)) {
      if (!('fault' in value)) continue;
      const { id, origin, fault } = value;
      yield { origin, fault, ...(id !== null && { id }) };
    }
  }

  utterancesIn(entry: ArchiveEntry | undefined): number {
    return entry?.archive.samples ?? 0;
  }

  createMaker(jobs: number, teller: MakingTeller): ItemMaker<PlannedArchive, ArchiveEntry> {
    const mixer = new ArchiveMixer(this.#options, jobs, this.#size.utterances);
    return new ArchiveMaker(mixer, this.#place, this.#lines, teller);
  }

  createLists(folder: CorpusFolder): ArchiveLists {
    return new ArchiveLists(folder, this.#lines);
  }
}

/** The list of archives. */
class ArchiveLists implements ContainerLists<PlannedArchive, ArchiveEntry> {
  readonly #shards: ListFile;
  readonly #lines: SampleLines;
  readonly #keys: LineSorter;

  constructor({ path, tree, temporaryPath }: CorpusFolder, lines: SampleLines) {
    this.#shards = new ListFile(join(path, SHARDS_NAME), tree);
    this.#lines = lines;
    this.#keys = new LineSorter({ folder: temporaryPath });
  }

  *add(_: PlannedArchive, { value: { archive } }: JsonLine<ArchiveEntry>): Generator<ResultLine> {
    this.#shards.line(JSON.stringify(archive));
    for (const { text, value } of this.#lines.read(archive)) {
      const receipt = 'fault' in value ? undefined : value;
      if (receipt?.copy === 1) this.#keys.add(receipt.utterance, receipt.shard);
      yield { text, receipt };
    }
  }

  async finish(): Promise<void> {
    this.#shards.commit();
  }

  /** Keys of samples that several archives have: their noise is one, and a reader may take them for one sample. */
  notes(): readonly TallyCount[] {
    const repeated = new Tally();
    let previous: { readonly key: string; readonly shard: string } | undefined;
    for (const [key, shard] of this.#keys.sorted()) {
      if (previous?.key === key && previous.shard !== shard) {
        repeated.add(KEY_IN_SEVERAL, `${key} in ${previous.shard} and ${shard}`);
      }
      previous = { key, shard };
    }
    return repeated.counts();
  }

  discard(): void {
    this.#shards.discard();
    this.#keys.close();
  }
}

const KEY_IN_SEVERAL =
  'samples with the key of one in another archive, and with its noise (rename them, if they are not the same)';
