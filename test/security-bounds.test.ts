// Bounds of docs/security.md that no other test shows.

import { execFileSync } from 'node:child_process';
import { fstatSync, readdirSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { inflate } from '../src/corpus/kinds/webdataset/archive-bytes.ts';
import { readTar } from '../src/corpus/kinds/webdataset/tar-members.ts';
import { membersOf } from '../src/corpus/lists/json-members.ts';
import { parseShard } from '../src/corpus/shards/shard-choice.ts';
import { FlacDecoder } from '../src/formats/flac/flac-decoder.ts';
import { quote } from '../src/io/shell-word.ts';
import { Spool } from '../src/io/spool.ts';
import { BitWriter, crcOf } from './formats/flac/bit-writer.ts';
import { fileBytes, frameBytes } from './formats/flac/flac-builder.ts';

test.each([
  'plain',
  'two words',
  "it's",
  '$(touch ran)',
  '`touch ran`',
  '"; touch ran; "',
  'a\nb',
  '\\',
  '!!',
  '*',
  '~',
  '',
  'ä\u202e',
])('a shell takes %j, quoted, for the one word that it is', (word) => {
  const said = execFileSync('sh', ['-c', `printf '[%s]' ${quote(word)}`], { encoding: 'utf8' });
  expect(said).toBe(`[${word}]`);
});

test('a spooled file is of the user alone, and has no name', () => {
  const spool = new Spool(0);
  spool.write(new Uint8Array(10));
  const open = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(`${tmpdir()}/awgn-`)
        ? [Number(fd)]
        : [];
    } catch {
      return [];
    }
  });
  const stats = open.map((fd) => fstatSync(fd)).filter(({ size }) => size === 10);
  expect(stats.map(({ mode, nlink }) => [mode & 0o777, nlink])).toEqual([[0o600, 0]]);
  spool.close();
});

test('JSON of any depth is carried over unread', () => {
  const deep = `${'['.repeat(1e6)}${']'.repeat(1e6)}`;
  const members = membersOf(`{"x":${deep},"__proto__":{"polluted":1}}`);
  expect(members.get('x')).toBe(deep);
  expect(members.get('__proto__')).toBe('{"polluted":1}');
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('a header of a tar archive that states a gigabyte is refused before it comes', async () => {
  const header = Buffer.alloc(512);
  header.write('PaxHeader');
  header.write('0000644\0', 100);
  header.write('07777777777\0', 124);
  header.write('        x', 148);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  let asked = 0;
  async function* endless() {
    yield header;
    for (; asked < 1000; asked++) yield Buffer.alloc(1 << 20);
  }
  await expect(readTar(endless()).next()).rejects.toThrow(
    /header at byte 0 states 1073741823 bytes; expected at most 4194304 /,
  );
  expect(asked).toBeLessThan(10);
});

test('what decompresses to very much comes in pieces', { tags: 'thorough' }, async () => {
  async function* bomb() {
    yield gzipSync(Buffer.alloc(1 << 27));
  }
  let total = 0;
  let largest = 0;
  for await (const piece of inflate(bomb())) {
    total += piece.length;
    largest = Math.max(largest, piece.length);
  }
  expect(total).toBe(1 << 27);
  expect(largest).toBeLessThanOrEqual(1 << 20);
});

test.each([
  {
    SLURM_ARRAY_TASK_ID: '1',
    SLURM_ARRAY_TASK_STEP: '0',
    SLURM_ARRAY_TASK_MAX: '3',
    SLURM_ARRAY_TASK_COUNT: '4',
  },
  { SGE_TASK_ID: '2', SGE_TASK_STEPSIZE: '0', SGE_TASK_LAST: '4' },
])('a step of 0 in %j is none', (environment) => {
  expect(parseShard('auto', undefined, environment)).toEqual({ index: 1, count: 4 });
});

describe('FLAC that claims a great deal', () => {
  const LARGEST = { bits: 32, numberOfChannels: 8, blockFrames: 65535, numberOfFrames: 0 };
  const constant = (number: number) =>
    frameBytes({
      number,
      samples: Array.from({ length: 8 }, () => new Array<number>(65535).fill(5)),
      bits: 32,
      subframes: { type: 'constant' },
    });

  /** Bytes that kernels asked for beyond what they begin with, and the sizes of data that came. */
  function decode(pieces: readonly Uint8Array[]) {
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
    const sizes: number[] = [];
    try {
      const decoder = new FlacDecoder();
      for (const piece of pieces) {
        for (const event of decoder.push(piece)) {
          if (event.type === 'data') sizes.push(event.bytes.length);
        }
      }
      for (const event of decoder.end()) if (event.type === 'data') sizes.push(event.bytes.length);
      const pages = grow.mock.calls.reduce((sum, [count]) => sum + count, 0);
      return { grownBytes: 65536 * pages, sizes, warnings: decoder.warnings };
    } finally {
      grow.mockRestore();
    }
  }

  test('gets no memory for it before the header of such a frame is there', () => {
    const frame = constant(0);
    expect(decode([fileBytes(LARGEST, [frame.subarray(0, 5)])]).grownBytes).toBeLessThan(1e6);
    expect(decode([fileBytes(LARGEST, [frame.subarray(0, 20)])]).grownBytes).toBeLessThan(6.6e6);
  });

  test('is decoded a frame at a time: 2 KB are 60 MB of samples', () => {
    const frames = Array.from({ length: 30 }, (_, number) => constant(number));
    const file = fileBytes(LARGEST, frames);
    const { grownBytes, sizes, warnings } = decode([file]);
    expect(warnings).toEqual([]);
    expect(sizes).toEqual(new Array(30).fill(65535 * 8 * 4));
    expect(grownBytes).toBeLessThan(6.6e6);
  });

  test('and codes without an end ends at the bound of a frame', () => {
    const head = new BitWriter().write(0xfff8, 16).write(0x70, 8).write(0x7e, 8).write(0, 8);
    head.write(65534, 16);
    head.write(crcOf(head.bytes(), 8), 8);
    // Of a fixed predictor without order, Rice codes of the largest parameter, and then zeros alone.
    const body = new BitWriter()
      .write(8 << 1, 8)
      .write(1, 2)
      .write(0, 4)
      .write(30, 5);
    const zeros = new Uint8Array(1 << 20);
    const start = Buffer.concat([fileBytes(LARGEST, []), head.bytes(), body.bytes()]);
    const { grownBytes, sizes } = decode([start, ...new Array(20).fill(zeros)]);
    expect(sizes).toEqual([]);
    expect(grownBytes).toBeLessThan(11e6);
  });

  test('in a tag before it is passed by', () => {
    const tag = Buffer.from([...Buffer.from('ID3\x04\0\0'), 0x7f, 0x7f, 0x7f, 0x7f]);
    const decoder = new FlacDecoder();
    const piece = new Uint8Array(1 << 20);
    const bytesBefore = process.memoryUsage().arrayBuffers;
    expect([...decoder.push(tag)]).toEqual([]);
    for (let i = 0; i < 255; i++) expect([...decoder.push(piece)]).toEqual([]);
    expect(process.memoryUsage().arrayBuffers - bytesBefore).toBeLessThan(1 << 22);
  });
});
