import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TarWriter } from '../../../../src/corpus/kinds/webdataset/tar-writer.ts';
import { tool } from '../../../tools/find-tool.ts';
import { temporaryFolder } from '../../../tools/wav-files.ts';
import { membersOf, tarOf } from './webdataset-archives.ts';

interface File {
  readonly name: string;
  readonly content: Uint8Array;
}

/** What is written for each member, in pieces; the last ones are of the end. */
function written(files: readonly File[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const writer = new TarWriter((bytes) => pieces.push(Uint8Array.from(bytes)));
  for (const { name, content } of files) writer.add(name, content);
  writer.finish();
  return pieces;
}

const contentOf = (byteLength: number) => new Uint8Array(byteLength).fill(0x5a);

describe('a tar archive that is written', () => {
  it('has, to the byte, what tar-stream makes of the same members', async () => {
    const names = [
      'a.wav',
      'folder/a.wav',
      'n'.repeat(100),
      'n'.repeat(101),
      `${'f'.repeat(155)}/${'n'.repeat(100)}`,
      `${'f'.repeat(156)}/${'n'.repeat(100)}`,
      `${'f'.repeat(155)}/${'n'.repeat(101)}`,
      `${'folder/'.repeat(20)}name.awgn.json`,
      `${'folder/'.repeat(60)}name.awgn.json`,
      'grün.wav',
      '日本/語.wav',
      ...Array.from({ length: 40 }, (_, i) => 'ö'.repeat(i + 30)),
      ...Array.from({ length: 12 }, (_, i) => `${'x'.repeat(980 + i)}.wav`),
    ];
    const sizes = [0, 1, 511, 512, 513, 1024, 100_000];
    const files = names.map((name, i) => ({ name, content: contentOf(sizes[i % sizes.length]!) }));
    const mtime = new Date(0);
    const expected = await tarOf(files.map((file) => ({ ...file, mtime, mode: 0o644 })));
    expect(Buffer.concat(written(files)).equals(expected)).toBe(true);
  });

  // With contents that end before, at and after the end of a block, and without any.
  const sizes = [0, 1, 512, 513, 0, 0, 1536, 100];
  const files = sizes.map((size, i) => ({ name: `k${i}.txt`, content: contentOf(size) }));
  const pieces = written(files);
  const beginnings = pieces.map((_, i) => Buffer.concat(pieces.slice(0, i)));
  const whole = Buffer.concat(pieces);

  it.each([
    ['GNU tar', 'tar', 'for f; do tar tf "$f" >/dev/null 2>&1 && echo "$f"; done'],
    [
      'GNU tar, from a pipe',
      'tar',
      'for f; do cat "$f" | tar xOf - >/dev/null 2>&1 && echo "$f"; done',
    ],
    [
      'Python',
      'python3',
      `python3 -c '
import sys, tarfile
for path in sys.argv[1:]:
    for mode in ("r:", "r|*"):
        try:
            with tarfile.open(fileobj=open(path, "rb"), mode=mode) as tar:
                for member in tar:
                    tar.extractfile(member).read()
            print(path)
        except tarfile.ReadError:
            pass
' "$@"`,
    ],
  ])('is not taken for whole by %s wherever the writing ended', (_, program, script) => {
    tool(program);
    const folder = temporaryFolder();
    const paths = [...beginnings, whole].map((bytes, i) => {
      const path = join(folder, `${i}.tar`);
      writeFileSync(path, bytes);
      return path;
    });
    const run = spawnSync('sh', ['-c', script, 'sh', ...paths], { encoding: 'utf8' });
    const accepted = new Set(run.stdout.trim().split('\n'));
    expect([...accepted]).toEqual([paths.at(-1)]);
  });

  it('is not taken for whole by tar-stream wherever the writing ended', async () => {
    // No bytes are no archive to it, and no error either.
    for (const beginning of beginnings.slice(1)) {
      await expect(membersOf(beginning)).rejects.toThrow('Unexpected end of data');
    }
    expect((await membersOf(whole)).map(({ header }) => header.name)).toEqual(
      files.map(({ name }) => name),
    );
  });

  it('passes the end of a member in a piece that a pipe takes as a whole', () => {
    let offset = 0;
    const ends: number[] = [];
    for (const { content } of files) {
      offset += 512 + Math.ceil(content.length / 512) * 512;
      ends.push(offset);
    }
    let start = 0;
    for (const { length } of pieces) {
      const passed = ends.filter((end) => end > start && end < start + length);
      if (passed.length > 0) expect(length).toBeLessThanOrEqual(4096);
      start += length;
    }
    expect(ends.some((end) => end < start)).toBe(true);
  });
});
