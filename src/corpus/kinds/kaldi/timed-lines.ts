import type { LeftOut } from '../../utterance.ts';
import { secondsOf } from './kaldi-line.ts';
import type { KaldiColumns } from './kaldi-row.ts';

/** How the lines of a list say when something was said: where start and end (or duration) stand among their columns. */
interface TimedList {
  readonly start: number;
  readonly end?: number;
  readonly duration?: number;
}

/**
 * Lists of recordings with times in them, by the end of their names. Columns are counted after the recording, and in `rttm`
 * with the type of the line before it.
 */
const TIMED_LISTS: readonly (readonly [name: RegExp, list: TimedList])[] = [
  // <recording> <channel> <start> <duration> <word> [<confidence>]
  [/(^|[._-])ctm$/, { start: 1, duration: 2 }],
  // <recording> <channel> <speaker> <start> <end> [<labels>] <text>
  [/(^|[._-])stm$/, { start: 2, end: 3 }],
  // <type> <recording> <channel> <start> <duration> <text> <subtype> <speaker> ...
  [/(^|[._-])rttm$/, { start: 2, duration: 3 }],
];

/** Whether a list of a data directory has times in it. */
export function isTimed(name: string): boolean {
  return TIMED_LISTS.some(([pattern]) => pattern.test(name));
}

interface TimedLine {
  readonly fields: readonly string[];
  readonly list: TimedList;
  readonly startSeconds: number;
  readonly endSeconds: number;
  isUsed: boolean;
}

/** The timed lines of a recording, to be dealt out to the utterances that are cut out of it. */
export class TimedLines {
  readonly #lists: (readonly [name: string, lines: TimedLine[]])[] = [];
  /** Lines whose times are none: they can be put nowhere. */
  readonly #faulty = new Map<string, number>();

  constructor(columns: KaldiColumns) {
    for (const [name, values] of columns) {
      const list = TIMED_LISTS.find(([pattern]) => pattern.test(name))?.[1];
      if (list === undefined) continue;
      const lines = values.flatMap((value) => timedLine(value, list) ?? []);
      this.#lists.push([name, lines]);
      if (lines.length < values.length) this.#faulty.set(name, values.length - lines.length);
    }
  }

  /**
   * The lines of an utterance, with times from its start: those whose middle is in it, as far as they are; and whether an
   * earlier one has some of them too.
   *
   * @param endSeconds undefined: the end of the recording.
   */
  within(
    startSeconds: number,
    endSeconds = Number.POSITIVE_INFINITY,
  ): { readonly columns: KaldiColumns; readonly isShared: boolean } {
    let isShared = false;
    const columns = this.#lists.flatMap(([name, lines]) => {
      const own = lines.filter((line) => {
        const middle = (line.startSeconds + line.endSeconds) / 2;
        return middle >= startSeconds && middle < endSeconds;
      });
      isShared ||= own.some(({ isUsed }) => isUsed);
      for (const line of own) line.isUsed = true;
      const values = own.map((line) => shifted(line, startSeconds, endSeconds));
      return values.length > 0 ? [[name, values] as const] : [];
    });
    return { columns, isShared };
  }

  /** To be called when all utterances have theirs. */
  *leftOut(origin: string): Generator<LeftOut> {
    for (const [name, lines] of this.#lists) {
      for (const { isUsed } of lines) {
        if (!isUsed) yield { origin, leftOut: `lines of ${name} outside all utterances` };
      }
    }
    for (const [name, count] of this.#faulty) {
      for (let line = 0; line < count; line++) {
        yield { origin, leftOut: `lines of ${name} without times` };
      }
    }
  }
}

function timedLine(value: string, list: TimedList): TimedLine | undefined {
  const fields = value.split(/[ \t]+/);
  const startSeconds = secondsOf(fields[list.start] ?? '');
  const other = secondsOf(fields[list.end ?? list.duration!] ?? '');
  if (startSeconds === undefined || other === undefined) return undefined;
  const endSeconds = list.end === undefined ? startSeconds + other : other;
  return { fields, list, startSeconds, endSeconds, isUsed: false };
}

function shifted({ fields, list, ...line }: TimedLine, from: number, to: number): string {
  const start = Math.max(line.startSeconds, from) - from;
  const end = Math.min(line.endSeconds, to) - from;
  const own = [...fields];
  own[list.start] = seconds(start);
  if (list.end === undefined) own[list.duration!] = seconds(end - start);
  else own[list.end] = seconds(end);
  return own.join(' ');
}

/** To the microsecond, as other lists have them. */
function seconds(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}
