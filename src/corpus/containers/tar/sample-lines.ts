import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CorpusError } from '../../../errors.ts';
import { type JsonLine, jsonTexts } from '../../lists/json-lines.ts';
import { ListFile } from '../../lists/list-file.ts';
import type { CorpusReceipt } from '../../plan/corpus-receipt.ts';
import type { ContainerPlace } from '../../run/container.ts';
import { isLeftOut } from '../../run/corpus-totals.ts';
import { faultOfReceipt } from '../../state/sound-receipts.ts';
import type { MadeArchive } from './archive-entry.ts';

/** The receipt of one WAV in an archive. */
export interface SampleReceipt extends CorpusReceipt {
  /** The archive's name. */
  shard: string;
}

/** A sample that failed. */
export interface SampleFailure {
  readonly id: string | null;
  readonly origin: string;
  readonly fault: string;
}

/** What lists say of one WAV, or of a sample that failed. */
export type SampleLine = SampleReceipt | SampleFailure;

/** The lines of an archive's samples: too many for an entry of the journal, which memory must hold. */
export class SampleLines {
  readonly #place: ContainerPlace;

  constructor(place: ContainerPlace) {
    this.#place = place;
  }

  /** A new list for an archive. @param name of its draft. */
  create(name: string): ListFile {
    return new ListFile(join(this.#place.temporaryFolder, `${name}.jsonl`), this.#place.tree);
  }

  has(shard: string): boolean {
    return existsSync(this.#pathOf(shard));
  }

  /** @param list from {@link create}, whole. */
  put(list: ListFile, shard: string): void {
    const { tree, check } = this.#place;
    list.commit();
    check();
    tree.put(list.path, this.#pathOf(shard));
  }

  /** Whether the list is there, and is what the entry says. */
  areOf(archive: MadeArchive): boolean {
    if (!this.has(archive.shard)) return false;
    try {
      for (const _ of this.read(archive));
      return true;
    } catch (error) {
      if ((error as CorpusError).code !== 'ERR_RESULT_DAMAGED') throw error;
      return false;
    }
  }

  /** @throws CorpusError where the lines are not those that the entry counts. */
  *read(archive: MadeArchive): Generator<JsonLine<SampleLine>> {
    const path = this.#pathOf(archive.shard);
    const found = { outputs: 0, silent: 0, failures: 0 };
    for (const line of jsonTexts<SampleLine>(path)) {
      const kind = kindOf(line.value);
      if (kind === undefined) break;
      found[kind]++;
      yield line;
    }
    for (const kind of ['outputs', 'silent', 'failures'] as const) {
      if (found[kind] === archive[kind]) continue;
      throw new CorpusError(
        'ERR_RESULT_DAMAGED',
        `${path} has ${found[kind]} ${kind}, and ${archive[kind]} were made; expected the file as awgn wrote it; make the corpus anew`,
      );
    }
  }

  #pathOf(shard: string): string {
    return join(this.#place.listsPath, `${shard}.jsonl`);
  }
}

function kindOf(line: SampleLine): 'outputs' | 'silent' | 'failures' | undefined {
  if (typeof line !== 'object' || line === null) return undefined;
  if ('fault' in line) return 'failures';
  if (faultOfReceipt(line) !== undefined) return undefined;
  return isLeftOut(line) ? 'silent' : 'outputs';
}
