import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { OutputRefusedError, openSink } from '../../src/io/byte-sink.ts';
import { openSource } from '../../src/io/byte-source.ts';
import { temporaryFolder } from '../tools/wav-files.ts';

const BYTES = Uint8Array.of(1, 2, 3, 4);
const root = temporaryFolder();
let count = 0;
let folder: string;
let path: string;

beforeEach(() => {
  folder = join(root, `${count++}`);
  mkdirSync(folder);
  path = join(folder, 'out.wav');
});

describe('a regular output', () => {
  test('has its name when it is committed, and not before', async () => {
    const sink = openSink(path, { overwrite: false });
    sink.write(BYTES);
    expect(existsSync(path)).toBe(false);
    await sink.commit();
    expect(readdirSync(folder)).toEqual(['out.wav']);
    expect(readFileSync(path)).toEqual(Buffer.from(BYTES));
  });

  test('leaves nothing when it is discarded, even twice', () => {
    const sink = openSink(path, { overwrite: false });
    sink.write(BYTES);
    expect(readdirSync(folder).length).toBe(1);
    sink.discard();
    sink.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('can be patched, extended at its end and read back', async () => {
    const sink = openSink(path, { overwrite: false });
    sink.write(BYTES);
    sink.patch(1, Uint8Array.of(8, 9));
    sink.patch(4, Uint8Array.of(7));
    const buffer = new Uint8Array(9);
    expect(sink.read(0, buffer)).toBe(5);
    expect([...buffer.subarray(0, 5)]).toEqual([1, 8, 9, 4, 7]);
    expect(sink.read(5, buffer)).toBe(0);
    await sink.commit();
    expect([...readFileSync(path)]).toEqual([1, 8, 9, 4, 7]);
  });

  test('may have a name as long as names can be', async () => {
    path = join(folder, `${'n'.repeat(251)}.wav`);
    const sink = openSink(path, { overwrite: false });
    await sink.commit();
    expect(existsSync(path)).toBe(true);
  });

  test('does not replace a file without being told to', () => {
    writeFileSync(path, 'precious');
    expect(() => openSink(path, { overwrite: false })).toThrow(OutputRefusedError);
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  test('does not replace a file that came into being meanwhile either', async () => {
    const sink = openSink(path, { overwrite: false });
    writeFileSync(path, 'precious');
    await expect(sink.commit()).rejects.toThrow(OutputRefusedError);
    sink.discard();
    expect(readFileSync(path, 'utf8')).toBe('precious');
    expect(readdirSync(folder)).toEqual(['out.wav']);
  });

  test('does not replace the input that was moved to its name meanwhile', async () => {
    const input = join(folder, 'in.wav');
    writeFileSync(input, 'precious');
    const { dev, ino } = statSync(input, { bigint: true });
    const sink = openSink(path, { overwrite: true, sourceIdentity: `${dev}:${ino}` });
    sink.write(BYTES);
    renameSync(input, path);
    await expect(sink.commit()).rejects.toThrow(/is the input itself/);
    sink.discard();
    expect(readFileSync(path, 'utf8')).toBe('precious');
    expect(readdirSync(folder)).toEqual(['out.wav']);
  });

  test('replaces a file when it is told to, and keeps its mode and a link to it', async () => {
    const target = join(folder, 'target.wav');
    writeFileSync(target, 'old');
    chmodSync(target, 0o640);
    symlinkSync('target.wav', path);
    const sink = openSink(path, { overwrite: true });
    sink.write(BYTES);
    expect(readFileSync(target, 'utf8')).toBe('old');
    await sink.commit();
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(target)).toEqual(Buffer.from(BYTES));
    expect(statSync(target).mode & 0o777).toBe(0o640);
  });

  test('is refused where it is the input, by whatever name', () => {
    const input = join(folder, 'in.wav');
    writeFileSync(input, BYTES);
    linkSync(input, join(folder, 'hard.wav'));
    symlinkSync(input, join(folder, 'soft.wav'));
    const source = openSource(input, { rereadable: true });
    for (const name of ['in.wav', 'hard.wav', 'soft.wav', `../${count - 1}/in.wav`]) {
      const open = () =>
        openSink(join(folder, name), { overwrite: true, sourceIdentity: source.identity });
      expect(open).toThrow('is the input itself');
    }
    source.close();
  });

  test('is refused where it is a folder, and where its folder is missing, by its own name', () => {
    expect(() => openSink(folder, { overwrite: true })).toThrow('is a directory');
    const missing = join(folder, 'no', 'out.wav');
    expect(() => openSink(missing, { overwrite: true })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(`${missing} cannot be written, for there is no folder`),
        cause: expect.objectContaining({ code: 'ENOENT' }),
      }),
    );
  });
});

describe('a device as output', () => {
  test('is written to as it is, and cannot be patched or read', async () => {
    const sink = openSink('/dev/null', { overwrite: false });
    sink.write(BYTES);
    expect(sink.isSeekable).toBe(false);
    expect(() => sink.patch(0, BYTES)).toThrow('/dev/null');
    expect(() => sink.read(0, BYTES)).toThrow('/dev/null');
    await sink.commit();
    expect(() => sink.discard()).not.toThrow();
  });

  test('that is full is named in the error', () => {
    const sink = openSink('/dev/full', { overwrite: false });
    expect(() => sink.write(BYTES)).toThrow(
      expect.objectContaining({ code: 'ENOSPC', path: '/dev/full' }),
    );
    sink.discard();
  });
});
