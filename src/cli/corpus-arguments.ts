import { CORPUS_RULES, type CorpusValues } from '../corpus/plan/corpus-table.ts';
import { type CorpusRequest, corpusRequestOf } from '../corpus/requests/corpus-request.ts';
import { parseShard, type Shard } from '../corpus/shards/shard-choice.ts';
import { CORPUS_COMMAND_OPTIONS, MERGE_OPTIONS } from './corpus-options.ts';
import { parseFlags } from './flags.ts';
import { UsageError } from './usage-error.ts';

/** What `awgn corpus` is asked for. */
export interface CorpusCommand extends CorpusRequest {
  readonly name: 'corpus';
  /** The part of the corpus that is to be made; undefined: all of it. */
  readonly shard: Shard | undefined;
  readonly isDryRun: boolean;
  readonly quiet: boolean;
}

/** What `awgn corpus merge` is asked for. */
export interface MergeCommand {
  readonly name: 'merge';
  readonly folder: string;
  readonly quiet: boolean;
}

/**
 * Understands what stands after `awgn corpus`.
 *
 * @throws UsageError in one line: what was found and what was expected.
 */
export function parseCorpus(
  argv: readonly string[],
): CorpusCommand | MergeCommand | { name: 'help' } | { name: 'version' } {
  if (argv[0] === 'merge') return parseMerge(argv.slice(1));
  const line = parseFlags(argv, CORPUS_COMMAND_OPTIONS, 'awgn corpus');
  if (line.wants) return { name: line.wants };
  const [source, folder, surplus] = line.files;
  for (const [name, path] of Object.entries({ source, result: folder })) {
    if (path === '') throw new UsageError(`the name of the ${name} is empty; expected a path or -`);
  }
  if (!source || !folder || surplus !== undefined) {
    throw new UsageError(
      `${line.files.length} ${line.files.length === 1 ? 'name is' : 'names are'} given; expected a source and a folder for the result, ` +
        'as in: awgn corpus clean/ noisy/ --snr 0:20',
    );
  }
  const values = line.read(CORPUS_RULES);
  return {
    name: 'corpus',
    ...corpusRequestOf(source, folder, values),
    shard: shardOf(values),
    isDryRun: values.isDryRun,
    quiet: values.quiet,
  };
}

function parseMerge(
  argv: readonly string[],
): MergeCommand | { name: 'help' } | { name: 'version' } {
  const line = parseFlags(argv, MERGE_OPTIONS, 'awgn corpus merge');
  if (line.wants) return { name: line.wants };
  const [folder, surplus] = line.files;
  if (!folder || surplus !== undefined) {
    throw new UsageError(
      `${line.files.length} names are given; expected the folder of a corpus in shards, as in: awgn corpus merge noisy/`,
    );
  }
  return { name: 'merge', folder, quiet: line.read([]).quiet };
}

function shardOf({ shard, shards }: CorpusValues): Shard | undefined {
  if (shard === undefined && shards === undefined) return undefined;
  try {
    return parseShard(shard ?? 'auto', shards, process.env);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
