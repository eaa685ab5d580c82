import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareBytes } from '../../src/corpus/lists/line-sorter.ts';
import type {
  CorpusEntry,
  CorpusFormat,
  ReadOptions,
  WriteOptions,
} from '../../src/corpus/plan/corpus-kind.ts';
import {
  type BadRow,
  type CorpusRow,
  isBadRow,
  isLeftOutRow,
  type LeftOut,
  type Utterance,
} from '../../src/corpus/utterance.ts';
import { OutputTree } from '../../src/io/output-tree.ts';
import type { Receipt } from '../../src/mix/receipt.ts';

/** Spills to a file all the time. */
export const SORTING = { memoryCharacters: 500 };

/** Writes files by their paths in a folder; those that are undefined are not there. */
export function writeLists(
  folder: string,
  lists: Readonly<Record<string, string | Uint8Array | undefined>>,
): void {
  for (const [path, content] of Object.entries(lists)) {
    if (content === undefined) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export async function readRows(
  format: CorpusFormat,
  source: string,
  options: Partial<ReadOptions> = {},
): Promise<{ utterances: Utterance[]; badRows: BadRow[]; leftOut: LeftOut[] }> {
  const rows: CorpusRow[] = [];
  const all = {
    allowCommands: false,
    unit: unitOf(format),
    keepsKind: true,
    sorting: SORTING,
    ...options,
  };
  for await (const row of format.read(source, all)) rows.push(row);
  const isUtterance = (row: CorpusRow): row is Utterance => !isBadRow(row) && !isLeftOutRow(row);
  // As between planner and worker, all goes through JSON.
  return JSON.parse(
    JSON.stringify({
      utterances: rows.filter(isUtterance),
      badRows: rows.filter(isBadRow),
      leftOut: rows.filter(isLeftOutRow),
    }),
  );
}

/** The lists of Kaldi are tried with their recordings whole, which takes all of them; others as they are by default. */
function unitOf({ kind }: CorpusFormat): ReadOptions['unit'] {
  return kind === 'kaldi' ? 'recording' : 'utterance';
}

/** Outputs as the renderer would make them, in the order of their ids. */
export function entriesOf(
  format: CorpusFormat,
  utterances: readonly Utterance[],
  suffixes: readonly string[],
  more: (utterance: Utterance) => Partial<Omit<CorpusEntry, 'receipt'>> & {
    receipt?: Partial<Receipt>;
  } = () => ({}),
): CorpusEntry[] {
  const entries = utterances.flatMap((utterance) =>
    suffixes.map((suffix, copy): CorpusEntry => {
      const output = {
        id: `${utterance.id}${suffix}`,
        suffix,
        copy,
        key: 'k',
        snrDb: 10,
        color: 'white',
        level: 'rms',
      } as const;
      const { receipt, ...others } = more(utterance);
      return {
        utterance,
        output,
        audioPath: `${format.placeFor(utterance, output)}.wav`,
        ...others,
        receipt: { frames: 160_000, sample_rate: 16_000, channels: 1, ...receipt } as Receipt,
      };
    }),
  );
  return entries.sort((a, b) => compareBytes(a.output.id, b.output.id));
}

export async function write(
  format: CorpusFormat,
  entries: readonly CorpusEntry[],
  options: Pick<WriteOptions, 'folder' | 'sourceKind' | 'source'>,
): Promise<void> {
  const writer = format.createWriter({
    ...options,
    tree: new OutputTree(options.folder),
    sorting: SORTING,
  });
  for (const entry of entries) writer.add(entry);
  await writer.finish();
}
