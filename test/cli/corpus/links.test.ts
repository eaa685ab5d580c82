// Links, hard links and folders that lead a result to its own source, or to somebody else's files.

import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { tarOf } from '../../corpus/kinds/webdataset/webdataset-archives.ts';
import { awgn, bash, expectComplaint } from '../../tools/awgn.ts';
import { digestsOf } from '../../tools/corpus-tree.ts';
import { sampleOf } from '../../tools/depth.ts';
import { skipWithout, unshareToMount } from '../../tools/find-tool.ts';
import { SPEECH, temporaryFolder } from '../../tools/wav-files.ts';

let cwd: string;
let before: Record<string, string>;
const at = (path: string) => join(cwd, path);

beforeEach(async () => {
  cwd = realpathSync(temporaryFolder());
  for (const folder of ['clean/spk', 'kaldi', 'tars', 'noisy']) {
    mkdirSync(at(folder), { recursive: true });
  }
  for (const name of ['a', 'b']) copyFileSync(SPEECH, at(`clean/spk/${name}.wav`));
  writeFileSync(at('clean/spk/a.txt'), 'said');
  const rows = ['a', 'b'].map((id) => ({ id, path: at(`clean/spk/${id}.wav`) }));
  writeFileSync(at('kaldi/wav.scp'), rows.map(({ id, path }) => `${id} ${path}\n`).join(''));
  const nemo = rows.map(({ path }) =>
    JSON.stringify({ audio_filepath: path, duration: 1, text: '' }),
  );
  writeFileSync(at('kaldi/nemo.jsonl'), `${nemo.join('\n')}\n`);
  const member = { name: 'a.wav', content: readFileSync(SPEECH) };
  writeFileSync(at('tars/0.tar'), await tarOf([member]));
  before = { ...digestsOf(at('clean')), ...digestsOf(at('tars')), ...digestsOf(at('kaldi')) };
});

const run = (...args: string[]) =>
  awgn(['corpus', ...args, '--snr', '0', '--seed', '1', '-q'], { cwd });

function expectIntact(): void {
  const now = { ...digestsOf(at('clean')), ...digestsOf(at('tars')), ...digestsOf(at('kaldi')) };
  expect(now).toEqual(before);
}

function link(end: string, path: string): string {
  mkdirSync(dirname(at(path)), { recursive: true });
  symlinkSync(at(end), at(path));
  return `awgn: ${at(path)} is a symbolic link (to ${at(end)}), and nothing is written through a link inside the result; remove it: rm ${at(path)}, or make the whole result a link`;
}

describe('a link below the result', () => {
  test.each(
    sampleOf(
      [
        ['a folder of audio', 'clean', 'clean/spk', 'noisy/spk'],
        ['an output', 'clean', 'clean/spk/a.wav', 'noisy/spk/a.wav'],
        ['an output, to nothing', 'clean', 'clean/spk/c.wav', 'noisy/spk/a.wav'],
        ['a companion text', 'clean', 'clean/spk/a.txt', 'noisy/spk/a.txt'],
        ['the receipts', 'clean', 'clean/spk/a.txt', 'noisy/receipts.jsonl'],
        ['the settings', 'clean', 'clean/spk/a.txt', 'noisy/awgn.json'],
        ['the state', 'clean', 'clean/spk', 'noisy/.awgn'],
        ['a list of Kaldi', 'kaldi', 'kaldi/wav.scp', 'noisy/wav.scp'],
        ['a list of NeMo', 'kaldi/nemo.jsonl', 'kaldi/nemo.jsonl', 'noisy/nemo.jsonl'],
        ['an archive', 'tars', 'tars/0.tar', 'noisy/0.tar'],
        ['the list of archives', 'tars', 'tars/0.tar', 'noisy/shards.jsonl'],
      ],
      2,
    ),
  )('that is %s is refused by name, and the source stays', (_, source, end, path) => {
    const message = link(end, path);
    const ran = run(source, 'noisy', '--force');
    expectComplaint(ran, 1);
    expect(ran.stderr.startsWith(message)).toBe(true);
    expectIntact();
    rmSync(at(path));
    expect(run(source, 'noisy', '--force')).toMatchObject({ status: 0, stderr: '' });
    expectIntact();
  });

  test.each(sampleOf(['the clean audio of a pair', 'labels.csv', 'pairs.csv'], 1))(
    'is refused for pairs and labels, too: %s',
    (name) => {
      const path = `noisy/${name}`;
      // Where pairs are put is what the run says.
      expect(run('clean', 'tried', '--pairs', 'clean', '--labels', '--include-clean').status).toBe(
        0,
      );
      const place = name.endsWith('.csv') ? path : pairOf(at('tried'));
      const message = link('clean/spk/a.wav', place.replace(at('tried'), 'noisy'));
      const ran = run(
        'clean',
        'noisy',
        '--pairs',
        'clean',
        '--labels',
        '--include-clean',
        '--force',
      );
      expectComplaint(ran, 1);
      expect(ran.stderr.startsWith(message)).toBe(true);
      expectIntact();
    },
  );

  test('is refused with --resume, where the output must be made anew', { tags: 'thorough' }, () => {
    expect(run('clean', 'noisy').status).toBe(0);
    rmSync(at('noisy/spk'), { recursive: true });
    const message = link('clean/spk', 'noisy/spk');
    expectComplaint(run('clean', 'noisy', '--resume'), 1, message);
    expectIntact();
  });

  test('is refused by each shard, and by merge', { tags: 'thorough' }, () => {
    for (const source of ['clean', 'tars']) {
      const folder = `sharded-${source}`;
      expect(run(source, folder, '--shard', '1/1').status).toBe(0);
      const state = at(`${folder}/.awgn`);
      renameSync(state, at('state'));
      const message = link('state', `${folder}/.awgn`);
      expectComplaint(awgn(['corpus', 'merge', folder, '-q'], { cwd }), 1, message);
      expectComplaint(run(source, folder, '--shard', '1/1'), 1, message);
      rmSync(state);
      renameSync(at('state'), state);
      const name = source === 'clean' ? 'spk' : '0.tar';
      rmSync(at(`${folder}/${name}`), { recursive: true });
      const outputs = link(source === 'clean' ? 'clean/spk' : 'tars/0.tar', `${folder}/${name}`);
      expect(run(source, folder, '--shard', '1/1').stderr.startsWith(outputs)).toBe(true);
      expectIntact();
    }
  });

  test('is not gone through by what is removed: the state, leftovers of a run', {
    tags: 'thorough',
  }, () => {
    mkdirSync(at('elsewhere/tmp'), { recursive: true });
    writeFileSync(at('elsewhere/tmp/mine'), '');
    writeFileSync(at('elsewhere/lock'), '');
    link('elsewhere', 'noisy/.awgn');
    for (const use of ['--force', '--resume']) expectComplaint(run('clean', 'noisy', use), 1);
    rmSync(at('noisy/.awgn'));
    mkdirSync(at('noisy/.awgn'));
    link('elsewhere/tmp', 'noisy/.awgn/tmp');
    link('elsewhere/tmp', 'noisy/.awgn/tmp.removed');
    expect(run('clean', 'noisy', '--force').status).toBe(0);
    expect(readdirSync(at('elsewhere')).sort()).toEqual(['lock', 'tmp']);
    expect(readdirSync(at('elsewhere/tmp'))).toEqual(['mine']);
  });

  test('under the temporary name of a list or a text is replaced, not written through', {
    tags: 'thorough',
  }, () => {
    const ends = ['clean/spk/a.wav', 'clean/spk/b.wav'];
    link(ends[0]!, 'noisy/.receipts.jsonl.part');
    link(ends[1]!, 'noisy/spk/a.txt.part');
    mkdirSync(at('noisy/.awgn'));
    linkSync(at(ends[0]!), at('noisy/.awgn/journal.next.jsonl'));
    expect(run('clean', 'noisy', '--force').status).toBe(0);
    expectIntact();
    expect(readFileSync(at('noisy/spk/a.txt'), 'utf8')).toBe('said');
  });
});

describe('the result', () => {
  test('may itself be a link to a disk with more room', { tags: 'thorough' }, () => {
    mkdirSync(at('scratch'));
    symlinkSync(at('scratch'), at('linked'));
    expect(run('clean', 'linked')).toMatchObject({ status: 0, stderr: '' });
    expect(run('clean', 'plain').status).toBe(0);
    expect(digestsOf(at('scratch'))).toEqual(digestsOf(at('plain')));
    expect(run('clean', 'linked', '--resume').status).toBe(0);
  });

  test('that is the source by a link, in the source, or over it, is refused', {
    tags: 'thorough',
  }, () => {
    symlinkSync(at('clean'), at('alias'));
    symlinkSync(at('clean/spk'), at('deep'));
    for (const result of ['alias', 'deep', 'clean/new', 'alias/new']) {
      const ran = run('clean', result, '--force');
      expectComplaint(ran, 1, /lies in the source/);
    }
    // `clean/clean/spk` would become `clean/spk`.
    mkdirSync(at('clean/clean'));
    renameSync(at('clean/spk'), at('clean/clean/spk'));
    mkdirSync(at('clean/spk'));
    copyFileSync(SPEECH, at('clean/spk/a.wav'));
    const message = `${at('clean/spk')} holds sources of the corpus, and outputs are never put beside sources; choose another folder for the result`;
    expectComplaint(run('clean', '.', '--force'), 1, message);
    expect(readFileSync(at('clean/spk/a.wav'))).toEqual(readFileSync(SPEECH));
  });

  test('has no output in a folder where a list has its audio', { tags: 'thorough' }, () => {
    // NeMo's outputs go to `audio/`, where this list and its sources are.
    mkdirSync(at('data/audio'), { recursive: true });
    copyFileSync(SPEECH, at('data/audio/a.wav'));
    const row = { audio_filepath: 'a.wav', duration: 1, text: '' };
    writeFileSync(at('data/audio/m.jsonl'), `${JSON.stringify(row)}\n`);
    const message = `${at('data/audio')} holds sources of the corpus`;
    expectComplaint(run('data/audio/m.jsonl', 'data', '--force'), 1, message);
    expect(readFileSync(at('data/audio/a.wav'))).toEqual(readFileSync(SPEECH));
    expect(readdirSync(at('data/audio')).sort()).toEqual(['a.wav', 'm.jsonl']);
  });

  test('does not take the place of a source by a hard link', { tags: 'thorough' }, () => {
    mkdirSync(at('noisy/spk'));
    linkSync(at('clean/spk/a.wav'), at('noisy/spk/a.wav'));
    const ran = run('clean', 'noisy', '--force');
    expectComplaint(ran, 1);
    expect(ran.stderr).toContain(
      `${at('noisy/spk/a.wav')} is the same file as the source ${at('clean/spk/a.wav')} (a hard link)`,
    );
    linkSync(at('tars/0.tar'), at('noisy/0.tar'));
    expectComplaint(run('tars', 'noisy', '--force'), 1, /0\.tar would be replaced/);
    expectIntact();
  });
});

test('a result that is the source, bound to another place, is refused', () => {
  unshareToMount();
  mkdirSync(at('bound'));
  const script = `
    mount --bind clean bound || exit 9
    awgn corpus clean bound --snr 0 --force -q; echo "$?"
    mkdir noisy/spk && mount --bind clean/spk noisy/spk || exit 9
    awgn corpus clean noisy --snr 0 --force -q; echo "$?"`;
  const ran = bash(`export -f awgn; unshare -m bash -c '${script}'`, [], { cwd });
  expect(ran.stdout.toString().trim().split('\n')).toEqual(['1', '1']);
  expect(ran.stderr.trim().split('\n')).toHaveLength(2);
  expectIntact();
});

describe('a folder that can never be made', () => {
  const never = /^awgn: [^\n]*\/proc\/x[^\n]*\n$/;

  test.each(
    sampleOf(
      [
        [['corpus', 'clean', '/proc/x', '--snr', '10']],
        [['corpus', 'clean', '/proc/x/y/z', '--snr', '10', '--force']],
        [['corpus', 'clean', '/proc/x', '--snr', '10', '--resume']],
        [['corpus', 'clean', '/proc/x', '--snr', '10', '--shard', '1/2']],
        [['corpus', 'kaldi', '/proc/x', '--snr', '10', '--virtual']],
        [['corpus', 'tars', '/proc/x', '--snr', '10']],
        [['corpus', 'tars', '/proc/x', '--snr', '10', '--shard', '1/2']],
        [['corpus', 'merge', '/proc/x']],
        [['--snr', '10', 'clean/spk/a.wav', '/proc/x/a.wav']],
        [['--snr', '10', '--live', 'clean/spk/a.wav', '/proc/x/a.wav']],
        [['--snr', '10', '--write-clean', '/proc/x/a.wav', 'clean/spk/a.wav', 'o.wav']],
        [['--snr', '10', '--write-noise', '/proc/x/a.wav', 'clean/spk/a.wav', 'o.wav']],
        [['generate', '--duration', '1', '--std', '0.1', '/proc/x/a.wav']],
        [['verify', '/proc/x']],
      ],
      4,
    ),
  )('ends in one line, at once: awgn %j', (args) => {
    if (!existsSync('/proc/self')) skipWithout('/proc');
    const ran = awgn(args, { cwd, timeout: 20_000 });
    expect(ran.status).toBe(1);
    expect(ran.stderr).toMatch(never);
    expect(existsSync(at('o.wav'))).toBe(false);
  });
});

/** Path, in a result, of the clean audio of a pair. */
function pairOf(folder: string): string {
  const [, row] = readFileSync(join(folder, 'pairs.csv'), 'utf8').split('\n');
  return join(folder, row!.split(',')[1]!);
}
