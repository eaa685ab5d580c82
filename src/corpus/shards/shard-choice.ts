/** One of several parts of a corpus, each made by a process of its own. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** How an engine tells a task which of how many it is. */
interface Engine {
  readonly name: string;
  /** The variable that says so. */
  readonly variable: string;
  /** Undefined where it does not know how many there are. */
  shard(environment: Environment): { readonly index: number; readonly count: number | undefined };
}

const ENGINES: readonly Engine[] = [
  {
    name: 'Slurm',
    variable: 'SLURM_ARRAY_TASK_ID',
    shard: (environment) => {
      // A step of 0 is none.
      const step = integer(environment, 'SLURM_ARRAY_TASK_STEP') || 1;
      const first = integer(environment, 'SLURM_ARRAY_TASK_MIN') ?? 0;
      const last = integer(environment, 'SLURM_ARRAY_TASK_MAX');
      const count = integer(environment, 'SLURM_ARRAY_TASK_COUNT');
      const spanned = last === undefined ? count : Math.floor((last - first) / step) + 1;
      if (spanned !== count) {
        throw new RangeError(
          `--shard is auto, and Slurm has an array of ${count} tasks from ${first} to ${last}, with gaps; ` +
            'expected an array without; give --shard $SLURM_ARRAY_TASK_ID/n',
        );
      }
      return { index: (integer(environment, 'SLURM_ARRAY_TASK_ID')! - first) / step, count };
    },
  },
  {
    name: 'AWS Batch',
    variable: 'AWS_BATCH_JOB_ARRAY_INDEX',
    shard: (environment) => ({
      index: integer(environment, 'AWS_BATCH_JOB_ARRAY_INDEX')!,
      count: integer(environment, 'AWS_BATCH_JOB_ARRAY_SIZE'),
    }),
  },
  {
    name: 'Kubernetes',
    variable: 'JOB_COMPLETION_INDEX',
    shard: (environment) => ({
      index: integer(environment, 'JOB_COMPLETION_INDEX')!,
      count: undefined,
    }),
  },
  {
    name: 'Grid Engine',
    variable: 'SGE_TASK_ID',
    shard: (environment) => {
      const first = integer(environment, 'SGE_TASK_FIRST') ?? 1;
      const last = integer(environment, 'SGE_TASK_LAST');
      const step = integer(environment, 'SGE_TASK_STEPSIZE') || 1;
      return {
        index: (integer(environment, 'SGE_TASK_ID')! - first) / step,
        count: last === undefined ? undefined : Math.floor((last - first) / step) + 1,
      };
    },
  },
  {
    name: 'GNU parallel',
    variable: 'PARALLEL_SEQ',
    shard: (environment) => ({
      index: integer(environment, 'PARALLEL_SEQ')! - 1,
      count: undefined,
    }),
  },
];

/**
 * Understands `--shard` and `--shards`.
 *
 * @param choice `3/16`, the third of sixteen; `auto`: what the environment of a cluster engine says.
 * @param count how many there are, where the engine does not say.
 * @throws RangeError in words for the user.
 */
export function parseShard(
  choice: string,
  count: number | undefined,
  environment: Environment,
): Shard {
  if (choice === 'auto') return shardOfEnvironment(count, environment);
  const match = /^(\d{1,7})\/(\d{1,7})$/.exec(choice);
  const shard = { index: Number(match?.[1]) - 1, count: Number(match?.[2]) };
  if (match === null || !isSound(shard)) {
    throw new RangeError(
      `--shard is "${choice}"; expected i/n with i from 1 to n, such as 3/16, or auto`,
    );
  }
  if (count !== undefined && count !== shard.count) {
    throw new RangeError(`--shard is ${choice} and --shards ${count}; expected the same number`);
  }
  return shard;
}

function shardOfEnvironment(given: number | undefined, environment: Environment): Shard {
  // An empty or odd variable is no number of a task: Slurm itself has "undefined" in some.
  const engine = ENGINES.find(({ variable }) => integer(environment, variable) !== undefined);
  if (engine === undefined) {
    throw new RangeError(
      `--shard is auto, and none of ${ENGINES.map(({ variable }) => variable).join(', ')} is set; ` +
        'expected an array job of a cluster engine; give --shard i/n',
    );
  }
  const { index, count: known } = engine.shard(environment);
  const count = given ?? known;
  // An array of some tasks, to be run again, does not say which they were.
  if (known !== undefined && count !== known) {
    throw new RangeError(
      `--shard is auto, and ${engine.name} has an array of ${known} tasks, but --shards is ${given}; ` +
        `expected as many; to run some of them again, give --shard i/${given} with their numbers`,
    );
  }
  if (count === undefined) {
    throw new RangeError(
      `--shard is auto, and ${engine.name} does not say how many tasks there are; give --shards n`,
    );
  }
  const shard = { index, count };
  if (isSound(shard)) return shard;
  throw new RangeError(
    `--shard is auto, and ${engine.name} has a task in place ${index + 1} of ${count}; expected one from 1 to ${count}; check the array and --shards`,
  );
}

function isSound({ index, count }: Shard): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}

function integer(environment: Environment, name: string): number | undefined {
  const text = environment[name];
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
