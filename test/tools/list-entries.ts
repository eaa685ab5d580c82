import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareBytes } from '../../src/corpus/lists/line-sorter.ts';
import type { CorpusEntry, CorpusFormat, ReadOptions } from '../../src/corpus/plan/corpus-kind.ts';
import type { PlannedOutput } from '../../src/corpus/plan/planned-output.ts';
import { type BadRow, isBadRow, isLeftOutRow, type Utterance } from '../../src/corpus/utterance.ts';
import { OutputTree } from '../../src/io/output-tree.ts';
import type { Receipt } from '../../src/mix/receipt.ts';

/** Writes files under a folder, by their paths in it. */
export function writeFiles(folder: string, files: { [path: string]: string | Uint8Array }): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

export function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

export const PLAIN: ReadOptions = {
  allowCommands: false,
  unit: 'utterance',
  keepsKind: true,
  sorting: {},
};

export async function readRows(
  format: CorpusFormat,
  source: string,
  options: Partial<ReadOptions> = {},
): Promise<{ utterances: Utterance[]; badRows: BadRow[] }> {
  const utterances: Utterance[] = [];
  const badRows: BadRow[] = [];
  for await (const row of format.read(source, { ...PLAIN, ...options })) {
    if (isBadRow(row)) badRows.push(row);
    // It goes through JSON on its way to the writer.
    else if (!isLeftOutRow(row)) utterances.push(JSON.parse(JSON.stringify(row)) as Utterance);
  }
  return { utterances, badRows };
}

export const RECEIPT = {
  snr_target_db: 10,
  snr_achieved_db: 9.998,
  seed: 1,
  key: 'a#1',
  frames: 24_000,
  sample_rate: 16_000,
  channels: 1,
} as Receipt;

export interface Wanted {
  readonly suffixes?: readonly string[];
  readonly hasPairs?: boolean;
  readonly hasLabels?: boolean;
  readonly receipt?: Partial<Receipt>;
}

/** What rendering would have made of utterances, in the order in which a writer gets it. */
export function entriesOf(
  format: CorpusFormat,
  utterances: readonly Utterance[],
  { suffixes = ['-noisy1'], hasPairs = false, hasLabels = false, receipt = {} }: Wanted = {},
): CorpusEntry[] {
  const sorted = [...utterances].sort((a, b) => compareBytes(a.id, b.id));
  return sorted.flatMap((utterance) =>
    suffixes.map((suffix, index): CorpusEntry => {
      const output: PlannedOutput = {
        id: utterance.id + suffix,
        suffix,
        copy: index + 1,
        key: `${utterance.id}#${index + 1}`,
        snrDb: 10,
        color: 'white',
        level: 'rms',
      };
      const place = format.placeFor(utterance, output);
      return {
        utterance,
        output,
        audioPath: `${place}.wav`,
        ...(hasPairs && { cleanPath: `${place}.clean.wav`, noisePath: `${place}.noise.wav` }),
        ...(hasLabels && { label: 'noisy' }),
        receipt: { ...RECEIPT, key: output.key, ...receipt },
      };
    }),
  );
}

export async function writeEntries(
  format: CorpusFormat,
  source: string,
  folder: string,
  entries: readonly CorpusEntry[],
  sourceKind = format.kind,
): Promise<void> {
  const writer = format.createWriter({
    folder,
    tree: new OutputTree(folder),
    source,
    sourceKind,
    sorting: {},
  });
  for (const entry of entries) writer.add(entry);
  await writer.finish();
}
