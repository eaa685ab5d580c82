import { join } from 'node:path';
import { turn } from '../../../io/turns.ts';
import type { KeyedLine, LineSorter } from '../../lists/line-sorter.ts';
import { manifestLines } from '../../lists/manifest-lines.ts';
import type { BadRow } from '../../utterance.ts';
import type { KaldiFile } from './kaldi-files.ts';
import { parseKaldiLine } from './kaldi-line.ts';

/** A line of a list; its value is null where the line was faulty, which has been said by then. */
export interface ListLine {
  readonly file: KaldiFile;
  /** `text:12`. */
  readonly origin: string;
  readonly value: string | null;
}

/** Ids after which the event loop gets its turn. */
const IDS_PER_TURN = 4096;

/** What a line of `spk2utt` is read as. */
const UTT2SPK: KaldiFile = { name: 'utt2spk', role: 'column', isKnown: true };

/** All lines of one id in all lists of a data directory: in the order of the lists' names, then of their lines. */
export interface IdLines {
  readonly id: string;
  readonly lines: readonly ListLine[];
}

/** Puts the lines of all lists under their ids. Yields those that cannot be used. */
export async function* sortByIds(
  source: string,
  files: readonly KaldiFile[],
  sorter: LineSorter,
): AsyncGenerator<BadRow> {
  const hasUtt2spk = files.some(({ name }) => name === 'utt2spk');
  for (const [index, file] of files.entries()) {
    // It says nothing that utt2spk does not.
    if (file.role === 'speakers' && hasUtt2spk) continue;
    for await (const line of manifestLines(join(source, file.name), file.name)) {
      const origin = `${file.name}:${line.number}`;
      const parsed = 'fault' in line ? line : parseKaldiLine(line.text, file);
      if (parsed === undefined) continue;
      if ('fault' in parsed) {
        const id = 'id' in parsed ? parsed.id : undefined;
        if (file.isKnown) yield { origin, ...(id !== undefined && { id }), fault: parsed.fault };
        if (id !== undefined) sorter.add(id, encodeLine(index, line.number, null));
      } else if (file.role === 'speakers') {
        for (const utterance of parsed.value.split(/[ \t]+/)) {
          sorter.add(utterance, encodeLine(index, line.number, parsed.id));
        }
      } else {
        sorter.add(parsed.id, encodeLine(index, line.number, parsed.value));
      }
    }
  }
}

/** The lines of each id. Gives the event loop a turn now and then. */
export async function* linesOfIds(
  sorted: Iterable<KeyedLine>,
  files: readonly KaldiFile[],
): AsyncGenerator<IdLines> {
  let id: string | undefined;
  let lines: ListLine[] = [];
  let ids = 0;
  for (const [key, value] of sorted) {
    if (key !== id && id !== undefined) {
      yield { id, lines };
      lines = [];
      if (++ids % IDS_PER_TURN === 0) await turn();
    }
    id = key;
    const [index, number, text] = JSON.parse(value) as EncodedLine;
    const file = files[index]!;
    const origin = `${file.name}:${number}`;
    lines.push({ file: file.role === 'speakers' ? UTT2SPK : file, origin, value: text });
  }
  if (id !== undefined) yield { id, lines };
}

type EncodedLine = readonly [fileIndex: number, number: number, value: string | null];

function encodeLine(...line: EncodedLine): string {
  return JSON.stringify(line);
}
