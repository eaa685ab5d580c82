import { join } from 'node:path';
import { parseCorpus } from '../../../src/cli/corpus-arguments.ts';
import { mergeOptionsOf, settingsOf } from '../../../src/cli/corpus-settings.ts';
import { formatOfKind, recogniseFormat } from '../../../src/corpus/kinds/corpus-formats.ts';
import type { CorpusKind } from '../../../src/corpus/plan/corpus-kind.ts';
import type { CorpusOptions, Failure } from '../../../src/corpus/plan/corpus-options.ts';
import { makeCorpus } from '../../../src/corpus/run/make-corpus.ts';
import { makeShard } from '../../../src/corpus/shards/make-shard.ts';
import { mergeShards } from '../../../src/corpus/shards/merge-shards.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';

export const ARGS: readonly string[] = ['--snr', '0:20', '--seed', '1', '--copies', '2'];

/** A corpus to be made as the command line makes it, in this process and one thread. */
export class ShardedCorpus {
  readonly folder: string = join(temporaryFolder(), 'noisy');
  readonly failures: Failure[] = [];
  readonly #source: string;
  readonly #args: readonly string[];

  constructor(source: string, args: readonly string[] = ARGS) {
    this.#source = source;
    this.#args = args;
  }

  options(args: readonly string[] = this.#args): CorpusOptions {
    const command = parseCorpus([this.#source, this.folder, '--jobs', '1', ...args]);
    if (command.name !== 'corpus') throw new Error('no corpus');
    const from = command.from
      ? formatOfKind(command.from as CorpusKind)
      : recogniseFormat(this.#source);
    const to = command.to ? formatOfKind(command.to as CorpusKind) : from;
    const observer = { failed: (failure: Failure) => this.failures.push(failure) };
    return { ...command, from, to, settings: settingsOf(command, from.kind, to.kind), observer };
  }

  make() {
    return makeCorpus(this.options());
  }

  /** @param shard from 1. */
  shard(shard: number, count: number, args?: readonly string[]) {
    return makeShard(this.options(args), { index: shard - 1, count });
  }

  async shards(count: number): Promise<void> {
    for (let shard = 1; shard <= count; shard++) await this.shard(shard, count);
  }

  merge() {
    return mergeShards(this.folder, mergeOptionsOf);
  }
}
