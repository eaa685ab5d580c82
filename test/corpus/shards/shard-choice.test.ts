import { describe, expect, it } from 'vitest';
import { parseShard } from '../../../src/corpus/shards/shard-choice.ts';

const slurm = (id: number, min: number, max: number, step = 1, count?: number) => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_MIN: String(min),
  SLURM_ARRAY_TASK_MAX: String(max),
  SLURM_ARRAY_TASK_STEP: String(step),
  SLURM_ARRAY_TASK_COUNT: String(count ?? Math.floor((max - min) / step) + 1),
});
const sge = (id: string, first = '1', last = '8', step = '1') => ({
  SGE_TASK_ID: id,
  SGE_TASK_FIRST: first,
  SGE_TASK_LAST: last,
  SGE_TASK_STEPSIZE: step,
});

describe('a shard', () => {
  it.each([
    ['1/1', 0, 1],
    ['3/16', 2, 16],
    ['16/16', 15, 16],
  ])('%s is counted from 1', (choice, index, count) => {
    expect(parseShard(choice, undefined, {})).toEqual({ index, count });
    expect(parseShard(choice, count, {})).toEqual({ index, count });
  });

  it.each(['0/4', '5/4', '-1/4', '1.5/4', '1/0', '1', '1/', '/4', 'a/b', '1/4/4', ' 1/4', ''])(
    'is not "%s"',
    (choice) => {
      expect(() => parseShard(choice, undefined, {})).toThrow(
        `--shard is "${choice}"; expected i/n with i from 1 to n, such as 3/16, or auto`,
      );
    },
  );

  it('is of as many as --shards says, if that says anything', () => {
    expect(() => parseShard('1/4', 5, {})).toThrow('--shard is 1/4 and --shards 5');
  });

  it.each([
    ['Slurm, from 1', slurm(1, 1, 8), undefined, 0, 8],
    ['Slurm, from 1, the last', slurm(8, 1, 8), undefined, 7, 8],
    ['Slurm, from 0', slurm(5, 0, 7), undefined, 5, 8],
    ['Slurm, by steps', slurm(16, 0, 28, 4), undefined, 4, 8],
    ['Slurm, by steps that do not end at the last', slurm(9, 1, 10, 4), undefined, 2, 3],
    ['Slurm, with --shards', slurm(2, 1, 8), 8, 1, 8],
    ['AWS', { AWS_BATCH_JOB_ARRAY_INDEX: '0', AWS_BATCH_JOB_ARRAY_SIZE: '4' }, undefined, 0, 4],
    ['AWS, before it said the size', { AWS_BATCH_JOB_ARRAY_INDEX: '3' }, 4, 3, 4],
    ['Kubernetes', { JOB_COMPLETION_INDEX: '0' }, 3, 0, 3],
    ['Kubernetes, the last', { JOB_COMPLETION_INDEX: '2' }, 3, 2, 3],
    ['Grid Engine', sge('8'), undefined, 7, 8],
    ['Grid Engine, by steps', sge('5', '1', '7', '2'), undefined, 2, 4],
    ['GNU parallel', { PARALLEL_SEQ: '1' }, 7, 0, 7],
    [
      'GNU parallel outside arrays of Grid Engine',
      { ...sge('undefined'), PARALLEL_SEQ: '7' },
      7,
      6,
      7,
    ],
  ])('is found in the environment of %s', (_, environment, shards, index, count) => {
    expect(parseShard('auto', shards, environment)).toEqual({ index, count });
  });

  it.each([
    ['no engine', {}, undefined, /none of SLURM_ARRAY_TASK_ID, .* is set; expected an array job/],
    ['no array', sge('undefined', 'undefined', 'undefined', 'undefined'), 4, /none of .* is set/],
    ['an empty variable', { JOB_COMPLETION_INDEX: '' }, 4, /none of .* is set/],
    [
      'an engine that does not say',
      { JOB_COMPLETION_INDEX: '0' },
      undefined,
      /Kubernetes does not say how many tasks/,
    ],
    [
      'a task beyond',
      { JOB_COMPLETION_INDEX: '4' },
      4,
      /a task in place 5 of 4; expected one from 1 to 4/,
    ],
    ['a parallel beyond', { PARALLEL_SEQ: '5' }, 4, /a task in place 5 of 4/],
    [
      'an array of some tasks',
      slurm(3, 3, 3),
      64,
      /has an array of 1 tasks, but --shards is 64.*give --shard i\/64/,
    ],
    [
      'a part of Grid Engine',
      sge('3', '3', '4'),
      64,
      /has an array of 2 tasks, but --shards is 64/,
    ],
    ['gaps', slurm(1, 1, 20, 1, 11), undefined, /11 tasks from 1 to 20, with gaps/],
    ['gaps with --shards', slurm(1, 1, 20, 1, 11), 20, /with gaps/],
    ['a task between steps', slurm(2, 1, 9, 4), undefined, /a task in place 1\.25 of 3/],
  ])('is refused in one line with %s', (_, environment, shards, message) => {
    expect(() => parseShard('auto', shards, environment)).toThrow(message);
    expect(() => parseShard('auto', shards, environment)).toThrow(/^[^\n]+$/);
  });
});
