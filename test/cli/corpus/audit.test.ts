import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CorpusReceipt } from '../../../src/corpus/plan/corpus-receipt.ts';
import { awgn, bash } from '../../tools/awgn.ts';
import { writeSource } from '../../tools/corpus-sources.ts';
import { digestsOf } from '../../tools/corpus-tree.ts';
import { sampleOf } from '../../tools/depth.ts';
import { onTerminal } from '../../tools/on-terminal.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

/** A folder with a source and, in `out`, a corpus made of it. */
function corpus(...options: string[]): string {
  const cwd = temporaryFolder();
  const source = writeSource(join(cwd, 'source'), 'directory');
  const run = awgn(['corpus', source, 'out', '--snr', '0:20', '--seed', '1', ...options], { cwd });
  expect(run.status).toBe(0);
  return cwd;
}

function verify(cwd: string, ...options: string[]) {
  return awgn(['verify', 'out', ...options], { cwd });
}

describe('awgn verify', () => {
  test('finds what is missing, truncated and altered, and nothing else', () => {
    const cwd = corpus();
    const path = (name: string) => join(cwd, 'out', name);
    rmSync(path('spk0/spk0-utt0000.wav'));
    truncateSync(path('spk1/spk1-utt0001.wav'), 2000);
    const bytes = readFileSync(path('spk2/spk2-utt0002.wav'));
    bytes[1000]! ^= 1;
    writeFileSync(path('spk2/spk2-utt0002.wav'), bytes);
    const { status, stderr } = verify(cwd);
    expect(status).toBe(1);
    expect(stderr.split('\n').map((line) => line.split(': ').slice(1, 3).join(': '))).toEqual([
      'out/spk0/spk0-utt0000.wav: missing',
      'out/spk1/spk1-utt0001.wav: truncated',
      'out/spk2/spk2-utt0002.wav: altered',
      'out: 12 outputs, 12 files, 3 faults',
      '',
    ]);
    expect(
      awgn(['corpus', 'source', 'out', '--snr', '0:20', '--seed', '1', '--resume'], { cwd }).status,
    ).toBe(0);
    expect(verify(cwd)).toMatchObject({ status: 0 });
  });

  test('does not pass a corpus of which nothing came, and passes it when something did', {
    tags: 'thorough',
  }, () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'source'));
    for (const name of ['a.wav', 'b.wav']) writeFileSync(join(cwd, 'source', name), 'no sound');
    const args = ['corpus', 'source', 'out', '--snr', '5', '--seed', '1'];
    expect(awgn(args, { cwd }).status).toBe(1);
    const { status, stderr } = verify(cwd);
    expect([status, stderr.split('\n')]).toEqual([
      1,
      [
        'awgn: out/receipts.jsonl: wrong-count: it has no outputs: 2 failed and 0 are silent; expected one at least; ' +
          'see failures.jsonl, mend the source, and run awgn corpus again with --resume',
        'awgn: out: 0 outputs, 0 files, 1 fault',
        '',
      ],
    ]);
    writeFileSync(join(cwd, 'source/a.wav'), wavBytes([new Float32Array(999).fill(0.1)]));
    expect(awgn([...args, '--resume'], { cwd }).status).toBe(1);
    expect(verify(cwd)).toMatchObject({ status: 0 });
  });

  test.each(
    sampleOf(
      [
        [['--pairs', 'clean'], []],
        [[], ['--source', 'source']],
      ],
      1,
    ),
  )('finds a false SNR where the clean audio is at hand: %j %j', (made, verified) => {
    const cwd = corpus(...made);
    expect(verify(cwd, ...verified).stderr).toContain('12 ratios computed anew, 0 faults');
    const path = join(cwd, 'out/receipts.jsonl');
    const receipts = readFileSync(path, 'utf8').trimEnd().split('\n');
    const receipt = JSON.parse(receipts[3]!) as CorpusReceipt;
    const falseDb = receipt.snr_achieved_db! + 0.01;
    receipts[3] = JSON.stringify({ ...receipt, snr_achieved_db: falseDb });
    writeFileSync(path, `${receipts.join('\n')}\n`);
    const { status, stderr } = verify(cwd, ...verified);
    expect(status).toBe(1);
    expect(stderr).toContain(`out/${receipt.output}: wrong-snr: `);
    expect(stderr).toMatch(/ 1 fault\n$/);
  });

  test('says that the clean audio has other channels now', { tags: 'thorough' }, () => {
    const cwd = corpus();
    const stereo = wavBytes([new Float32Array(900).fill(0.1), new Float32Array(900).fill(0.2)]);
    writeFileSync(join(cwd, 'source/spk0/spk0-utt0000.wav'), stereo);
    const { status, stderr } = verify(cwd, '--source', 'source');
    expect(status).toBe(1);
    expect(stderr).toContain(
      'out/spk0/spk0-utt0000.wav: source-changed: its source spk0/spk0-utt0000.wav has changed since',
    );
    expect(stderr).toMatch(/ 1 fault\n$/);
  });

  const changes: readonly [string, (lines: string[]) => string[], string][] = [
    ['twice, another one not', ([a, , ...rest]) => [a!, a!, ...rest], 'is there twice'],
    ['in another order', (lines) => lines.toReversed(), 'expected the order of the utterances'],
    [
      'for the files of another one',
      ([a, b, ...rest]) => {
        const { id, utterance } = JSON.parse(b!) as CorpusReceipt;
        return [a!, JSON.stringify({ ...JSON.parse(a!), id, utterance }), ...rest];
      },
      'is the file of several receipts',
    ],
    [
      'without the clean file',
      ([a, ...rest]) => [a!.replace('"clean_output"', '"clean_out"'), ...rest],
      'has no \\"clean_output\\"',
    ],
    [
      'with a command in the place of the files',
      ([a, ...rest]) => [
        JSON.stringify({ ...JSON.parse(a!), output: null, command: 'x' }),
        ...rest,
      ],
      'has a command; expected none',
    ],
    [
      'without a level',
      ([a, ...rest]) => [JSON.stringify({ ...JSON.parse(a!), level: null }), ...rest],
      'states an SNR and no level',
    ],
    [
      'without an SNR',
      ([a, ...rest]) => [JSON.stringify({ ...JSON.parse(a!), snr_achieved_db: null }), ...rest],
      'expected no number as the receipt states',
    ],
  ];

  test.each(sampleOf(changes, 1))('finds a receipt %s', (_, change, complaint) => {
    const cwd = corpus('--pairs', 'clean');
    const path = join(cwd, 'out/receipts.jsonl');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    writeFileSync(path, `${change(lines).join('\n')}\n`);
    const { status, stdout } = verify(cwd, '--json');
    expect(stdout.toString()).toContain(complaint);
    expect(status).toBe(1);
  });

  test('refuses a receipt without the SHA-256 of a file', { tags: 'thorough' }, () => {
    const cwd = corpus();
    const path = join(cwd, 'out/receipts.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"output_sha256"', '"sha256"'));
    const { status, stderr } = verify(cwd);
    expect(stderr).toMatch(/receipts\.jsonl:1 is no receipt: "[^"]+" has no SHA-256/);
    expect(status).toBe(1);
  });

  test('finds settings that do not say how much there is', { tags: 'thorough' }, () => {
    const cwd = corpus();
    writeFileSync(join(cwd, 'out/awgn.json'), '{"outputs":12}\n');
    const { status, stderr } = verify(cwd);
    expect(stderr).toContain('out/awgn.json: wrong-count: it does not say how many outputs');
    expect(status).toBe(1);
  });

  test('names the line of a receipt that is damaged, as summarize does', {
    tags: 'thorough',
  }, () => {
    const cwd = corpus();
    const path = join(cwd, 'out/receipts.jsonl');
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"id":bad\n`);
    for (const command of ['verify', 'summarize']) {
      const { status, stderr } = awgn([command, 'out'], { cwd });
      expect(stderr).toMatch(/^awgn: out\/receipts\.jsonl:13 is damaged[^\n]*\n$/);
      expect(status).toBe(1);
    }
  });
});

describe('awgn summarize', () => {
  test('counts outputs, hours and ratios', { tags: 'thorough' }, () => {
    const cwd = corpus('--copies', '3', '--include-clean', '--color', 'white,pink');
    const { status, stdout } = awgn(['summarize', 'out', '--json'], { cwd });
    expect(status).toBe(0);
    const overview = JSON.parse(stdout.toString());
    expect(overview).toMatchObject({ outputs: 48, clean: 12, utterances: 12, failures: 0 });
    const sum = (name: 'target' | 'achieved') =>
      overview.histogram.reduce((all: number, bin: Record<string, number>) => all + bin[name]!, 0);
    expect([sum('target'), sum('achieved')]).toEqual([36, 36]);
    const text = awgn(['summarize', 'out'], { cwd }).stdout.toString();
    expect(text).toMatch(/^outputs {5}48 of 12 utterances, 0\.01 h; 12 without noise$/m);
  });
});

describe('--virtual', () => {
  test('makes commands that give the bytes of the corpus with files', {
    tags: 'thorough',
    timeout: 60_000,
  }, () => {
    const cwd = temporaryFolder();
    const source = writeSource(join(cwd, 'source'), 'kaldi', { numberOfUtterances: 4 });
    const args = [source, '--snr', '0:20', '--seed', '3', '--color', 'pink', '--include-clean'];
    expect(awgn(['corpus', ...args, 'real'], { cwd }).status).toBe(0);
    expect(awgn(['corpus', ...args, 'virtual', '--virtual'], { cwd }).status).toBe(0);
    const scp = (folder: string) =>
      readFileSync(join(cwd, folder, 'wav.scp'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => /^(\S+) (.*)$/.exec(line)!.slice(1) as [string, string]);
    const real = new Map(scp('real'));
    expect(scp('virtual')).toHaveLength(8);
    for (const [id, command] of scp('virtual')) {
      const { status, stdout } = bash(command.replace(/\|$/, ''), [], { cwd });
      expect(status).toBe(0);
      expect(readFileSync(real.get(id)!).equals(stdout as Buffer)).toBe(true);
    }
    expect(Object.keys(digestsOf(join(cwd, 'virtual'))).filter((n) => n.endsWith('.wav'))).toEqual(
      [],
    );
  });
});

describe('pairs', () => {
  test('of an utterance never take the place of another one’s audio', { tags: 'thorough' }, () => {
    const cwd = temporaryFolder();
    writeSource(join(cwd, 'source'), 'directory', { numberOfUtterances: 3 });
    const audio = (i: number) => join(cwd, `source/spk${i}/spk${i}-utt000${i}.wav`);
    const names = ['a', 'a-signal', 'a-noise'];
    for (const [i, name] of names.entries()) {
      writeFileSync(join(cwd, `${name}.wav`), readFileSync(audio(i)));
    }
    writeFileSync(join(cwd, 'list.tsv'), `path\n${names.map((name) => `${name}.wav\n`).join('')}`);
    const args = ['corpus', 'list.tsv', 'out', '--snr', '5', '--pairs', 'clean-noise'];
    expect(awgn(args, { cwd }).status).toBe(0);
    expect(verify(cwd).stderr).toContain('3 outputs, 9 files, 3 ratios computed anew, 0 faults');
  });
});

describe('progress', () => {
  test('is a bar on a terminal, and no line of it in a log of a short run', {
    tags: 'thorough',
  }, () => {
    const cwd = temporaryFolder();
    writeSource(join(cwd, 'source'), 'directory', { numberOfUtterances: 400 });
    const { status, text } = onTerminal('awgn corpus source out --snr 5 --copies 4', cwd);
    expect(status).toBe(0);
    expect(text).toMatch(/<wipe>\[#*-*\] +\d+ %, [^\n]* utterances\/s/);
    expect(text).toMatch(/<wipe>awgn: out: 1600 outputs of 400 utterances[^\n]*\n$/);
    const log = awgn(['corpus', 'source', 'log', '--snr', '5'], { cwd });
    expect(log.stderr).toMatch(/^awgn: log: 400 outputs[^\n]*\n$/);
  });
});
