// A finished corpus whose receipts, settings and one file are any bytes: `verify` and `summarize` find faults or throw
// ours, and what is not as it was made is not called sound.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPair } from '../../../src/corpus/audit/clean-audio.ts';
import { BIN_DB, surveyCorpus } from '../../../src/corpus/audit/survey-corpus.ts';
import { verifyOutputs } from '../../../src/corpus/audit/verify-outputs.ts';
import { type CorpusReceipt, filesOf } from '../../../src/corpus/plan/corpus-receipt.ts';
import type { CorpusFault } from '../../../src/corpus/run/corpus-contents.ts';
import { runCorpus } from '../../../src/corpus/run/run-corpus.ts';
import { AwgnError } from '../../../src/errors.ts';
import { holdsNaN, must, mustEqual } from '../expect.ts';
import { joined, sectionsOf } from '../sections.ts';
import { SmallCorpus } from '../small-corpus.ts';

export const mostBytes = 6000;
const corpus = new SmallCorpus(['--snr', '5', '--pairs', 'clean-noise', '--include-clean']);
await runCorpus(await corpus.options('new'));
const RECEIPTS = corpus.read('receipts.jsonl');
const SETTINGS = corpus.read('awgn.json');
const made = RECEIPTS.toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as CorpusReceipt);
const noisy = made.find(({ output, snr_target_db }) => output !== null && snr_target_db !== null)!;
/** The file that is damaged. */
const FILE = noisy.output!;
const AUDIO = corpus.read(FILE);

const lines = RECEIPTS.toString().trim().split('\n');
const seeds: Buffer[] = [
  joined([RECEIPTS, SETTINGS, AUDIO]),
  joined([RECEIPTS, SETTINGS, AUDIO.subarray(0, -20)]),
  joined([`${lines.slice(1).join('\n')}\n`, SETTINGS, AUDIO]),
  joined([`${lines[0]}\n${lines.slice(0, -1).join('\n')}\n`, SETTINGS, AUDIO]),
  joined([`${lines.toReversed().join('\n')}\n`, SETTINGS, AUDIO]),
  joined([
    RECEIPTS.toString().replaceAll('"output":"', '"command":"x","output":"'),
    SETTINGS,
    AUDIO,
  ]),
  joined([RECEIPTS.toString().replace(/"(clean|noise)_output":"/g, '"$1":"'), SETTINGS, AUDIO]),
  joined([
    RECEIPTS.toString().replace(/"snr_achieved_db":\d/, '"snr_achieved_db":7'),
    SETTINGS,
    AUDIO,
  ]),
  joined([RECEIPTS, '{"outputs":0,"silent":0}', AUDIO]),
  joined(['', '{"outputs":0,"silent":0}', AUDIO]),
];

export { seeds };

/** Messages of JavaScript itself: whoever reads them learns nothing. */
const FOREIGN = /undefined|\bNaN\b|not a function|not iterable|\[object/;

export async function run(bytes: Uint8Array): Promise<void> {
  const [receipts, settings, audio] = sectionsOf(bytes, 3) as [Buffer, Buffer, Buffer];
  writeFileSync(join(corpus.folder, 'receipts.jsonl'), receipts);
  writeFileSync(join(corpus.folder, 'awgn.json'), settings);
  writeFileSync(join(corpus.folder, FILE), audio);
  const isSound = await verify();
  // Whoever takes outputs away, and says so in the settings, has another corpus.
  if (!isSound || !settings.equals(SETTINGS)) return;
  must(audio.equals(AUDIO), 'other audio, and yet sound');
  const found = receiptsOf(receipts);
  mustEqual(found.map(filesOf), made.map(filesOf), 'what files a sound corpus has');
  for (const [index, { level, snr_achieved_db: stated }] of found.entries()) {
    const { level: definition, snr_achieved_db: achieved } = made[index]!;
    const isAsMade = stated === achieved || Math.abs(stated! - achieved!) <= 0.002;
    must(isAsMade || level !== definition, `${achieved} dB became ${stated} dB`);
  }
}

async function verify(): Promise<boolean> {
  const faults: CorpusFault[] = [];
  try {
    const verification = await verifyOutputs({
      folder: corpus.folder,
      openClean: (receipt) => openPair(corpus.folder, receipt),
      onFault: (fault) => faults.push(fault),
    });
    must(!holdsNaN(verification), 'NaN in a verification');
    must(verification.faults === faults.length, 'faults that were not told');
    for (const { detail } of faults) must(!FOREIGN.test(detail), detail);
  } catch (error) {
    if (!(error instanceof AwgnError)) throw error;
    must(!FOREIGN.test(withoutQuotes(error.message)), error.message);
    return false;
  }
  await summarize();
  return faults.length === 0;
}

async function summarize(): Promise<void> {
  const overview = await surveyCorpus(corpus.folder).catch((error) => {
    if (!(error instanceof AwgnError)) throw error;
    must(!FOREIGN.test(withoutQuotes(error.message)), error.message);
    return undefined;
  });
  if (overview === undefined) return;
  must(!holdsNaN(overview) && Number.isFinite(overview.hours), 'NaN in an overview');
  const { histogram, outputs, clean } = overview;
  const targets = histogram.reduce((sum, bin) => sum + bin.target, 0);
  must(targets === outputs - clean, `${targets} ratios of ${outputs - clean} outputs`);
  for (const [index, { fromDb }] of histogram.entries()) {
    must(index === 0 || fromDb === histogram[index - 1]!.fromDb + BIN_DB, 'a gap between bins');
  }
}

function receiptsOf(text: Buffer): CorpusReceipt[] {
  const whole = text.subarray(0, text.lastIndexOf(10));
  if (whole.length === 0) return [];
  return whole
    .toString()
    .split('\n')
    .map((line) => JSON.parse(line) as CorpusReceipt);
}

function withoutQuotes(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"?/g, '""');
}
