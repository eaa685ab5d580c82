// A corpus that broke off, whose journals are any bytes: `--resume` goes on or throws ours, touches nothing elsewhere, and
// in the end every output is the one that was wanted, or a receipt says that it is silent.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCorpus } from '../../../src/corpus/run/run-corpus.ts';
import { AwgnError } from '../../../src/errors.ts';
import { within } from '../confined.ts';
import { must, mustEqual } from '../expect.ts';
import { joined, sectionsOf } from '../sections.ts';
import { receiptsIn, SmallCorpus } from '../small-corpus.ts';

export const mostBytes = 6000;
const ARGS = ['--snr', '5', '--pairs', 'clean', '--copies', '2'];
const corpus = new SmallCorpus(ARGS);
await runCorpus(await corpus.options('new'));
const options = await corpus.options('resume');
const wanted = receiptsIn(corpus.folder);
const LIST = corpus.read('list.jsonl');
const FILES = wanted.flatMap(({ output, clean_output: clean }) => [output!, clean!]);
const AUDIO = new Map(FILES.map((name) => [name, corpus.read(name)]));

const entries = ['a', 'b'].map((id) => ({
  id,
  outputs: wanted.filter(({ utterance }) => utterance === id).map((receipt) => ({ receipt })),
}));
const text = (...lines: unknown[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const journal = text(...entries);
const changed = (from: string | RegExp, to: string): string => journal.replace(from, to);
export const seeds = [
  [journal, ''],
  [text(entries[0]), text(entries[1])],
  ['', journal],
  [journal, `${text(entries[1])}{"id":"c`],
  [text(...entries.toReversed()), text({ id: 'a', outputs: [] })],
  [changed('"output":"', '"output":"../'), ''],
  [changed(/"output":"[^"]*"/, '"output":"source/a.wav"'), ''],
  [changed(/"output":"[^"]*"/, '"output":null'), ''],
  [changed('"warnings":[]', '"warnings":[{"receipt":1,"stamps":2}]'), ''],
  [changed('"receipt":', '"stamps":[{"bytes":1,"changedMs":2}],"receipt":'), ''],
].map((sections) => joined(sections));

export async function run(bytes: Uint8Array): Promise<void> {
  const [first, next] = sectionsOf(bytes, 2) as [Buffer, Buffer];
  corpus.restore(AUDIO);
  const state = join(corpus.folder, '.awgn');
  mkdirSync(state, { recursive: true });
  writeFileSync(join(state, 'journal.jsonl'), first);
  const nextPath = join(state, 'journal.next.jsonl');
  if (next.length > 0) writeFileSync(nextPath, next);
  else rmSync(nextPath, { force: true });
  try {
    await within(corpus.root, () => runCorpus(options));
  } catch (error) {
    if (!(error instanceof AwgnError)) throw error;
    return;
  }
  corpus.mustBeAlone();
  const receipts = receiptsIn(corpus.folder);
  mustEqual(
    receipts.map(({ id, key }) => [id, key]),
    wanted.map(({ id, key }) => [id, key]),
    'the outputs of a corpus that was gone on with',
  );
  for (const [index, { output, silent }] of receipts.entries()) {
    must(output === wanted[index]!.output || (output === null && silent), `an output at ${output}`);
  }
  for (const [name, audio] of AUDIO) must(corpus.read(name).equals(audio), `${name} is another`);
  if (receipts.every(({ output }) => output !== null)) {
    mustEqual(names(corpus.read('list.jsonl')), names(LIST), 'the list of the result');
  }
}

function names(list: Buffer): unknown[] {
  const lines = list.toString().trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { audio_filepath: unknown }).audio_filepath);
}
