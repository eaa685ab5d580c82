// Lists by column of any bytes: CSV, TSV and the metadata of an AudioFolder, with the columns of paths and of SNRs that
// somebody named. What was understood is written as the list of a result, which says the same when it is read again.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { huggingFaceFormat } from '../../../src/corpus/kinds/huggingface/huggingface.ts';
import { csvFormat, tsvFormat } from '../../../src/corpus/kinds/table/table.ts';
import type { CorpusEntry, CorpusFormat } from '../../../src/corpus/plan/corpus-kind.ts';
import type { Utterance } from '../../../src/corpus/utterance.ts';
import { OutputTree } from '../../../src/io/output-tree.ts';
import { must, mustEqual } from '../expect.ts';
import { FOLDER, READ, readRows } from '../rows.ts';
import { joined, sectionsOf } from '../sections.ts';

export const mostBytes = 1500;
/** Kind, column of paths, column of SNRs, whether there is a root, content; of an AudioFolder with a split of its own. */
export const seeds = [
  ['0', '', '', '', 'id,wav,snr\na,x.wav,5\nb,"y,z.wav",\n'],
  ['0', 'clip', 'snr', 'r', 'clip,snr,text\nx.wav,5,"he said ""hi"""\n../y.wav,-3.5,\n/z.wav,x,\n'],
  ['0', 'a', 'a', '', '\ufeffa\r\n1\r\n"2\n3"\r\n""\r\n'],
  ['1', '', '', '', 'client_id\tpath\tsentence\tid\nc\ta.mp3\tHi "you"\t1\nd\tb.mp3\t\t1\n'],
  ['1', 'p', 's', '', 'p\ts\nx.wav\t1e1\ny.wav\t\nz\n'],
  ['2', '', '', '', 'file_name,transcription\na.wav,hello\ntrain/b.wav,"two\nlines"\n'],
  ['2', '', 'snr', '', 'noisy_file_name,snr\na.wav,3\n'],
  ['3', '', '', '', '{"file_name":"a.wav","text":"t","x":1e400}\n{"file_name":"train/b.wav"}\n'],
  ['3', 'audio', 'snr', 'r', '{"audio":"a.wav","snr":"5"}\n{"audio":7}\n{"__proto__":"x"}\n'],
].map((sections) => joined(sections));

interface List {
  readonly format: CorpusFormat;
  /** What is read. */
  readonly source: string;
  readonly file: string;
}
const audioFolder = (name: string): List => {
  const source = join(FOLDER, `folder-${name}`);
  mkdirSync(source);
  return { format: huggingFaceFormat, source, file: join(source, `metadata.${name}`) };
};
const table = (format: CorpusFormat): List => {
  const source = join(FOLDER, `columns.${format.kind}`);
  return { format, source, file: source };
};
const LISTS = [table(csvFormat), table(tsvFormat), audioFolder('csv'), audioFolder('jsonl')];
const OUT = join(FOLDER, 'columns-out');

export async function run(bytes: Uint8Array): Promise<void> {
  const [which, pathColumn, snrColumn, hasRoot, content] = sectionsOf(bytes, 5) as Buffer[];
  const { format, source, file } = LISTS[(which![0] ?? 0) % LISTS.length]!;
  writeFileSync(file, content!);
  const base = source === file ? FOLDER : source;
  const options = {
    ...READ,
    unit: 'recording' as const,
    pathColumn: pathColumn!.toString() || undefined,
    snrColumn: snrColumn!.toString() || undefined,
    root: hasRoot!.length > 0 ? base : undefined,
  };
  const utterances = await readRows(format.read(source, options));
  if (utterances === undefined) return;
  for (const utterance of utterances) {
    mustStayWithin(base, utterance, options.root !== undefined);
    const { snrDb } = utterance;
    must(
      options.snrColumn === undefined ? snrDb === undefined : Number.isFinite(snrDb),
      `an SNR of ${snrDb}`,
    );
  }
  await mustBeWritten({ format, source, file }, utterances, options.pathColumn);
}

/** Relative paths lead nowhere else, and with a root none does. */
function mustStayWithin(base: string, { audio }: Utterance, hasRoot: boolean): void {
  if (audio.type !== 'file') return;
  if (isAbsolute(audio.name) && !hasRoot) return;
  must(resolve(audio.path).startsWith(`${base}/`) || audio.path === base, `leads to ${audio.path}`);
  must(audio.within === base, 'links that are not looked at');
}

async function mustBeWritten(
  { format, source, file }: List,
  utterances: readonly Utterance[],
  pathColumn: string | undefined,
): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT);
  const writer = format.createWriter({
    folder: OUT,
    tree: new OutputTree(OUT),
    source,
    sourceKind: format.kind,
    sorting: { folder: FOLDER },
  });
  const entries = utterances.map((utterance, index) => entryOf(format, utterance, index));
  for (const entry of entries) writer.add(entry);
  await writer.finish();
  if (entries.length === 0) return;
  const result = source === file ? join(OUT, basename(source)) : OUT;
  const again = await readRows(
    format.read(result, { ...READ, unit: 'recording' as const, pathColumn, root: OUT }),
  );
  must(again !== undefined, 'a result that is refused');
  const known = ({ text, speaker, gender, language }: Utterance): unknown => [
    text,
    speaker,
    gender,
    language,
  ];
  mustEqual(again!.map(known), utterances.map(known), 'what a result says of its utterances');
  mustEqual(
    again!.map(({ audio }) => audio.type === 'file' && audio.path),
    entries.map(({ audioPath }) => join(OUT, audioPath)),
    'where the audio of a result is',
  );
}

function entryOf(format: CorpusFormat, utterance: Utterance, index: number): CorpusEntry {
  const output = {
    id: `${index}-noisy1`,
    suffix: '-noisy1',
    copy: 1,
    key: `${index}#1`,
    snrDb: 5,
    color: 'white',
    level: 'rms',
  } as const;
  const receipt = { frames: 120, sample_rate: 8000, snr_target_db: 5 } as CorpusEntry['receipt'];
  return { utterance, output, audioPath: `${format.placeFor(utterance, output)}.wav`, receipt };
}
