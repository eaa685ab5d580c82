// Archives of any bytes, in any pieces: samples with what is in them, or one of our errors.

import { readSamples } from '../../../src/corpus/kinds/webdataset/samples.ts';
import { SharedMemory } from '../../../src/corpus/kinds/webdataset/shared-memory.ts';
import { readTar } from '../../../src/corpus/kinds/webdataset/tar-members.ts';
import { AwgnError } from '../../../src/errors.ts';
import { inPiecesOf } from '../../formats/wav/splitting.ts';
import { must } from '../expect.ts';

const BLOCK = 512;
export const mostBytes = 12 * BLOCK;

function member(name: string, content: string, type = '0', size = content.length): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  return Buffer.concat([
    header,
    Buffer.from(content.padEnd(Math.ceil(content.length / BLOCK) * BLOCK, '\0')),
  ]);
}

const END = Buffer.alloc(2 * BLOCK);
export const seeds = [
  Buffer.concat([member('a.wav', 'RIFF'), member('a.json', '{}'), member('b.wav', 'x'), END]),
  Buffer.concat([member('././@PaxHeader', '18 path=long.json\n', 'x'), member('a', '{}'), END]),
  Buffer.concat([member('././@LongLink', 'name.cls\0', 'L'), member('b', '3'), END]),
  Buffer.concat([member('dir/', '', '5'), member('link', '', '2'), member('b.flac', 'f'), END]),
  Buffer.concat([member('a.wav', '', '0', 8 ** 10), member('a.txt', 't')]),
];

/** Mutations seldom hit a checksum; so it is always made right, but for inputs that end with a 1. */
function withChecksums(bytes: Uint8Array): Buffer {
  const archive = Buffer.from(bytes);
  if (archive.at(-1) === 1) return archive;
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    header.fill(' ', 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const size = Number.parseInt(header.toString('latin1', 124, 135), 8) || 0;
    at += BLOCK * (1 + Math.ceil(size / BLOCK));
  }
  return archive;
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* inPiecesOf(1 + (bytes.length % 1500), bytes);
}

export async function run(bytes: Uint8Array): Promise<void> {
  const archive = withChecksums(bytes);
  try {
    const samples = readSamples(readTar(pieces(archive)), {
      filesPerWav: 1,
      // Sizes are taken from headers before the bytes are there, up to 2 GiB: here only names are read of large ones.
      namesOnly: /[1-7]\d{6}\d*/.test(archive.toString('latin1', 124, 135)),
      memory: new SharedMemory(),
    });
    for await (const { key, members, fault, byteOffset } of samples) {
      must(Number.isSafeInteger(byteOffset), `a sample at ${byteOffset}`);
      must(typeof key === 'string' && (fault === undefined || fault.includes(';')), `${fault}`);
      must(fault === undefined || members.length === 0, 'members of a sample that is refused');
    }
  } catch (error) {
    if (!(error instanceof AwgnError)) throw error;
  }
}
