// Data directories of Kaldi whose lists are any bytes: wav.scp, segments, text, utt2spk with a form feed between them.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKaldi } from '../../../src/corpus/kinds/kaldi/kaldi-reader.ts';
import { FOLDER, READ, readRows } from '../rows.ts';

export const mostBytes = 800;
const SEPARATOR = 0x0c;
export const seeds = [
  'u1 a.wav\nu2 b.wav\n\f\fu1 hello\nu2 you\n\fu1 s\nu2 s\n',
  'r1 a.wav\nr2 sox x.flac -t wav - |\n\fu1 r1 0.5 1.5\nu2 r1 2 -1\n\fu1 a b\nu2\n\fu1 s\nu2 t\n',
  'r1 x.ark:12\nr1 b\n\fu1 r9 1 0\n\f\f',
  '\ufeffr\u00a01 a b.wav\r\n\f\f\f',
].map((text) => Buffer.from(text));
const NAMES = ['wav.scp', 'segments', 'text', 'utt2spk'];
const directory = join(FOLDER, 'kaldi');
mkdirSync(directory);

export async function run(bytes: Uint8Array): Promise<void> {
  let rest = Buffer.from(bytes);
  for (const [index, name] of NAMES.entries()) {
    const at = index === NAMES.length - 1 ? -1 : rest.indexOf(SEPARATOR);
    const content = at < 0 ? rest : rest.subarray(0, at);
    rest = at < 0 ? Buffer.alloc(0) : rest.subarray(at + 1);
    const path = join(directory, name);
    if (content.length > 0 || index === 0) writeFileSync(path, content);
    else rmSync(path, { force: true });
  }
  const unit = bytes.length % 2 === 1 ? 'recording' : 'utterance';
  await readRows(readKaldi(directory, { ...READ, unit }));
}
