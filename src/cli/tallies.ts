import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { SourceRemarks } from '../corpus/plan/item-plan.ts';
import type { StaleFiles } from '../corpus/plan/stale-files.ts';
import type { TallyCount } from '../corpus/plan/tally.ts';
import type { CorpusWarnings } from '../corpus/plan/warning-count.ts';
import { FOREIGN_AUDIO_EXTENSIONS } from '../formats/audio-file-extensions.ts';
import { quote } from '../io/shell-word.ts';

/**
 * A line for each sort of what a source has besides, and no output is made of; and for each sort of note.
 *
 * @param source that was read, if it is at hand: then it is said how to read what is not.
 */
export function remarkLines({ leftOut, notes }: SourceRemarks, source?: string): string[] {
  return [
    ...leftOut.map((tally) => `left out: ${tallyText(tally)}${remedyOf(tally, source)}`),
    ...notes.map((tally) => `note: ${tallyText(tally)}`),
  ];
}

/** A line that says how many outputs have warnings, and one for each sort of these. */
export function warningLines({ outputsWithWarnings, warnings }: CorpusWarnings): string[] {
  if (outputsWithWarnings === 0) return [];
  const have = `${counted(outputsWithWarnings, 'output')} ${outputsWithWarnings === 1 ? 'has' : 'have'} warnings`;
  const sorts = warnings.map(({ what, count }) => `${what} ${count}`).join(', ');
  return [
    `${have} (${sorts}); see receipts.jsonl`,
    ...warnings.map(({ what, example }) => `warning: ${what}, for example: ${example}`),
  ];
}

/** What became of the files of an earlier corpus in the same folder. */
export function staleLines({ removed, kept, example }: StaleFiles): string[] {
  const lines: string[] = [];
  if (removed > 0) {
    lines.push(
      `removed ${counted(removed, 'file')} of the earlier corpus, which this one does not have`,
    );
  }
  if (kept > 0) {
    const what = kept === 1 ? 'is not in this one, and was' : 'are not in this one, and were';
    lines.push(
      `${counted(kept, 'file')} of the earlier corpus ${what} changed since, so not removed, such as ${example}`,
    );
  }
  return lines;
}

/** Things of a sort: "text files (.txt): 3, such as a.txt". */
export function tallyText({ what, count, example }: TallyCount): string {
  return `${what}: ${count}, ${count === 1 ? 'namely' : 'such as'} ${example}`;
}

/** What makes a file of it that is read, where that is known. */
function remedyOf({ example }: TallyCount, source: string | undefined): string {
  const extension = extname(example);
  if (!FOREIGN_AUDIO_EXTENSIONS.includes(extension.slice(1).toLowerCase())) return '';
  if (source === undefined) return '';
  const path = join(source, example);
  if (!existsSync(path)) return '';
  const converted = `${path.slice(0, path.length - extension.length)}.wav`;
  return `; convert them first: ffmpeg -v error -i ${quote(path)} ${quote(converted)}`;
}

/** A number and what it counts: "1 fault", "2 faults". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
