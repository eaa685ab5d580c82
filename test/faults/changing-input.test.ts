import {
  appendFileSync,
  closeSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { awgn, namesIn, receiptIn, startAwgn, until } from '../tools/awgn.ts';
import { writeSource } from '../tools/corpus-sources.ts';
import { speechLike } from '../tools/corpus-tree.ts';
import { sampleOf } from '../tools/depth.ts';
import { temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const DATA_BYTES = 600_000_000;

/** Takes half a second and more to measure, and next to nothing on the disk. */
function largeFile(path: string): void {
  const start = Buffer.from(wavBytes([speechLike(100_000, 1)]));
  start.writeUInt32LE(DATA_BYTES + 36, 4);
  start.writeUInt32LE(DATA_BYTES, 40);
  writeFileSync(path, start);
  truncateSync(path, DATA_BYTES + 44);
}

function overwrite(path: string): void {
  const fd = openSync(path, 'r+');
  writeSync(fd, 'other samples', 1000);
  closeSync(fd);
}

/** Runs the filter on a file, to which something happens when the first pass has begun. */
async function whileMeasuring(change: (input: string) => void) {
  const cwd = temporaryFolder();
  const input = join(temporaryFolder(), 'in.wav');
  largeFile(input);
  const args = ['--snr', '10', '--seed', '1', '--report', 'json', input, 'out.wav'];
  const { child, ended } = startAwgn(args, { cwd });
  await until(() => namesIn(cwd).some((name) => name.endsWith('.part')));
  change(input);
  const isMeasuring = namesIn(cwd).every((name) => statSync(join(cwd, name)).size < 1000);
  // Who comes too late has tried nothing.
  expect(isMeasuring && child.exitCode === null).toBe(true);
  return { cwd, ...(await ended) };
}

describe('a file of which the filter is in the first pass', () => {
  const changes: readonly [string, (path: string) => void][] = [
    ['grows', (path) => appendFileSync(path, 'more')],
    ['shrinks', (path) => truncateSync(path, 1_000_000)],
    ['is written over, in its size', overwrite],
    ['has another time', (path) => utimesSync(path, 1, 1)],
  ];

  test.each(sampleOf(changes, 1))('and that %s is an error, and no output', async (_, change) => {
    const { cwd, ...outcome } = await whileMeasuring(change);
    expect(outcome.stderr).toMatch(/^awgn: [^\n]*changed while it was read[^\n]*\n$/);
    expect(outcome.status).toBe(1);
    expect(namesIn(cwd)).toEqual([]);
  });

  test('and that vanishes is read to its end all the same', { tags: 'thorough' }, async () => {
    const { cwd, ...outcome } = await whileMeasuring((path) => rmSync(path));
    expect(outcome.status).toBe(0);
    const undisturbed = await whileMeasuring(() => {});
    const digestOf = ({ stderr }: { stderr: string }) => receiptIn(stderr).output_sha256;
    expect(digestOf(outcome)).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOf(outcome)).toBe(digestOf(undisturbed));
    expect(statSync(join(cwd, 'out.wav')).size).toBe(DATA_BYTES + 44);
  });
});

describe('--resume', () => {
  const options = ['--snr', '5', '--seed', '1'];
  const resume = (cwd: string, source = 'source') =>
    awgn(['corpus', source, 'out', ...options, '--resume'], { cwd });

  /** A corpus that was interrupted when all but its lists were made. */
  function unfinished(kind: 'directory' | 'nemo'): { cwd: string; source: string } {
    const cwd = temporaryFolder();
    const source = writeSource(join(cwd, 'source'), kind);
    writeFileSync(join(cwd, 'source/zz.wav'), 'not yet a WAV file');
    awgn(['corpus', source, 'out', ...options], { cwd });
    return { cwd, source };
  }

  test.each(sampleOf(['directory', 'nemo'] as const, 1))(
    'of a finished %s makes anew what has other audio under the same id',
    (kind) => {
      const { cwd, source } = unfinished(kind);
      const audio = join(cwd, 'source/spk1/spk1-utt0001.wav');
      // As long as before, so that only its content tells.
      const frames = (statSync(audio).size - 44) / 2;
      writeFileSync(audio, wavBytes([speechLike(frames, 99)]));
      rmSync(join(cwd, 'source/zz.wav'));
      const run = resume(cwd, source);
      expect(run.stderr).toContain('11 utterances were there already');
      rmSync(join(cwd, 'anew'), { recursive: true, force: true });
      awgn(['corpus', source, 'anew', ...options], { cwd });
      const receipts = (folder: string) =>
        readFileSync(join(cwd, folder, 'receipts.jsonl'), 'utf8');
      expect(receipts('out')).toBe(receipts('anew'));
      expect(awgn(['verify', 'out'], { cwd }).status).toBe(0);
    },
  );

  test('keeps what was only touched: its content is the same', { tags: 'thorough' }, () => {
    const { cwd } = unfinished('directory');
    utimesSync(join(cwd, 'source/spk1/spk1-utt0001.wav'), 1, 1);
    rmSync(join(cwd, 'source/zz.wav'));
    expect(resume(cwd).stderr).toContain('12 utterances were there already');
  });
});
