import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CorpusError } from '../../errors.ts';
import type { OutputTree } from '../../io/output-tree.ts';
import { ListFile } from '../lists/list-file.ts';
import { readOwnJson } from '../lists/own-json.ts';
import { FAILURES_NAME } from '../plan/result-names.ts';
import { shardsPath } from '../state/corpus-folder.ts';
import {
  type EntryFormat,
  entriesOf,
  idOfLine,
  type JournalEntry,
  listsPath,
  mergeJournals,
  soundLines,
} from '../state/journal.ts';
import { shardName } from './shard-plan.ts';

const WORK_NAME = 'work';
const RUN_PREFIX = 'run-';
const RUN_NAME = /^run-[0-9a-f-]{36}$/;
const JOURNAL_SUFFIX = '.jsonl';
const FAILURES_SUFFIX = `.${FAILURES_NAME}`;
const FINISHED_NAME = 'finished.json';

/** What one run of a shard writes, besides audio. */
export interface ShardRun {
  readonly name: string;
  readonly journalPath: string;
  readonly failuresPath: string;
  /** Of what is not finished; made. */
  readonly temporaryFolder: string;
}

/**
 * What is known of one shard: the journal and the failures of each of its runs, and which of them is the one that counts.
 *
 * Nothing is written by two runs, so that they may be at work at once: the last act of each is to say, in one step, that
 * the shard is what it made.
 */
export class ShardWork {
  readonly #allPath: string;
  readonly #path: string;
  readonly #tree: OutputTree;

  /** @param tree of the corpus. @param shard from 0. */
  constructor(tree: OutputTree, shard: number) {
    this.#tree = tree;
    this.#allPath = join(shardsPath(tree.path), WORK_NAME);
    this.#path = join(this.#allPath, shardName(shard));
  }

  /** Where all shards keep the lists that entries have besides their lines. */
  get listsPath(): string {
    return listsPath(shardsPath(this.#tree.path));
  }

  /** @throws where the plan is gone, since the shards were joined: its folder is not made again. */
  begin(): ShardRun {
    const name = `${RUN_PREFIX}${randomUUID()}`;
    const temporaryFolder = join(this.#path, `${name}.tmp`);
    for (const path of [this.#allPath, this.#path, temporaryFolder]) {
      this.#tree.makeInnermostFolder(path);
    }
    return { name, temporaryFolder, ...this.#listsOf(name) };
  }

  /** What all runs have done, those that broke off and those that are still at it included. */
  entries(format: EntryFormat): Generator<JournalEntry> {
    const journals = readdirSync(this.#path)
      .filter((name) => name.endsWith(JOURNAL_SUFFIX) && !name.endsWith(FAILURES_SUFFIX))
      .map((name) => soundLines(join(this.#path, name), format));
    return entriesOf(journals.reduce((all, one) => mergeJournals(all, one, idOfLine), none()));
  }

  /**
   * Says that the shard is not finished, if it was: what an earlier run has said of its outputs need not hold any more
   * when some are made anew.
   */
  reopen(): void {
    this.#tree.remove(join(this.#path, FINISHED_NAME));
  }

  /** To be called when journal, failures and all audio of a run are on the disk. */
  finish({ name }: ShardRun): void {
    const draft = new ListFile(join(this.#path, `${name}.finished`), this.#tree);
    draft.line(JSON.stringify({ run: name }));
    draft.commit();
    this.#tree.put(draft.path, join(this.#path, FINISHED_NAME));
  }

  /** Removes what only a run that goes on needs. */
  leave({ temporaryFolder }: ShardRun): void {
    this.#tree.removeFolder(temporaryFolder);
  }

  /** The lists of the run that counts; undefined while the shard is not finished. */
  finished(): Pick<ShardRun, 'journalPath' | 'failuresPath'> | undefined {
    const path = join(this.#path, FINISHED_NAME);
    if (!existsSync(path)) return undefined;
    const { run } = readOwnJson(path);
    if (typeof run !== 'string' || !RUN_NAME.test(run)) {
      throw new CorpusError(
        'ERR_RESULT_DAMAGED',
        `${path} names no run of a shard; expected the file as awgn wrote it; make the corpus anew`,
      );
    }
    return this.#listsOf(run);
  }

  #listsOf(run: string): Pick<ShardRun, 'journalPath' | 'failuresPath'> {
    return {
      journalPath: join(this.#path, `${run}${JOURNAL_SUFFIX}`),
      failuresPath: join(this.#path, `${run}${FAILURES_SUFFIX}`),
    };
  }
}

function* none(): Generator<never> {}
