// What somebody else's corpus may hold: files beside the audio that awgn reads again.

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { awgn, expectComplaint, namesIn } from '../../tools/awgn.ts';
import { speechLike } from '../../tools/corpus-tree.ts';
import { sampleOf } from '../../tools/depth.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

const RECEIPT = {
  id: 'a',
  utterance: 'a',
  key: 'a#1',
  output: 'a.wav',
  output_sha256: '0',
  color: 'white',
  level: 'rms',
  snr_target_db: 5,
  snr_achieved_db: 5,
  gain_db: 0,
  frames: 1,
  sample_rate: 16000,
  clipped: 0,
};

function corpusOf(files: Readonly<Record<string, unknown>>): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'out'));
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : `${JSON.stringify(content)}\n`;
    writeFileSync(join(cwd, 'out', name), text);
  }
  return cwd;
}

describe('receipts that came from elsewhere', () => {
  test.each(
    sampleOf(
      [
        [{ output: '../../../dev/zero' }, '"output"'],
        [{ output: '/dev/zero' }, '"output"'],
        [{ clean_output: 'a/../../b.wav' }, '"clean_output"'],
        [{ noise_output: 'a\0.wav' }, '"noise_output"'],
        [{ snr_target_db: 1e300 }, '"snr_target_db"'],
        [{ snr_achieved_db: -1e5 }, '"snr_achieved_db"'],
        [{ frames: -1 }, '"frames"'],
        [{ sample_rate: 0 }, '"sample_rate"'],
        [{ color: { __proto__: null } }, '"color"'],
        [{ utterance: 5 }, '"utterance"'],
      ],
      3,
    ),
  )('are refused with %j', (odd, member) => {
    const cwd = corpusOf({ 'receipts.jsonl': { ...RECEIPT, ...odd }, 'awgn.json': {} });
    for (const command of ['verify', 'summarize']) {
      expectComplaint(
        awgn([command, 'out'], { cwd }),
        1,
        `receipts.jsonl:1 is no receipt: ${member}`,
      );
    }
  });

  test.each(sampleOf(['null', '[]', '"text"', '5', '{}'], 1))('are refused as %s', (line) => {
    const cwd = corpusOf({ 'receipts.jsonl': `${line}\n` });
    for (const command of ['verify', 'summarize']) {
      expectComplaint(awgn([command, 'out'], { cwd }), 1, 'receipts.jsonl:1 is no receipt');
    }
  });

  test('name a link to a device, and it is not read', { tags: 'thorough' }, () => {
    const cwd = corpusOf({
      'receipts.jsonl': RECEIPT,
      'awgn.json': { outputs: 1, silent: 0 },
    });
    symlinkSync('/dev/zero', join(cwd, 'out/a.wav'));
    const { status, stderr } = awgn(['verify', 'out'], { cwd });
    expect(stderr).toContain('out/a.wav: unreadable: it is no regular file');
    expect(status).toBe(1);
  });

  test('that are the ones wanted, but for a file elsewhere, do not save the work', {
    tags: 'thorough',
  }, () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'source'));
    writeFileSync(join(cwd, 'source/a.wav'), wavBytes([speechLike(2400, 1)]));
    const args = ['corpus', 'source', 'out', '--snr', '5', '--quiet'];
    expect(awgn(args, { cwd }).status).toBe(0);
    writeFileSync(
      join(cwd, 'out/receipts.jsonl'),
      `${JSON.stringify({ ...RECEIPT, output: '../x' })}\n`,
    );
    expectComplaint(awgn([...args, '--resume'], { cwd }), 1, 'is no receipt: "output"');
    expect(namesIn(cwd)).toEqual(['out', 'source']);
  });
});

describe('lists of archives and settings that came from elsewhere', () => {
  test.each(
    sampleOf(
      [
        [{ shard: '../../../dev/zero', bytes: 0, outputs: 0, sha256: '0' }],
        [{ shard: 'a.tar', bytes: 1e300, outputs: 0, sha256: '0' }],
        [null],
      ],
      2,
    ),
  )('are refused: %j', (line) => {
    const cwd = corpusOf({ 'shards.jsonl': line });
    expectComplaint(
      awgn(['verify', 'out'], { cwd }),
      1,
      'shards.jsonl has a line that is no archive',
    );
  });

  test.each(sampleOf(['', 'null', '[1', '"x"'], 1))('settings of %j are named', (text) => {
    const cwd = corpusOf({ 'receipts.jsonl': '', 'awgn.json': text });
    expectComplaint(awgn(['verify', 'out'], { cwd }), 1, 'awgn.json is damaged');
    expectComplaint(awgn(['verify', 'out', '--source', 'out'], { cwd }), 1, 'awgn.json is damaged');
  });

  test('a kind that is none is named', () => {
    const cwd = corpusOf({ 'receipts.jsonl': '', 'awgn.json': { from: '__proto__', to: 'kaldi' } });
    expectComplaint(
      awgn(['verify', 'out', '--source', 'out'], { cwd }),
      1,
      '"__proto__" is no kind of corpus',
    );
  });
});

describe('a list', () => {
  test('of very many columns is refused before it is read', { tags: 'thorough' }, () => {
    const cwd = temporaryFolder();
    const names = Array.from({ length: 5000 }, (_, i) => `c${i}`).join(',');
    writeFileSync(join(cwd, 'list.csv'), `wav,${names}\n`);
    const outcome = awgn(['corpus', 'list.csv', 'out', '--snr', '5'], { cwd });
    expectComplaint(outcome, 1, 'has 5001 columns; expected at most 4096');
    expect(namesIn(cwd)).toEqual(['list.csv']);
  });

  test('has names that reach a terminal short and without effect', { tags: 'thorough' }, () => {
    const cwd = temporaryFolder();
    const name = `\u001b[31m\u202e\u200b\u{e0041}\r\n${'n'.repeat(100_000)}.wav`;
    writeFileSync(join(cwd, 'list.jsonl'), `${JSON.stringify({ audio_filepath: name })}\n`);
    const args = ['corpus', 'list.jsonl', 'out', '--snr', '5', '--quiet'];
    const outcome = awgn(args, { cwd });
    expect(outcome.stderr).not.toMatch(/[\p{Cf}]/u);
    expect(outcome.stderr.length).toBeLessThan(2100);
    expectComplaint(outcome, 1);
  });
});

test('a name with a line break puts no line of its own into a list of commands', () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'source'));
  const names = ['a.wav', 'b\nx touch made |\n.wav'];
  for (const name of names) {
    writeFileSync(join(cwd, 'source', name), wavBytes([speechLike(2400, 1)]));
  }
  const rows = names.map((name) => `${JSON.stringify({ audio_filepath: name })}\n`);
  writeFileSync(join(cwd, 'source/list.jsonl'), rows.join(''));
  const args = ['source/list.jsonl', 'out', '--to', 'kaldi', '--virtual', '--snr', '5', '-q'];
  const run = awgn(['corpus', ...args], { cwd });
  expectComplaint(run, 1, /holds a line break .* rename it/);
  expect(readFileSync(join(cwd, 'out/wav.scp'), 'utf8')).toMatch(/^a-noisy1 awgn [^\n]* \|\n$/);
});
