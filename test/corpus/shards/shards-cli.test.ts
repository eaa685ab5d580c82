import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { awgn, bash, expectComplaint, startAwgn, until } from '../../tools/awgn.ts';
import { digestsOf, writeTree } from '../../tools/corpus-tree.ts';
import { sampleOf } from '../../tools/depth.ts';
import { tool } from '../../tools/find-tool.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';

const OPTIONS = ['--snr', '0:20', '--seed', '1', '--copies', '20', '--jobs', '1', '-q'];
const source = join(temporaryFolder(), 'clean');
const whole = join(temporaryFolder(), 'whole');
let digests: Record<string, string>;

beforeAll(() => {
  writeTree(source, 30);
  expect(awgn(['corpus', source, whole, ...OPTIONS])).toMatchObject({ status: 0, stderr: '' });
  digests = digestsOf(whole);
});

const newFolder = () => join(temporaryFolder(), 'noisy');
const shardArgs = (folder: string, shard: string) => [
  'corpus',
  source,
  folder,
  ...OPTIONS,
  '--shard',
  shard,
];

function merge(folder: string): void {
  expect(awgn(['corpus', 'merge', folder, '-q'])).toMatchObject({ status: 0, stderr: '' });
  expect(digestsOf(folder)).toEqual(digests);
}

/** Whether some run of a shard has told its journal of something. */
function hasBegun(folder: string, shard: string): boolean {
  const work = join(folder, '.awgn/shards/work', shard);
  const names = existsSync(work) ? readdirSync(work) : [];
  return names.some(
    (name) => /^run-[^.]*\.jsonl$/.test(name) && statSync(join(work, name)).size > 0,
  );
}

describe('awgn corpus --shard', () => {
  it('goes on in a shard that was killed, whatever was under way', async () => {
    const folder = newFolder();
    for (let kill = 0; kill < 2; kill++) {
      const { child, ended } = startAwgn(shardArgs(folder, '1/2'));
      await until(() => hasBegun(folder, '0000001'));
      child.kill('SIGKILL');
      expect((await ended).signal).toBe('SIGKILL');
    }
    expectComplaint(awgn(['corpus', 'merge', folder]), 1, '2 of 2 shards are not finished: 1, 2');
    const again = awgn(shardArgs(folder, '1/2').filter((arg) => arg !== '-q'));
    expect(again).toMatchObject({ status: 0 });
    expect(again.stderr).toMatch(/noisy: shard 1 of 2: 15 utterances, \d+ were there already\n$/);
    expect(awgn(shardArgs(folder, '2/2'))).toMatchObject({ status: 0 });
    merge(folder);
  });

  it('and a run without it do not meet in one folder', { tags: 'thorough' }, () => {
    const folder = newFolder();
    const whole = ['corpus', source, folder, ...OPTIONS, '--resume'];
    expect(awgn(shardArgs(folder, '1/2'))).toMatchObject({ status: 0 });
    const other = ['corpus', source, folder, '--snr', '5', '--resume'];
    expectComplaint(awgn(other), 1, 'was begun with --shard');
    expectComplaint(awgn(whole), 1, 'was begun with --shard');
    expect(awgn(shardArgs(folder, '2/2'))).toMatchObject({ status: 0 });
    merge(folder);
    expect(awgn(whole)).toMatchObject({ status: 0 });
    const plain = newFolder();
    mkdirSync(join(plain, '.awgn'), { recursive: true });
    writeFileSync(join(plain, '.awgn/awgn.json'), '{}');
    expectComplaint(awgn(shardArgs(plain, '1/2')), 1, 'no shard has begun in it');
  });

  it('leaves nothing half-made when it is told to stop, and says how to go on', {
    tags: 'thorough',
  }, async () => {
    const folder = newFolder();
    const { child, ended } = startAwgn(shardArgs(folder, '1/1'));
    await until(() => hasBegun(folder, '0000001'));
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ signal: 'SIGTERM' });
    expect(
      readdirSync(join(folder, '.awgn/shards/work/0000001')).filter((name) =>
        name.endsWith('.tmp'),
      ),
    ).toEqual([]);
    expect(awgn(shardArgs(folder, '1/1'))).toMatchObject({ status: 0 });
    merge(folder);
  });

  it('does no harm where all shards begin at once, and each of them twice', {
    tags: 'thorough',
  }, async () => {
    const folder = newFolder();
    const runs = ['1/3', '2/3', '3/3', '3/3', '2/3', '1/3'].map(
      (shard) => startAwgn(shardArgs(folder, shard)).ended,
    );
    for (const outcome of await Promise.all(runs))
      expect(outcome).toMatchObject({ status: 0, stderr: '' });
    merge(folder);
  });

  it('is whole when the merge was killed at any time, and run again', {
    tags: 'thorough',
  }, async () => {
    const folder = newFolder();
    expect(awgn(shardArgs(folder, '1/1'))).toMatchObject({ status: 0 });
    for (const isThere of [
      () => existsSync(join(folder, '.awgn/lock')),
      () => existsSync(join(folder, '.receipts.jsonl.part')),
      () => existsSync(join(folder, 'receipts.jsonl')) || existsSync(join(folder, 'awgn.json')),
    ]) {
      const { child, ended } = startAwgn(['corpus', 'merge', folder, '-q']);
      await until(() => isThere() || child.exitCode !== null);
      child.kill('SIGKILL');
      await ended;
    }
    merge(folder);
    expect(awgn(['corpus', 'merge', folder]).stderr).toContain('joined already, nothing to do');
  });

  it('understands engines that number their tasks', { tags: 'thorough' }, () => {
    const folder = newFolder();
    const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
    const slurm = {
      SLURM_ARRAY_TASK_ID: '4',
      SLURM_ARRAY_TASK_MIN: '4',
      SLURM_ARRAY_TASK_MAX: '6',
      SLURM_ARRAY_TASK_STEP: '2',
      SLURM_ARRAY_TASK_COUNT: '2',
    };
    expect(awgn(shardArgs(folder, 'auto'), { env: { ...env, ...slurm } })).toMatchObject({
      status: 0,
      stderr: '',
    });
    const kubernetes = { JOB_COMPLETION_INDEX: '1' };
    const args = ['corpus', source, folder, ...OPTIONS, '--shards', '2'];
    expect(awgn(args, { env: { ...env, ...kubernetes } })).toMatchObject({ status: 0, stderr: '' });
    merge(folder);
  });

  it.each(
    sampleOf(
      [
        [['--shard', '5/4'], '--shard is "5/4"; expected i/n with i from 1 to n'],
        [['--shard', 'auto'], '--shard is auto, and none of SLURM_ARRAY_TASK_ID'],
        [['--shards', '0'], '--shards is "0"; expected an integer of shards from 1 to 1000000'],
        [['--shard', '1/2', '--shards', '3'], 'expected the same number'],
      ],
      2,
    ),
  )('refuses %j', (args, message) => {
    expectComplaint(awgn(['corpus', source, newFolder(), '--snr', '5', ...args]), 2, message);
  });

  it('says what the whole corpus would be with --dry-run, and begins nothing', {
    tags: 'thorough',
  }, () => {
    const folder = newFolder();
    const outcome = awgn([...shardArgs(folder, '1/4'), '--dry-run']);
    expect(outcome.status).toBe(0);
    expect(outcome.stdout.toString()).toContain('outputs     600 (directory)');
    expect(existsSync(folder)).toBe(false);
  });

  it('has exit status 0 for a shard that is finished, whatever failed in it, and 1 for their merge', {
    tags: 'thorough',
  }, () => {
    const clean = join(temporaryFolder(), 'clean');
    writeTree(clean, 3);
    writeFileSync(join(clean, 'bad.wav'), 'bad');
    const folder = newFolder();
    const runs = ['1/2', '2/2'].map((shard) =>
      awgn(['corpus', clean, folder, '--snr', '5', '--shard', shard]),
    );
    expect(runs.map(({ status }) => status)).toEqual([0, 0]);
    // It is told all the same, and counted.
    const told = runs.map(({ stderr }) => stderr).join('');
    expect(told).toMatch(/^awgn: bad\.wav \(bad\): /m);
    expect(told).toMatch(/shard \d of 2: 2 utterances, 1 failed$/m);
    const outcome = awgn(['corpus', 'merge', folder]);
    expect(outcome).toMatchObject({ status: 1 });
    expect(outcome.stderr).toMatch(
      /3 outputs of 4 utterances, .*, 1 failed, see failures\.jsonl\n$/,
    );
    expect(JSON.parse(readFileSync(join(folder, 'failures.jsonl'), 'utf8'))).toMatchObject({
      id: 'bad',
    });
    const again = awgn(['corpus', 'merge', folder]);
    expect(again).toMatchObject({ status: 1 });
    expect(again.stderr).toMatch(
      /joined already, nothing to do \(1 failed, see failures\.jsonl\)\n$/,
    );
    rmSync(folder, { recursive: true });
  });

  it('has exit status 1 for a shard that gave up: it is not finished', { tags: 'thorough' }, () => {
    const clean = join(temporaryFolder(), 'clean');
    writeTree(clean, 3);
    writeFileSync(join(clean, 'bad.wav'), 'bad');
    const folder = newFolder();
    const args = ['corpus', clean, folder, '--snr', '5', '--shard', '1/1', '-q'];
    expect(awgn([...args, '--max-failures', '0'])).toMatchObject({ status: 1 });
    const merged = awgn(['corpus', 'merge', folder]);
    expect(merged).toMatchObject({ status: 1 });
    expect(merged.stderr).toContain('1 of 1 shards are not finished: 1');
    expect(awgn(args)).toMatchObject({ status: 0 });
    expect(awgn(['corpus', 'merge', folder, '-q'])).toMatchObject({ status: 1 });
    rmSync(folder, { recursive: true });
  });

  it('is run by GNU parallel as deploy/ says', { timeout: 60_000 }, () => {
    tool('parallel');
    const folder = newFolder();
    const outcome = bash('export -f awgn; seq 4 | parallel -j2 awgn corpus "$@" --shard {}/4', [
      source,
      folder,
      ...OPTIONS,
    ]);
    expect(outcome).toMatchObject({ status: 0 });
    merge(folder);
  });
});
