import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { awgn, bash, namesIn } from '../tools/awgn.ts';
import { writeSource } from '../tools/corpus-sources.ts';
import { sampleOf } from '../tools/depth.ts';
import { tool } from '../tools/find-tool.ts';
import { SPEECH, sha256, temporaryFolder } from '../tools/wav-files.ts';

/** Copies in pieces of some bytes, with a rest now and then; both ends may be non-blocking, with all that this means. */
const DRIBBLE = `
import os, sys, time
for fd in (0, 1):
    os.set_blocking(fd, True)
size = int(sys.argv[1])
while True:
    piece = os.read(0, size)
    if not piece:
        break
    while piece:
        piece = piece[os.write(1, piece):]
    time.sleep(0.002)
`;

/** Runs a command whose standard input and output have been made non-blocking. */
const NON_BLOCKING = `
import os, sys
for fd in (0, 1):
    os.set_blocking(fd, False)
os.execvp(sys.argv[1], sys.argv[1:])
`;

const MODES = [
  ['exact', '--snr 5'],
  ['one pass', '--snr 5 --signal-level -24'],
  ['--live', '--snr 5 --live'],
];

describe.each(sampleOf(MODES, 1))('a pipe, %s', (_, options) => {
  const expected = () =>
    sha256(bash(`awgn ${options} --seed 1 -q <"$1"`, [SPEECH]).stdout as unknown as Uint8Array);

  test('has the same bytes with a slow writer and a slow reader', () => {
    tool('python3');
    const script = `python3 -c "$2" 1531 <"$1" | awgn ${options} --seed 1 -q | python3 -c "$2" 4099`;
    const { status, stdout, stderr } = bash(script, [SPEECH, DRIBBLE]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(sha256(stdout as unknown as Uint8Array)).toBe(expected());
  });

  test('has the same bytes where both ends do not block', { tags: 'thorough' }, () => {
    tool('python3');
    const script = `python3 -c "$2" 1531 <"$1" | (export -f awgn; python3 -c "$3" bash -c 'awgn ${options} --seed 1 -q') | python3 -c "$2" 4099`;
    const { status, stdout, stderr } = bash(script, [SPEECH, DRIBBLE, NON_BLOCKING]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(sha256(stdout as unknown as Uint8Array)).toBe(expected());
  });
});

describe('a standard output that is closed', () => {
  test.each(['--snr 1 "$1"', 'generate --duration 1'])('is warned of: awgn %s', (args) => {
    const { stderr } = bash(`awgn ${args} >&-`, [SPEECH]);
    expect(stderr).toMatch(
      /^awgn: standard output is closed, or \/dev\/null: [^\n]*\nawgn: [^\n]*\n$/,
    );
  });

  test('is not confused with /dev/null on purpose', () => {
    const { stderr } = bash('awgn --snr 1 "$1" >/dev/null', [SPEECH]);
    expect(stderr).toMatch(/^awgn: [^\n]*SNR 1\.00 dB[^\n]*\n$/);
  });
});

describe('too many open files', () => {
  // In the first case the threads cannot even start.
  test.each(sampleOf([60, 36], 1))(
    '(%i) end the work on a corpus with one line, and it can be gone on with',
    (most) => {
      const cwd = temporaryFolder();
      writeSource(join(cwd, 'source'), 'directory', { numberOfUtterances: 200 });
      const args = 'corpus source out --snr 5 --seed 1';
      const limited = bash(`ulimit -n ${most}; awgn ${args}`, [], { cwd });
      expect(limited.stderr).toMatch(/^awgn: [^\n]*too many open files[^\n]*\(EMFILE\)[^\n]*\n$/);
      expect(limited.status).toBe(1);
      const again = awgn([...args.split(' '), '--resume'], { cwd });
      expect(again.stderr).toContain('200 outputs of 200 utterances');
      expect(awgn(['verify', 'out'], { cwd }).status).toBe(0);
    },
  );
});

test('the reader of an archive that goes away ends the work quietly, and leaves nothing', () => {
  const cwd = temporaryFolder();
  writeSource(join(cwd, 'source'), 'directory', { numberOfUtterances: 50 });
  tool('tar');
  const script =
    'tar -cf clean.tar -C source .; (awgn corpus - - --from webdataset --snr 5 <clean.tar; echo $? >status) | head -c 1000 >/dev/null';
  const { stderr } = bash(script, [], { cwd });
  expect(stderr).not.toMatch(/EPIPE|\bat .*:\d+/);
  expect(readFileSync(join(cwd, 'status'), 'utf8')).toBe('0\n');
  expect(namesIn(cwd)).toEqual(['clean.tar', 'source', 'status']);
});
