import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { awgn, bash, expectComplaint, namesIn, startAwgn, until } from '../../../tools/awgn.ts';
import { digestsOf } from '../../../tools/corpus-tree.ts';
import { sampleOf } from '../../../tools/depth.ts';
import { temporaryFolder } from '../../../tools/wav-files.ts';
import { membersOf, namesOf, speechSamples, speechWav, tarOf } from './webdataset-archives.ts';

const OPTIONS = ['--snr', '0:20', '--seed', '1'];
const shards = join(temporaryFolder(), 'shards');
/** Two archives of 8 samples, the second one compressed, and a broken sample in the first. */
beforeAll(async () => {
  mkdirSync(shards);
  const bad = [{ name: 'bad.wav', content: 'RIFF' }];
  writeFileSync(join(shards, 'train-000.tar'), await tarOf([...speechSamples(8), ...bad]));
  writeFileSync(join(shards, 'train-001.tgz'), gzipSync(await tarOf(speechSamples(8, 8))));
});

/** Runs `awgn corpus` in a new folder; returns what it wrote there. */
function corpus(source: string, args: readonly string[] = []) {
  const folder = join(temporaryFolder(), 'noisy');
  const outcome = awgn(['corpus', source, folder, ...OPTIONS, ...args]);
  return { folder, outcome };
}

function linesOf(path: string): Record<string, unknown>[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

describe('awgn corpus of tar archives', () => {
  it('says which keys stand in two archives, also when shards are joined', {
    tags: 'thorough',
  }, async () => {
    const source = join(temporaryFolder(), 'twice');
    mkdirSync(source);
    writeFileSync(join(source, 'a.tar'), await tarOf(speechSamples(4)));
    writeFileSync(join(source, 'b.tar'), await tarOf(speechSamples(3, 3)));
    const note =
      /note: samples with the key of one in another archive, [^\n]*: 1, namely spk0\/utt003 in a\.tar and b\.tar\n/;
    const { folder, outcome } = corpus(source, ['--copies', '2']);
    expect(outcome).toMatchObject({ status: 0, stderr: expect.stringMatching(note) });
    const joined = join(temporaryFolder(), 'joined');
    for (const shard of ['1/2', '2/2']) {
      awgn(['corpus', source, joined, ...OPTIONS, '--copies', '2', '--shard', shard]);
    }
    expect(awgn(['corpus', 'merge', joined]).stderr).toMatch(note);
    expect(digestsOf(joined)).toEqual(digestsOf(folder));
  });

  it('makes an archive of each, with receipts and failures in the order of archives and samples', async () => {
    const { folder, outcome } = corpus(shards, ['--copies', '2']);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toMatch(
      /^awgn: train-000\.tar at byte \d+ \(bad\): bad\.wav: [^\n]+\nawgn: .*: 32 outputs of 17 utterances, .*, 1 failed, see failures\.jsonl\n$/,
    );
    const lists = ['awgn.json', 'failures.jsonl', 'receipts.jsonl', 'shards.jsonl'];
    expect(namesIn(folder)).toEqual([...lists, 'train-000.tar', 'train-001.tar']);
    const receipts = linesOf(join(folder, 'receipts.jsonl'));
    const made: string[] = [];
    for (const name of ['train-000.tar', 'train-001.tar']) {
      const names = await namesOf(readFileSync(join(folder, name)));
      made.push(...names.filter((one) => one.endsWith('.wav')).map((one) => `${name}/${one}`));
    }
    expect(receipts.map(({ shard, output }) => `${shard}/${output}`)).toEqual(made);
    expect(linesOf(join(folder, 'failures.jsonl'))).toEqual([
      expect.objectContaining({ id: 'bad' }),
    ]);
    expect(linesOf(join(folder, 'shards.jsonl'))).toEqual([
      expect.objectContaining({ shard: 'train-000.tar', samples: 9, outputs: 16, failures: 1 }),
      expect.objectContaining({ shard: 'train-001.tar', samples: 8, outputs: 16, failures: 0 }),
    ]);
  });

  it('writes the same bytes with 1, 2 and 3 threads, from a folder and from a pattern', {
    tags: 'thorough',
  }, () => {
    const one = corpus(shards, ['--jobs', '1']);
    for (const jobs of ['2', '3']) {
      const { folder } = corpus(join(shards, 'train-{000.tar,001.tgz}'), ['--jobs', jobs]);
      expect(digestsOf(folder)).toEqual(digestsOf(one.folder));
    }
  });

  it('deals ratios out evenly over all archives where --stratified asks for it', {
    tags: 'thorough',
  }, () => {
    const { folder } = corpus(join(shards, 'train-001.tgz'), ['--stratified']);
    const ratios = linesOf(join(folder, 'receipts.jsonl')).map((one) => Number(one.snr_target_db));
    expect(ratios.sort((a, b) => a - b)).toEqual([
      1.25, 3.75, 6.25, 8.75, 11.25, 13.75, 16.25, 18.75,
    ]);
  });

  it('is gone on with after kill -9, keeps what is whole, and comes to the same bytes', {
    tags: 'thorough',
  }, async () => {
    const source = join(temporaryFolder(), 'source');
    mkdirSync(source);
    for (const i of [0, 1, 2])
      writeFileSync(join(source, `${i}.tar`), await tarOf(speechSamples(40, 40 * i)));
    const uninterrupted = corpus(source, ['--copies', '8', '--jobs', '2']);
    const folder = join(temporaryFolder(), 'noisy');
    const args = ['corpus', source, folder, ...OPTIONS, '--copies', '8', '--jobs', '2'];
    const { child, ended } = startAwgn(args);
    const journal = join(folder, '.awgn/journal.next.jsonl');
    await until(() => (statSync(journal, { throwIfNoEntry: false })?.size ?? 0) > 0);
    child.kill('SIGKILL');
    await ended;
    expect(namesIn(folder)).not.toContain('2.tar');
    const before = statSync(join(folder, '0.tar')).ino;
    const resumed = awgn([...args, '--resume']);
    expect(resumed.status).toBe(0);
    expect(resumed.stderr).toMatch(/(40|80) utterances were there already/);
    expect(statSync(join(folder, '0.tar')).ino).toBe(before);
    expect(digestsOf(folder)).toEqual(digestsOf(uninterrupted.folder));
    // Finished, it is kept but for what was changed since.
    truncateSync(join(folder, '1.tar'), 5000);
    expect(awgn([...args, '--resume']).stderr).toContain('80 utterances were there already');
    expect(digestsOf(folder)).toEqual(digestsOf(uninterrupted.folder));
    expect(statSync(join(folder, '0.tar')).ino).toBe(before);
    // Other audio of the same size, in the place of the last archive.
    writeFileSync(join(source, '2.tar'), await tarOf(speechSamples(40, 0)));
    const other = corpus(source, ['--copies', '8', '--jobs', '2']);
    expect(awgn([...args, '--resume']).stderr).toContain('80 utterances were there already');
    expect(digestsOf(folder)).toEqual(digestsOf(other.folder));
  });

  it('makes nothing of an archive that was cut off, says so, and makes it when it was mended', {
    tags: 'thorough',
  }, async () => {
    const source = join(temporaryFolder(), 'source');
    mkdirSync(source);
    const whole = await tarOf(speechSamples(4));
    writeFileSync(join(source, 'a.tar'), whole.subarray(0, 30_000));
    writeFileSync(join(source, 'b.tar'), await tarOf(speechSamples(4, 4)));
    const { folder, outcome } = corpus(source);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toMatch(/^awgn: a\.tar: the archive ends too soon/);
    expect(namesIn(folder).filter((name) => name.endsWith('.tar'))).toEqual(['b.tar']);
    expect(linesOf(join(folder, 'failures.jsonl'))).toEqual([
      expect.objectContaining({ id: null, origin: 'a.tar' }),
    ]);
    // What went into an archive that is not there is not counted.
    expect(JSON.parse(readFileSync(join(folder, 'awgn.json'), 'utf8'))).toMatchObject({
      utterances: 4,
      outputs: 4,
      failures: 1,
    });
    expect(awgn(['verify', folder])).toMatchObject({ status: 0 });
    writeFileSync(join(source, 'a.tar'), whole);
    expect(awgn(['corpus', source, folder, ...OPTIONS, '--resume']).status).toBe(0);
    expect(digestsOf(folder)).toEqual(digestsOf(corpus(source).folder));
  });

  const damages: [string, (path: string) => void][] = [
    ['is gone', (path) => rmSync(path)],
    ['lost a line', (path) => writeFileSync(path, readFileSync(path, 'utf8').replace(/.*\n/, ''))],
    [
      'has a line that is no receipt',
      (path) => writeFileSync(path, `{}\n${readFileSync(path, 'utf8')}`),
    ],
  ];

  it.each(sampleOf(damages, 1))('makes an archive anew whose list of receipts %s', (_, damage) => {
    const source = join(shards, 'train-001.tgz');
    const { folder } = corpus(source);
    const whole = digestsOf(folder);
    const state = join(folder, '.awgn');
    mkdirSync(join(state, 'lists'), { recursive: true });
    for (const [from, to] of [
      ['awgn.json', 'awgn.json'],
      ['receipts.jsonl', 'lists/train-001.tar.jsonl'],
    ] as const) {
      renameSync(join(folder, from), join(state, to));
    }
    const [archive] = linesOf(join(folder, 'shards.jsonl'));
    const { mtimeMs } = statSync(source);
    const entry = { id: archive!.shard, archive, sourceModifiedMs: mtimeMs };
    const journal = `${JSON.stringify(entry)}\n`;
    writeFileSync(join(state, 'journal.jsonl'), journal);
    cpSync(state, join(folder, 'kept'), { recursive: true });
    const args = ['corpus', source, folder, ...OPTIONS, '--resume'];
    expect(awgn(args).stderr).toContain('8 utterances were there already');
    renameSync(join(folder, 'kept'), state);
    rmSync(join(folder, 'receipts.jsonl'));
    rmSync(join(folder, 'awgn.json'));
    damage(join(state, 'lists/train-001.tar.jsonl'));
    expect(awgn(args).stderr).not.toContain('there already');
    expect(digestsOf(folder)).toEqual(whole);
  });

  it('is verified by the bytes of its archives', { tags: 'thorough' }, () => {
    const { folder } = corpus(join(shards, 'train-001.tgz'), ['-q']);
    expect(awgn(['verify', folder])).toMatchObject({ status: 0 });
    const path = join(folder, 'train-001.tar');
    const bytes = readFileSync(path);
    bytes[2000]! ^= 1;
    writeFileSync(path, bytes);
    const altered = awgn(['verify', folder]);
    expect(altered.status).toBe(1);
    expect(altered.stderr).toContain('altered: its SHA-256 is not the one in shards.jsonl');
    truncateSync(path, 1000);
    expect(awgn(['verify', folder]).stderr).toContain('truncated: it has 1000 bytes');
  });

  it('is not sound when its list lacks an archive, or states another size', {
    tags: 'thorough',
  }, () => {
    const { folder } = corpus(join(shards, 'train-001.tgz'), ['-q']);
    const path = join(folder, 'shards.jsonl');
    const line = readFileSync(path, 'utf8');
    writeFileSync(path, '');
    const lacking = awgn(['verify', folder]);
    expect(lacking.stderr).toMatch(/shards\.jsonl: wrong-count: it has 0 outputs/);
    expect(lacking.status).toBe(1);
    writeFileSync(path, line.replace(/"bytes":\d+/, '"bytes":512'));
    expect(awgn(['verify', folder])).toMatchObject({ status: 1 });
  });

  it('gives up when more samples fail than were allowed', { tags: 'thorough' }, () => {
    const { folder, outcome } = corpus(shards, ['--max-failures', '0']);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain('1 samples failed, more than --max-failures 0');
    expect(namesIn(folder)).toEqual(['.awgn']);
  });

  it('does not put a result over its source', () => {
    const source = join(temporaryFolder(), 'a.tar');
    writeFileSync(source, readFileSync(join(shards, 'train-000.tar')));
    const outcome = awgn(['corpus', source, join(source, '..'), ...OPTIONS, '--force']);
    expectComplaint(outcome, 1, 'would replace the source');
    expect(readFileSync(source).equals(readFileSync(join(shards, 'train-000.tar')))).toBe(true);
  });

  it.each(
    sampleOf(
      [
        [['missing-{0..3}.tar', 'out'], 1, 'no such file'],
        [['x-{3..0}.tar', 'out'], 1, 'counts from 3 to 0'],
        [['x.tar', 'out', '--to', 'kaldi'], 2, 'expected tar archives to become tar archives'],
        [['x', 'out', '--to', 'webdataset'], 2, 'expected tar archives to become tar archives'],
        [['x.tar', 'out', '--dry-run'], 2, '--dry-run is for corpora of files'],
        [['x.tar', '-'], 2, 'a pipe on both sides'],
        [['-', 'out'], 2, 'standard input has no name'],
        [['-', '-', '--stratified'], 2, 'a pipe does not say how many come'],
        [['-', '-', '--resume'], 2, '--resume is for a folder'],
      ],
      3,
    ),
  )('refuses %j in one line', (args, status, message) => {
    const outcome = awgn(['corpus', ...args, '--snr', '0:20'], { cwd: temporaryFolder() });
    expectComplaint(outcome, status, message);
  });
});

describe('awgn corpus from pipe to pipe', () => {
  it('writes what it writes for files, and leaves out what fails', { tags: 'thorough' }, () => {
    const source = readFileSync(join(shards, 'train-000.tar'));
    const { folder } = corpus(shards);
    for (const jobs of ['1', '3']) {
      const outcome = awgn(['corpus', '-', '-', ...OPTIONS, '--jobs', jobs], { input: source });
      expect(outcome.stdout.equals(readFileSync(join(folder, 'train-000.tar')))).toBe(true);
      expect(outcome.status).toBe(1);
      expect(outcome.stderr).toMatch(
        /^awgn: standard input at byte \d+ \(bad\): bad\.wav: [^\n]+\nawgn: standard output: [^\n]+\n$/,
      );
    }
  });

  /** Whether somebody takes an archive for whole. GNU tar and Python are content where a member just ends. */
  function acceptedBy(archive: Uint8Array): string[] {
    const list = 'import sys, tarfile; tarfile.open(sys.argv[1], "r|").getnames()';
    const path = join(temporaryFolder(), 'out.tar');
    writeFileSync(path, archive);
    return [
      ['tar', '-tf', path],
      ['python3', '-c', list, path],
    ]
      .filter(([command, ...args]) => spawnSync(command!, args).status === 0)
      .map(([command]) => command!);
  }

  it('leaves an archive that shows that the input broke off, and fails', {
    tags: 'thorough',
  }, async () => {
    const source = readFileSync(join(shards, 'train-000.tar'));
    const outcome = awgn(['corpus', '-', '-', ...OPTIONS, '-q'], {
      input: source.subarray(0, 60_000),
    });
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toMatch(
      /^awgn: standard input: the archive ends too soon, after byte \d+;[^\n]*\n$/,
    );
    expect(acceptedBy(outcome.stdout)).toEqual([]);
    await expect(membersOf(outcome.stdout)).rejects.toThrow('Unexpected end of data');
    // All whole samples are in it, but for the end of the last member.
    const names = await namesOf(Buffer.concat([outcome.stdout, Buffer.alloc(2048)]));
    expect(names.filter((name) => name.endsWith('.awgn.json')).length).toBeGreaterThan(2);
    const again = awgn(['corpus', '-', '-', ...OPTIONS, '-q'], { input: outcome.stdout });
    expect(again.stderr).toContain('the archive ends too soon');
  });

  it('leaves an archive that is not whole when too much fails', { tags: 'thorough' }, () => {
    const source = readFileSync(join(shards, 'train-000.tar'));
    const args = ['corpus', '-', '-', ...OPTIONS, '-q', '--max-failures', '0'];
    const outcome = awgn(args, { input: source });
    expect(outcome.status).toBe(1);
    expect(outcome.stdout.length).toBeGreaterThan(0);
    expect(acceptedBy(outcome.stdout)).toEqual([]);
  });

  it.each(
    sampleOf(
      [
        ['no archive', Buffer.from('no archive at all'.repeat(100))],
        ['an archive without members', Buffer.alloc(1024)],
        ['the beginning of a header', Buffer.from('a.wav')],
      ],
      1,
    ),
  )('writes nothing of %s', (_, input) => {
    const outcome = awgn(['corpus', '-', '-', ...OPTIONS, '-q'], { input });
    expectComplaint(outcome, 1, /standard input: /);
  });

  it.each(sampleOf(['SIGTERM', 'SIGINT', 'SIGKILL'] as const, 1))(
    'leaves an archive that is not whole after %s',
    async (signal) => {
      const { child, ended } = startAwgn(['corpus', '-', '-', ...OPTIONS, '-q']);
      const bytes = await tarOf(speechSamples(6));
      child.stdin!.write(bytes.subarray(0, -1024));
      let taken = 0;
      child.stdout!.on('data', (piece: Buffer) => {
        taken += piece.length;
      });
      await until(() => taken > bytes.length / 2);
      child.kill(signal);
      const outcome = await ended;
      expect(outcome.signal).toBe(signal);
      expect(acceptedBy(outcome.stdout)).toEqual([]);
    },
  );

  it('leaves an archive that is not whole where the disk is full just after a member', {
    tags: 'thorough',
  }, async () => {
    // A text for which the third member ends at a multiple of 1024 bytes, the unit of ulimit.
    const wav = speechWav(1, 4000);
    const source = await tarOf([
      { name: 'a.wav', content: wav },
      { name: 'b.txt', content: 'x'.repeat(100) },
      { name: 'c.txt', content: 'x'.repeat(1000) },
      { name: 'd.txt', content: 'x'.repeat(1000) },
    ]);
    const whole = awgn(['corpus', '-', '-', ...OPTIONS, '-q'], { input: source }).stdout;
    const ends = ['b.txt', 'c.txt', 'd.txt'].map((name) => whole.indexOf(name));
    const units = ends.filter((end) => end % 1024 === 0).map((end) => end / 1024);
    expect(units.length).toBeGreaterThan(0);
    for (const most of units) {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'in.tar'), source);
      const script = `ulimit -f ${most}; awgn corpus - - ${OPTIONS.join(' ')} -q <in.tar >out.tar`;
      const run = bash(script, [], { cwd: folder });
      expect(run.status).toBe(1);
      expect(run.stderr).toMatch(/^awgn: standard output: [^\n]*\(EFBIG\)\n$/);
      const left = readFileSync(join(folder, 'out.tar'));
      expect(left.length).toBeGreaterThan(512);
      expect(acceptedBy(left)).toEqual([]);
    }
  });

  it('hands each sample on when it is made, before the next one comes', {
    tags: 'thorough',
  }, async () => {
    const { child, ended } = startAwgn(['corpus', '-', '-', ...OPTIONS, '-q']);
    const source = await tarOf([...speechSamples(3), { name: 'end.wav', content: speechWav(1) }]);
    let bytes = 0;
    child.stdout!.on('data', (piece: Buffer) => {
      bytes += piece.length;
    });
    // All of three samples, and the beginning of a fourth: two at least are then whole and can be on their way.
    const most = source.indexOf('end.wav') + 512;
    child.stdin!.write(source.subarray(0, most));
    await until(() => bytes > most / 2);
    child.stdin!.end(source.subarray(most));
    expect((await ended).status).toBe(0);
  });

  it('ends quietly when nobody reads any more', () => {
    const run = bash(
      `cat "$1" "$1" | awgn corpus - - ${OPTIONS.join(' ')} | head -c 1000 | wc -c; echo "\${PIPESTATUS[1]}"`,
      [join(shards, 'train-000.tar')],
    );
    expect(run).toMatchObject({ stderr: '', status: 0 });
    expect(run.stdout.toString()).toBe('1000\n0\n');
  });

  it('ends quietly when nobody reads any more, although the input is still open', async () => {
    const { child, ended } = startAwgn(['corpus', '-', '-', ...OPTIONS]);
    child.stdout!.destroy();
    child.stdin!.write(await tarOf([...speechSamples(20)]));
    expect(await ended).toMatchObject({ status: 0, stderr: '' });
  });

  it('stops reading while nobody reads its output, in bounded memory, and goes on then', {
    timeout: 120_000,
    tags: 'thorough',
  }, async () => {
    const jobs = 2;
    const { child, ended } = startAwgn(['corpus', '-', '-', ...OPTIONS, '-q', '--jobs', `${jobs}`]);
    child.stdout!.pause();
    const archives = 300;
    const archive = (i: number) => tarOf([{ name: `k${i}.wav`, content: wav }]);
    const wav = speechWav(1, 500_000);
    let taken = 0;
    const feeding = (async () => {
      for (let i = 0; i < archives; i++) {
        const bytes = (await archive(i)).subarray(0, i === archives - 1 ? undefined : -1024);
        await new Promise((resolve) => child.stdin!.write(bytes, resolve));
        taken += bytes.length;
      }
      child.stdin!.end();
    })();
    // What is made of samples may take 32 MiB a thread with them: half of that is input. Pipes and buffers hold some.
    const most = jobs * 2 ** 24 + 2 ** 23;
    await until(() => taken > 0);
    for (let before = -1; before !== taken; ) {
      before = taken;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(taken).toBeLessThan(most);
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    expect(Number(/VmHWM:\s+(\d+)/.exec(status)![1]) * 1024).toBeLessThan(400e6);
    child.stdout!.resume();
    await feeding;
    const { stdout, status: exit } = await ended;
    expect(exit).toBe(0);
    const names = await namesOf(stdout);
    expect(names.filter((name) => name.endsWith('.wav'))).toEqual(
      Array.from({ length: archives }, (_, i) => `k${i}.wav`),
    );
  });
});
