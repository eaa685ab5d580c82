import { statSync } from 'node:fs';
import { join } from 'node:path';
import { stampOf } from '../../../io/file-stamp.ts';
import { createSha256 } from '../../../io/sha256.ts';
import { archiveBytes } from '../../kinds/webdataset/archive-bytes.ts';
import type { ContainerPlace, ItemMaker, ItemResult, MakingTeller } from '../../run/container.ts';
import { CorpusTotals } from '../../run/corpus-totals.ts';
import { StagedOutput } from '../../run/staged-output.ts';
import { failureText } from '../../state/failure-list.ts';
import type { ArchiveEntry, MadeArchive } from './archive-entry.ts';
import type { ArchiveMixer } from './archive-mixer.ts';
import type { PlannedArchive } from './archive-plan.ts';
import type { SampleLines } from './sample-lines.ts';
import type { MadeSample } from './sample-maker.ts';

/** Makes archives of archives, one after the other: an archive appears under its name when it is whole. */
export class ArchiveMaker implements ItemMaker<PlannedArchive, ArchiveEntry> {
  readonly #mixer: ArchiveMixer;
  readonly #place: ContainerPlace;
  readonly #lines: SampleLines;
  readonly #teller: MakingTeller;

  constructor(
    mixer: ArchiveMixer,
    place: ContainerPlace,
    lines: SampleLines,
    teller: MakingTeller,
  ) {
    this.#mixer = mixer;
    this.#place = place;
    this.#lines = lines;
    this.#teller = teller;
  }

  async ready(): Promise<void> {}

  async make(archives: readonly PlannedArchive[]): Promise<ItemResult<ArchiveEntry>[]> {
    const results: ItemResult<ArchiveEntry>[] = [];
    for (const archive of archives) results.push(await this.#make(archive));
    return results;
  }

  close(): Promise<void> {
    return this.#mixer.close();
  }

  /** Nothing is made of an archive that is damaged. */
  async #make(planned: PlannedArchive): Promise<ItemResult<ArchiveEntry>> {
    const { id, path, firstIndex } = planned;
    const { tree, temporaryFolder, check } = this.#place;
    const outputPath = join(tree.path, id);
    tree.expect(outputPath, path);
    const output = new StagedOutput({
      name: id,
      path: outputPath,
      temporaryPath: join(temporaryFolder, 'archive.part'),
      tree,
      source: path,
    });
    const list = this.#lines.create('list');
    const hash = createSha256();
    const totals = new CorpusTotals();
    const sourceModifiedMs = statSync(path).mtimeMs;
    try {
      const fault = await this.#mixer.mix({
        bytes: archiveBytes(path),
        firstIndex,
        write: (bytes) => {
          hash.update(bytes);
          output.write(bytes);
        },
        onSample: (sample) => this.#tell(id, sample, totals, (text) => list.line(text)),
      });
      if (fault !== undefined) return { failure: { origin: id, fault }, isFatal: false };
      check();
      await output.commit();
      const archive = madeOf(planned, totals, output.numberOfBytes, hash.digest('hex'));
      this.#lines.put(list, id);
      return { entry: { id, archive, stamp: stampOf(outputPath), sourceModifiedMs } };
    } finally {
      output.discard();
      list.discard();
    }
  }

  #tell(
    shard: string,
    sample: MadeSample,
    totals: CorpusTotals,
    onLine: (text: string) => void,
  ): void {
    totals.utterances++;
    if (sample.fault === undefined) {
      for (const receipt of sample.receipts) {
        totals.addReceipt(receipt);
        onLine(JSON.stringify({ shard, ...receipt }));
      }
    } else {
      const origin = `${shard} at byte ${sample.byteOffset}`;
      const failure = { id: sample.key, origin, fault: sample.fault };
      totals.failures++;
      onLine(failureText(failure));
      this.#teller.failed(failure);
    }
    this.#teller.done(sample.byteLength);
  }
}

function madeOf(
  { id, bytes: sourceBytes }: PlannedArchive,
  { utterances, outputs, silent, failures }: CorpusTotals,
  bytes: number,
  sha256: string,
): MadeArchive {
  return {
    shard: id,
    bytes,
    sha256,
    source_bytes: sourceBytes,
    samples: utterances,
    outputs,
    silent,
    failures,
  };
}
