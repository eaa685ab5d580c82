// Compressed lists of any bytes: the lines of the text that was compressed, in one member or many; of a damaged stream
// the lines before the damage and our error. What a few bytes decompress to must not fill the memory.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { nemoFormat } from '../../../src/corpus/kinds/nemo/nemo.ts';
import { type ManifestLine, manifestLines } from '../../../src/corpus/lists/manifest-lines.ts';
import { CorpusError } from '../../../src/errors.ts';
import { boundAllocations, must, mustEqual } from '../expect.ts';
import { FOLDER, READ, readRows } from '../rows.ts';

/** Far below what the bombs of the seeds hold in one line. */
const MOST_LINE_BYTES = 1 << 14;

const path = join(FOLDER, 'list.jsonl.gz');
const plainPath = join(FOLDER, 'list.jsonl');
const LINES = '{"audio_filepath":"a.wav"}\n{"audio_filepath":"b.wav","duration":1}\r\n';
const whole = gzipSync(LINES);
const bomb = gzipSync(Buffer.alloc(1 << 19, 'x'), { level: 9 });
const lineBomb = gzipSync(Buffer.from('{}\n'.repeat(1 << 12)), { level: 9 });

/** What is done with the input, by its first byte. */
const RAW = '0';
const MEMBERS = '1';
const CUT = '2';
const REPEATED = '3';
export const seeds = [
  ...[whole, Buffer.concat([whole, whole]), whole.subarray(0, -9), bomb, lineBomb].map((bytes) => [
    RAW,
    bytes,
  ]),
  [RAW, Buffer.concat([whole, Buffer.alloc(512)])],
  [RAW, Buffer.concat([whole, Buffer.from('junk')])],
  [RAW, gzipSync(LINES, { level: constants.Z_NO_COMPRESSION })],
  [RAW, LINES],
  [MEMBERS, LINES.repeat(3)],
  [MEMBERS, `\ufeff${LINES}\n\n[1]\n\xff\xfe`],
  [CUT, LINES.repeat(5)],
  [REPEATED, bomb],
  [REPEATED, lineBomb],
].map(([mode, bytes]) => Buffer.concat([Buffer.from(mode as string), Buffer.from(bytes!)]));

// The seeds are made: from here on a few thousand bytes come in.
boundAllocations(1 << 18);

export async function run(bytes: Uint8Array): Promise<void> {
  const mode = String.fromCharCode(bytes[0] ?? 0);
  const content = Buffer.from(bytes.subarray(1));
  switch (mode) {
    case MEMBERS: {
      const expected = await linesOf(plainPath, content);
      mustEqual(await linesOf(path, inMembers(content)), expected, 'what was compressed');
      break;
    }
    case CUT: {
      const { lines } = await linesOf(plainPath, content);
      const compressed = gzipSync(content);
      const end = content.length % compressed.length;
      const found = await linesOf(path, compressed.subarray(0, end));
      must(end === 0 || found.isDamaged, 'a stream that is cut short is no damage');
      const told = found.lines.filter(({ number }) => number <= lines.length);
      mustEqual(told, lines.slice(0, found.lines.length), 'the lines before the damage');
      break;
    }
    case REPEATED:
      await linesOf(path, Buffer.concat(Array.from({ length: 4 }, () => content)));
      break;
    default: {
      const { lines } = await linesOf(path, content);
      // Lines of lists may be far longer than those here.
      if (lines.every((line) => 'text' in line)) await readRows(nemoFormat.read(path, READ));
    }
  }
}

/** Members of a gzip file that are as long as the bytes of the text say. */
function inMembers(text: Buffer): Buffer {
  const members: Buffer[] = [];
  for (let at = 0; at < text.length || at === 0; ) {
    const size = 1 + (text[at] ?? 0) * 2;
    members.push(gzipSync(text.subarray(at, at + size)));
    at += size;
  }
  return Buffer.concat(members);
}

interface Found {
  readonly lines: readonly ManifestLine[];
  readonly isDamaged: boolean;
}

async function linesOf(file: string, content: Uint8Array): Promise<Found> {
  writeFileSync(file, content);
  const lines: ManifestLine[] = [];
  try {
    for await (const line of manifestLines(file, 'list', MOST_LINE_BYTES)) {
      must(!('text' in line) || Buffer.byteLength(line.text) <= MOST_LINE_BYTES, 'a long line');
      // Of a bomb only the first ones: those that are kept are memory of ours.
      if (lines.length < 1000) lines.push(line);
    }
    return { lines, isDamaged: false };
  } catch (error) {
    if (!(error instanceof CorpusError)) throw error;
    must(file === path && /^list is damaged: .*; expected/.test(error.message), error.message);
    return { lines, isDamaged: true };
  }
}
