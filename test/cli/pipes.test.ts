import { createHash } from 'node:crypto';
import { constants, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../formats/wav/splitting.ts';
import { randomChannels } from '../mix/signals.ts';
import {
  awgn,
  bash,
  expectComplaint,
  namesIn,
  openFilesOf,
  receiptIn,
  startAwgn,
  until,
} from '../tools/awgn.ts';
import { sampleOf } from '../tools/depth.ts';
import { tool } from '../tools/find-tool.ts';
import {
  SAMPLE_FILES,
  SAMPLES,
  SPEECH,
  sha256,
  temporaryFolder,
  wavBytes,
} from '../tools/wav-files.ts';
import { bytesOf } from '../tools/wav-fixtures.ts';

const ARGS = ['--snr', '10', '--seed', '5', '--quiet'];
const folder = temporaryFolder();
/** 5 MiB of stereo: more than pipes and buffers hold, and less than the spool keeps in memory. */
const stereo = join(folder, 'stereo.wav');
/** 40 MiB: more than the spool keeps in memory. */
const big = join(folder, 'big.wav');

const expected = new Map<string, string>();

/** SHA-256 of what the program makes of a file, file to file. */
function fileToFile(path: string): string {
  const known = expected.get(path);
  if (known !== undefined) return known;
  const output = join(folder, 'expected.wav');
  expect(awgn([...ARGS, '-f', path, output]).status).toBe(0);
  expected.set(path, sha256(output));
  return sha256(output);
}

beforeAll(() => {
  writeFileSync(stereo, wavBytes(randomChannels(1, 2, 1_300_000)));
  const [samples] = randomChannels(2, 1, 21_000_000);
  writeFileSync(big, wavBytes([samples!]));
});

describe('the same bytes come out', () => {
  const inputs = [...SAMPLE_FILES.map((name) => join(SAMPLES, name)), stereo];

  test.each(sampleOf(inputs, 2))('of %s, from a pipe to a pipe', (input) => {
    const { status, stdout } = awgn(ARGS, { input: readFileSync(input) });
    expect(status).toBe(0);
    expect(sha256(stdout)).toBe(fileToFile(input));
  });

  const redirections = [
    ['redirected from a file to a file', 'awgn "$@" < "$in" > out.wav; cat out.wav'],
    ['redirected from a file to a pipe', 'awgn "$@" < "$in"'],
    ['from a pipe to a named file', 'cat "$in" | awgn "$@" -f - out.wav; cat out.wav'],
    ['from a file to a pipe', 'awgn "$@" "$in" - | cat'],
    [
      'from and to /dev/stdin and /dev/stdout',
      'cat "$in" | awgn "$@" /dev/stdin /dev/stdout | cat',
    ],
    [
      'from and to /dev/stdin and /dev/stdout that are files',
      'awgn "$@" /dev/stdin /dev/stdout < "$in" > out.wav; cat out.wav',
    ],
    [
      'from and to the numbers of descriptors that are files',
      'awgn "$@" /dev/fd/0 /proc/self/fd/7 < "$in" 7> out.wav; cat out.wav',
    ],
    [
      'to /dev/fd/1 behind what stands in the file',
      '{ echo; awgn "$@" "$in" /dev/fd/1; } > out.wav; tail -c +2 out.wav',
    ],
    [
      'from a named pipe to a named pipe',
      'mkfifo in out; cat "$in" > in & awgn "$@" in out & cat out; wait; rm in out',
    ],
    [
      'from a file of which the shell has read something before',
      '{ head -c 12345 /dev/zero; cat "$in"; } > shifted; { dd bs=12345 count=1 of=/dev/null; awgn "$@"; } < shifted 2> /dev/null',
    ],
  ] as const;

  test.each(sampleOf(redirections, 5))('%s', (_, script) => {
    for (const input of sampleOf([SPEECH, stereo], 1)) {
      const { status, stdout, stderr } = bash(`in=$1; shift; ${script}`, [input, ...ARGS], {
        cwd: folder,
      });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      expect(sha256(stdout)).toBe(fileToFile(input));
    }
  });

  test('never over the input, nor both audio and report or clean audio, to standard output by another name', {
    tags: 'thorough',
  }, () => {
    const cwd = temporaryFolder();
    copyFileSync(SPEECH, join(cwd, 'in.wav'));
    const refuse = (script: string, status: 1 | 2, message: RegExp) =>
      expectComplaint({ ...bash(script, [], { cwd }), signal: null }, status, message);
    const both = /output and report both go to standard output/;
    const toStdout = 'in.wav /dev/stdout > d.wav';
    refuse(`awgn --snr 5 -f --report-file /dev/fd/1 ${toStdout}`, 2, both);
    const clean = /--write-clean is "-"; expected the name of a file/;
    refuse(`awgn --snr 5 -f --write-clean /proc/self/fd/1 ${toStdout}`, 2, clean);
    const self = /\/dev\/stdout is the input itself/;
    refuse('awgn --snr 5 -f in.wav /dev/stdout 1<> in.wav', 1, self);
    expect(sha256(join(cwd, 'in.wav'))).toBe(sha256(SPEECH));
  });

  test('in three passes from a file in the middle of which the descriptor stands', {
    tags: 'thorough',
  }, () => {
    const args = [...ARGS, '--clip', 'scale', '-f'];
    const shifted = '{ echo junk; cat "$in"; } > shifted; { read -r; awgn "$@"; } < shifted';
    const { status, stdout } = bash(`in=$1; shift; ${shifted}`, [stereo, ...args], { cwd: folder });
    expect(status).toBe(0);
    const output = join(folder, 'scaled.wav');
    expect(awgn([...args, stereo, output]).status).toBe(0);
    expect(sha256(stdout)).toBe(sha256(output));
  });

  const random = seededRandom(3);
  const splits: [string, string, () => number, number][] = [
    ['1 byte', SPEECH, () => 1, 9000],
    ['1 to 3000 bytes', SPEECH, () => 1 + Math.floor(3000 * random()), Infinity],
    ['1 MiB', stereo, () => 2 ** 20, Infinity],
    ['1 to 300,000 bytes', stereo, () => 1 + Math.floor(300_000 * random()), Infinity],
  ];
  test.each(sampleOf(splits, 2))(
    'of a pipe in pieces of %s',
    async (name, path, pieceBytes, cutAt) => {
      const input = join(folder, `in pieces of ${name}.wav`);
      writeFileSync(input, readFileSync(path).subarray(0, cutAt));
      const { child, ended } = startAwgn(ARGS);
      const bytes = readFileSync(input);
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + pieceBytes());
        if (!child.stdin!.write(piece)) await new Promise((go) => child.stdin!.once('drain', go));
        await nextTurn();
        at += piece.length;
      }
      child.stdin!.end();
      const { status, stdout } = await ended;
      expect(status).toBe(0);
      expect(sha256(stdout)).toBe(fileToFile(input));
    },
  );

  // Perl can make a descriptor non-blocking and become another program.
  test('of pipes that somebody else made non-blocking', { tags: 'thorough' }, () => {
    const script = `
      unblocked() { ${tool('perl')} -MFcntl -e 'fcntl(STDIN, F_SETFL, O_NONBLOCK); fcntl(STDOUT, F_SETFL, O_NONBLOCK | O_WRONLY); exec @ARGV' "$@"; }
      { head -c 1000 "$1"; sleep 0.3; tail -c +1001 "$1"; } | unblocked '${process.execPath}' "$2" "\${@:3}" | { sleep 0.3; cat; }`;
    const program = join(SAMPLES, '../dist/cli/main.js');
    const { status, stdout, stderr } = bash(script, [stereo, program, ...ARGS]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(sha256(stdout)).toBe(fileToFile(stereo));
    const toFile = bash(script, [stereo, program, ...ARGS, '-f', '-', join(folder, 'un.wav')]);
    expect(toFile).toMatchObject({ status: 0, stderr: '' });
    expect(sha256(join(folder, 'un.wav'))).toBe(fileToFile(stereo));
  });
});

describe('a pipe that is larger than the memory for it', () => {
  test('goes on in an unlinked file that nobody else can read, and the same bytes come out', {
    tags: 'thorough',
  }, async () => {
    const TMPDIR = join(folder, 'tmp');
    mkdirSync(TMPDIR);
    const { child, ended } = startAwgn(ARGS, { env: { ...process.env, TMPDIR } });
    const bytes = readFileSync(big);
    child.stdin!.write(bytes.subarray(0, 30_000_000));
    const spoolOf = () =>
      openFilesOf(child.pid!).filter(({ target }) => target.startsWith(join(TMPDIR, 'awgn-')));
    await until(() => spoolOf().some(({ fd }) => statSync(fd).size > 12_000_000));
    const [spool, ...others] = spoolOf();
    expect(others).toEqual([]);
    expect(spool!.target).toMatch(/ \(deleted\)$/);
    expect(statSync(spool!.fd).mode & 0o777).toBe(0o600);
    expect(statSync(spool!.fd).nlink).toBe(0);
    expect(namesIn(TMPDIR)).toEqual([]);
    child.stdin!.end(bytes.subarray(30_000_000));
    const { status, stdout } = await ended;
    expect(status).toBe(0);
    expect(sha256(stdout)).toBe(fileToFile(big));
    expect(namesIn(TMPDIR)).toEqual([]);
  });

  test('cannot be processed where no temporary file can be, in one line and with exit 1', {
    tags: 'thorough',
  }, () => {
    const env = { ...process.env, TMPDIR: '/nowhere' };
    const { status, stdout, stderr } = awgn(ARGS, { input: readFileSync(big), env });
    expect(stderr).toMatch(/^awgn: temporary file in \/nowhere: no such file [^\n]*\n$/);
    expect({ status, bytes: stdout.length }).toEqual({ status: 1, bytes: 0 });
  });

  test('is not kept where one pass does', { tags: 'thorough' }, () => {
    const env = { ...process.env, TMPDIR: '/nowhere' };
    for (const more of [[], ['--clip', 'fail', '--encoding', 'f32']]) {
      const args = ['--snr', '10', '--signal-level', '-20', '-q', ...more];
      const { status } = awgn(args, { input: readFileSync(big), env });
      expect(status).toBe(0);
    }
  });
});

describe('sizes in the header on a pipe', () => {
  /** Sample bytes by the header's last field, and as they came. */
  function sizes(...args: string[]) {
    const bytes = readFileSync(SPEECH);
    bytes.writeUInt32LE(0xffffffff, 4);
    bytes.writeUInt32LE(0xffffffff, 40);
    const { stdout } = awgn([...args, '-q'], { input: bytes });
    return [stdout.readUInt32LE(40), stdout.length - 44];
  }

  test('are right where a pass went before', { tags: 'thorough' }, () => {
    const right = [96_504, 96_504];
    expect(sizes('--snr', '10')).toEqual(right);
    expect(sizes('--std', '0.01', '--clip', 'fail')).toEqual(right);
    expect(sizes('--noise-level', '-30', '--clip', 'scale')).toEqual(right);
  });

  test('count the chunks after the samples', { tags: 'thorough' }, () => {
    const tail = bytesOf('cue ', 4, 0, 0, 0, 1, 2, 3, 4, 'junk', 4, 0, 0, 0, 'abcd');
    const input = Buffer.concat([readFileSync(SPEECH), tail]);
    input.writeUInt32LE(input.length - 8, 4);
    for (const args of [
      ['--snr', '10'],
      ['--std', '0.01', '--clip', 'fail'],
    ]) {
      const { stdout } = awgn([...args, '-q'], { input });
      expect(stdout.readUInt32LE(4)).toBe(stdout.length - 8);
      expect(stdout.subarray(-tail.length)).toEqual(Buffer.from(tail));
    }
  });

  test('are said to be unknown in one pass, as the input did', { tags: 'thorough' }, () => {
    expect(sizes('--snr', '10', '--signal-level', '-24')).toEqual([0xffffffff, 96_504]);
  });
});

test('with the level given, samples come out before the input ends', async () => {
  const { child, ended } = startAwgn(['--snr', '10', '--signal-level', '-20']);
  let received = 0;
  child.stdout!.on('data', (bytes: Buffer) => {
    received += bytes.length;
  });
  child.stdin!.write(readFileSync(stereo).subarray(0, 1_000_000));
  await until(() => received > 900_000);
  child.stdin!.end();
  expect((await ended).status).toBe(0);
});

describe('a reader that goes away', () => {
  test.each([
    ['awgn "$@" | head -c 100 | wc -c', 'from a file'],
    ['awgn --snr 1 < "$3" | head -c 100 | wc -c', 'from a redirected file'],
    ['awgn --std 0.1 "$3" | head -c 100 | wc -c', 'in one pass'],
    ['cat "$3" | awgn --snr 1 | head -c 100 | wc -c', 'from a spooled pipe'],
    ['awgn --help | head -c 0; echo 100', 'of the help'],
    ['awgn --snr 1 "$3" --report json | true; echo 100', 'without reading at all'],
  ])('is a quiet end with exit 0: %s', (script) => {
    const { status, stdout, stderr } = bash(script, ['--snr', '1', stereo]);
    expect({ status, stdout: stdout.toString().trim(), stderr }).toEqual({
      status: 0,
      stdout: '100',
      stderr: '',
    });
  });

  test('of the report does not cost the output', { tags: 'thorough' }, () => {
    const script = 'awgn --snr 1 -f "$1" "$2" 2>&1 | true';
    const output = join(folder, 'unread.wav');
    expect(bash(script, [stereo, output]).status).toBe(0);
    expect(statSync(output).size).toBe(statSync(stereo).size);
  });
});

test('descriptors that are shared with other programs stay as blocking as they were', async () => {
  const { child, ended } = startAwgn(['--snr', '1', '-', 'shared.wav'], { cwd: folder });
  await until(() => namesIn(folder).some((name) => name.endsWith('.part')));
  for (const fd of [0, 1, 2]) {
    const info = readFileSync(`/proc/${child.pid}/fdinfo/${fd}`, 'utf8');
    const flags = Number.parseInt(/flags:\s+(\d+)/.exec(info)![1]!, 8);
    expect(flags & constants.O_NONBLOCK).toBe(0);
  }
  child.stdin!.end(readFileSync(SPEECH));
  expect((await ended).status).toBe(0);
});

describe('a standard stream that is closed', () => {
  test('as input is one line and exit 1', () => {
    const { status, stderr, stdout } = bash('awgn --snr 1 <&-');
    expect(stderr).toMatch(/^awgn: standard input: [^\n]*\n$/);
    expect({ status, bytes: stdout.length }).toEqual({ status: 1, bytes: 0 });
  });

  test('does no harm where it is not needed', { tags: 'thorough' }, () => {
    const output = join(folder, 'closed.wav');
    const { status } = bash('awgn --snr 1 "$1" "$2" <&- >&- 2>&-', [SPEECH, output]);
    expect(status).toBe(0);
    expect(statSync(output).size).toBe(statSync(SPEECH).size);
  });

  test('as output ends without a stack and without harm to the input', { tags: 'thorough' }, () => {
    const before = sha256(SPEECH);
    const { stderr } = bash('awgn --snr 1 -q "$1" >&-', [SPEECH]);
    expect(stderr).toBe('');
    expect(sha256(SPEECH)).toBe(before);
  });
});

describe('the hashes in the receipt are of what came and went', () => {
  const bytes = readFileSync(SPEECH);
  const unknown = Buffer.from(bytes);
  unknown.writeUInt32LE(0xffffffff, 4);
  unknown.writeUInt32LE(0xffffffff, 40);
  const modes = [
    ['exact', ['--snr', '3']],
    ['not exact', ['--snr', '3', '--no-exact']],
    ['with a given level', ['--snr', '3', '--signal-level', '-24']],
    ['of noise by σ and mean', ['--std', '0.1', '--mean', '0.01']],
    ['of noise by level', ['--noise-level', '-20']],
    ['scaled', ['--snr', '-10', '--clip', 'scale']],
    ['in another encoding', ['--snr', '3', '--encoding', 'f64']],
  ] as const;

  test.each(sampleOf(modes, 1))('%s', (_, args) => {
    for (const input of [bytes, unknown]) {
      const piped = awgn([...args, '--report', 'json'], { input });
      expect(receiptIn(piped.stderr)).toMatchObject({
        source: 'standard input',
        output: 'standard output',
        source_sha256: sha256(input),
        output_sha256: sha256(piped.stdout),
      });
      const output = join(folder, 'hashed.wav');
      const filed = awgn([...args, '-f', '--report', 'json', '-', output], { input });
      expect(receiptIn(filed.stderr)).toMatchObject({
        source_sha256: sha256(input),
        output_sha256: createHash('sha256').update(readFileSync(output)).digest('hex'),
      });
    }
  });
});
