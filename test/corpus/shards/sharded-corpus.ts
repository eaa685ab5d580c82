import { join } from 'node:path';
import { type CorpusCommand, parseCorpus } from '../../../src/cli/corpus-arguments.ts';
import { createContainer } from '../../../src/corpus/containers/containers.ts';
import type { Failure } from '../../../src/corpus/plan/corpus-options.ts';
import { kindsOf } from '../../../src/corpus/requests/corpus-request.ts';
import { containerOfSettings, settingsOf } from '../../../src/corpus/requests/corpus-settings.ts';
import { runCorpus } from '../../../src/corpus/run/run-corpus.ts';
import type { CorpusOptions } from '../../../src/corpus/run/run-options.ts';
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

  command(args: readonly string[] = this.#args): CorpusCommand {
    const command = parseCorpus([this.#source, this.folder, '--jobs', '1', ...args]);
    if (command.name !== 'corpus') throw new Error('no corpus');
    return command;
  }

  async options(args?: readonly string[]): Promise<CorpusOptions> {
    const command = this.command(args);
    const { from, to } = kindsOf(command);
    const container = await createContainer({ ...command, from, to });
    const observer = { failed: (failure: Failure) => this.failures.push(failure) };
    return { ...command, container, settings: settingsOf(command, from, to), observer };
  }

  async make() {
    return runCorpus(await this.options());
  }

  /** @param shard from 1. */
  async shard(shard: number, count: number, args?: readonly string[]) {
    return makeShard(await this.options(args), { index: shard - 1, count });
  }

  async shards(count: number): Promise<void> {
    for (let shard = 1; shard <= count; shard++) await this.shard(shard, count);
  }

  merge() {
    return mergeShards(this.folder, containerOfSettings);
  }
}
