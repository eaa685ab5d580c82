import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { turn } from '../../io/turns.ts';
import { jsonLines } from '../lists/json-lines.ts';
import type { SourceRemarks } from '../plan/item-plan.ts';
import { FAILURES_NAME } from '../plan/result-names.ts';
import { isTallyCounts, type TallyCount } from '../plan/tally.ts';
import { type CorpusWarnings, WarningCount } from '../plan/warning-count.ts';
import { isLeftOut } from '../run/corpus-totals.ts';
import { receiptsIn } from '../state/sound-receipts.ts';
import { settingsIn } from './corpus-counts.ts';

/** What a corpus holds. */
export interface CorpusOverview extends SourceRemarks, CorpusWarnings {
  readonly outputs: number;
  /** Of these, outputs without noise. */
  readonly clean: number;
  /** Left out because silent. */
  readonly silent: number;
  readonly failures: number;
  readonly hours: number;
  readonly utterances: number;
  /** Samples clipped, and the outputs that have any. */
  readonly clippedSamples: number;
  readonly clippedOutputs: number;
  /** Outputs by SNR, in steps of 1 dB: from the lowest that occurs to the highest. */
  readonly histogram: readonly SnrBin[];
  /** Outputs by color of their noise, and by definition of their level. */
  readonly colors: Readonly<Record<string, number>>;
  readonly levels: Readonly<Record<string, number>>;
  /** Largest difference between the SNR asked for and the one achieved, dB. */
  readonly worstDeviationDb: number;
}

export interface SnrBin {
  /** The bin holds ratios from this one on, below the next one's. */
  readonly fromDb: number;
  readonly target: number;
  readonly achieved: number;
}

/** Width of a bin of the histogram. */
export const BIN_DB = 1;

/** Receipts between two turns of the event loop. */
const RECEIPTS_PER_TURN = 4096;

/**
 * Counts what a corpus holds, from its receipts.
 *
 * @param onReceipts called now and then with the receipts read. May throw, which ends the work.
 * @throws CorpusError where the folder has no receipts.
 */
export async function surveyCorpus(
  folder: string,
  onReceipts: (receipts: number) => void = () => {},
): Promise<CorpusOverview> {
  const utterances = new Counter();
  const target = new Counter();
  const achieved = new Counter();
  const colors = new Counter();
  const levels = new Counter();
  const warnings = new WarningCount();
  let outputs = 0;
  let clean = 0;
  let silent = 0;
  let seconds = 0;
  let clippedSamples = 0;
  let clippedOutputs = 0;
  let worstDeviationDb = 0;
  let lastUtterance: string | undefined;
  let receipts = 0;
  for (const receipt of receiptsIn(folder)) {
    if (receipts++ % RECEIPTS_PER_TURN === 0) {
      onReceipts(receipts);
      await turn();
    }
    // Those of an utterance stand together.
    if (receipt.utterance !== lastUtterance) utterances.add('all');
    lastUtterance = receipt.utterance;
    warnings.add(receipt);
    if (isLeftOut(receipt)) {
      silent++;
      continue;
    }
    outputs++;
    seconds += receipt.frames / receipt.sample_rate;
    clippedSamples += receipt.clipped;
    if (receipt.clipped > 0) clippedOutputs++;
    const { snr_target_db: wantedDb, snr_achieved_db: achievedDb } = receipt;
    if (wantedDb === null) {
      clean++;
      continue;
    }
    colors.add(receipt.color);
    levels.add(receipt.level ?? 'none');
    target.add(binOf(wantedDb));
    if (achievedDb === null) continue;
    achieved.add(binOf(achievedDb));
    worstDeviationDb = Math.max(worstDeviationDb, Math.abs(achievedDb - wantedDb));
  }
  return {
    outputs,
    clean,
    silent,
    failures: countLines(join(folder, FAILURES_NAME)),
    hours: seconds / 3600,
    utterances: utterances.counts.get('all') ?? 0,
    clippedSamples,
    clippedOutputs,
    histogram: histogramOf(target.counts, achieved.counts),
    colors: Object.fromEntries(colors.counts),
    levels: Object.fromEntries(levels.counts),
    worstDeviationDb,
    ...warnings.counts(),
    ...remarksIn(folder),
  };
}

/** What was found in the source besides, by what the corpus says itself. */
function remarksIn(folder: string): SourceRemarks {
  const { left_out: leftOut, notes } = settingsIn(folder) ?? {};
  return { leftOut: tallyIn(leftOut), notes: tallyIn(notes) };
}

function tallyIn(value: unknown): readonly TallyCount[] {
  return isTallyCounts(value) ? value : [];
}

class Counter {
  readonly counts = new Map<string | number, number>();

  add(name: string | number): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}

/** Quantisation moves an achieved ratio by less than this, which must not put it into the next bin. */
const ROUNDING_DB = 1e-3;

function binOf(ratioDb: number): number {
  return Math.floor((ratioDb + ROUNDING_DB) / BIN_DB) * BIN_DB;
}

function histogramOf(
  target: ReadonlyMap<string | number, number>,
  achieved: ReadonlyMap<string | number, number>,
): SnrBin[] {
  const bins = [...target.keys(), ...achieved.keys()] as number[];
  if (bins.length === 0) return [];
  const low = bins.reduce((a, b) => Math.min(a, b));
  const high = bins.reduce((a, b) => Math.max(a, b));
  const histogram: SnrBin[] = [];
  for (let fromDb = low; fromDb <= high; fromDb += BIN_DB) {
    histogram.push({
      fromDb,
      target: target.get(fromDb) ?? 0,
      achieved: achieved.get(fromDb) ?? 0,
    });
  }
  return histogram;
}

function countLines(path: string): number {
  if (!existsSync(path)) return 0;
  let count = 0;
  for (const _ of jsonLines(path)) count++;
  return count;
}
