// A corpus whose one shard is finished, and whose plan, journal and failures are any bytes: `merge` joins it or throws
// ours, touches nothing elsewhere, and the receipts of what it joined are those of the outputs that were wanted.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { containerOfSettings } from '../../../src/corpus/requests/corpus-settings.ts';
import { runCorpus } from '../../../src/corpus/run/run-corpus.ts';
import { makeShard } from '../../../src/corpus/shards/make-shard.ts';
import { mergeShards } from '../../../src/corpus/shards/merge-shards.ts';
import { AwgnError } from '../../../src/errors.ts';
import { within } from '../confined.ts';
import { mustEqual } from '../expect.ts';
import { FOLDER } from '../rows.ts';
import { joined, sectionsOf } from '../sections.ts';
import { receiptsIn, SmallCorpus } from '../small-corpus.ts';

export const mostBytes = 6000;
const ARGS = ['--snr', '0:20', '--copies', '2'];
const whole = new SmallCorpus(ARGS);
await runCorpus(await whole.options('new'));
const wanted = receiptsIn(whole.folder);

const corpus = new SmallCorpus(ARGS);
await makeShard(await corpus.options('new'), { index: 0, count: 1 });
const STATE = join(corpus.folder, '.awgn');
const SHARDS = join(STATE, 'shards');
const WORK = join(SHARDS, 'work', '0000001');
const made = join(mkdtempSync(join(FOLDER, 'made-')), '.awgn');
cpSync(STATE, made, { recursive: true });

const RUN = readdirSync(WORK).find((name) => /^run-[0-9a-f-]+\.jsonl$/.test(name))!;
/** What is damaged; the last one is the plan of all shards. */
const PATHS = [
  join(WORK, RUN),
  join(WORK, RUN.replace('.jsonl', '.failures.jsonl')),
  join(WORK, 'finished.json'),
  join(SHARDS, 'corpus.json'),
];
const SOUND = PATHS.map((path) => readFileSync(path, 'utf8'));
const [JOURNAL, , , COMMON] = SOUND as [string, string, string, string];
const replacing = (index: number, text: string): string[] => SOUND.with(index, text);
export const seeds = [
  SOUND,
  replacing(0, ''),
  replacing(0, `${JOURNAL.split('\n').toReversed().join('\n').trim()}\n`),
  replacing(0, JOURNAL.replace('"output":"', '"output":"../')),
  replacing(0, JOURNAL.replace('"receipt":{', '"receipt":{"receipt":{"stamps":[]},')),
  replacing(0, JOURNAL.replace('"outputs":[', '"outputs":[null,')),
  replacing(1, '{"id":null,"origin":"list.jsonl:1","fault":"x; y"}\nnull\n'),
  replacing(2, '{"run":"run-../../../x"}\n'),
  replacing(3, COMMON.replace('"shards":1', '"shards":9007199254740991')),
  replacing(3, COMMON.replace(/"source":"[^"]*"/, '"source":".."')),
  replacing(3, COMMON.replace('\\"copies\\": 2', '\\"copies\\": 200000000')),
  replacing(3, COMMON.replace('\\"to\\": \\"nemo\\"', '\\"to\\": \\"csv\\"')),
].map((sections) => joined(sections));

export async function run(bytes: Uint8Array): Promise<void> {
  const sections = sectionsOf(bytes, PATHS.length);
  rmSync(STATE, { recursive: true, force: true });
  cpSync(made, STATE, { recursive: true });
  for (const name of ['receipts.jsonl', 'awgn.json', 'failures.jsonl', 'list.jsonl']) {
    rmSync(join(corpus.folder, name), { force: true });
  }
  for (const [index, path] of PATHS.entries()) writeFileSync(path, sections[index]!);
  try {
    await within(corpus.root, () => mergeShards(corpus.folder, containerOfSettings));
  } catch (error) {
    // A run that is not there is what the system says.
    if (!(error instanceof AwgnError) && (error as { code?: string }).code !== 'ENOENT')
      throw error;
    return;
  } finally {
    corpus.mustBeAlone();
  }
  const isWanted = new Set(wanted.map(({ id, key, output }) => JSON.stringify([id, key, output])));
  const found = receiptsIn(corpus.folder);
  // The settings may ask for other ratios, and so for other names; the failures, for fewer.
  if (!sections[3]!.equals(Buffer.from(COMMON))) return;
  const odd = found.filter(
    ({ id, key, output, silent }) =>
      !isWanted.has(JSON.stringify([id, key, output])) && !(output === null && silent),
  );
  mustEqual(odd, [], 'a receipt of nothing that was wanted');
}
