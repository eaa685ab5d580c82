import { basename } from 'node:path';
import { isObject, JsonFields, jsonRows } from '../../lists/json-rows.ts';
import { compareBytes, LineSorter } from '../../lists/line-sorter.ts';
import { MOST_LINE_BYTES } from '../../lists/manifest-lines.ts';
import { RowFault, rowSnrDb } from '../../lists/row-fault.ts';
import type { ReadOptions } from '../../plan/corpus-kind.ts';
import { faultOfId } from '../../plan/output-place.ts';
import type { BadRow, CorpusRow, Utterance, UtterancePart } from '../../utterance.ts';
import { channelsOf, type LhotseRecording, partOf } from './lhotse-recording.ts';

/** `Utterance.row` of Lhotse's lists: objects as they are written. */
export type LhotseRow =
  | {
      readonly type: 'recording';
      readonly channels: readonly number[];
      /** Null where the source has no list of them. */
      readonly supervisions: readonly string[] | null;
    }
  /** A supervision that is cut out of its recording. */
  | {
      readonly type: 'supervision';
      readonly channels: readonly number[];
      readonly supervision: string;
      /** Where it was cut, in seconds of the recording. */
      readonly startSeconds: number;
      readonly durationSeconds: number;
    }
  | { readonly type: 'cut'; readonly channels: readonly number[]; readonly cut: string };

/** A recording where it stands. */
export interface ListedRecording {
  readonly origin: string;
  readonly recording: LhotseRecording;
}

/** What awgn needs to know of a SupervisionSegment. */
export interface LhotseSupervision {
  readonly id: string;
  readonly recordingId: string;
  /** By their numbers in the recording; undefined where it does not say. */
  readonly channels?: readonly number[];
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly text?: string;
  readonly speaker?: string;
  readonly gender?: string;
  readonly language?: string;
  readonly custom: JsonFields;
}

/** @throws RowFault */
export function supervisionOf(fields: JsonFields): LhotseSupervision {
  const text = fields.text('text');
  const speaker = fields.name('speaker');
  const gender = fields.text('gender');
  const language = fields.text('language');
  const custom = fields.value('custom') ?? {};
  if (!isObject(custom)) throw new RowFault('"custom" is no object; expected one; correct the row');
  return {
    id: fields.requiredText('id'),
    recordingId: fields.requiredText('recording_id'),
    ...(fields.value('channel') !== undefined && { channels: channelsOf(fields.value('channel')) }),
    // In a cut, one that begins before it has a negative start.
    startSeconds: fields.number('start') ?? 0,
    durationSeconds: fields.requiredSeconds('duration'),
    ...(text !== undefined && { text }),
    ...(speaker !== undefined && { speaker }),
    ...(gender !== undefined && { gender }),
    ...(language !== undefined && { language }),
    custom: new JsonFields(custom),
  };
}

/** What several supervisions say together: their texts one after another, and what they agree in. */
export function commonFields(
  supervisions: readonly LhotseSupervision[],
): Pick<Utterance, 'text' | 'speaker' | 'gender' | 'language'> {
  const texts = supervisions.flatMap(({ text }) => text ?? []);
  const agreed = (name: 'speaker' | 'gender' | 'language'): { [name: string]: string } => {
    const value = supervisions[0]?.[name];
    const isAgreed = supervisions.every((supervision) => supervision[name] === value);
    return value !== undefined && isAgreed ? { [name]: value } : {};
  };
  return {
    ...(texts.length > 0 && { text: texts.join(' ') }),
    ...agreed('speaker'),
    ...agreed('gender'),
    ...agreed('language'),
  };
}

/**
 * Joins supervisions to their recordings, both sorted outside memory.
 *
 * @returns the recordings where those stay whole; else the segments.
 */
export async function* joinSupervisions(
  recordings: AsyncIterable<ListedRecording | BadRow>,
  supervisionsPath: string,
  options: ReadOptions,
): AsyncGenerator<CorpusRow> {
  const sortedRecordings = new LineSorter(options.sorting);
  const sortedSupervisions = new LineSorter(options.sorting);
  try {
    for await (const row of recordings) {
      if ('fault' in row) yield row;
      else sortedRecordings.add(row.recording.id, JSON.stringify(row));
    }
    const supervisions = jsonRows(supervisionsPath, basename(supervisionsPath), (row) => ({
      row,
      supervision: supervisionOf(row.fields),
    }));
    for await (const read of supervisions) {
      if ('fault' in read) yield read;
      else {
        const { origin, text } = read.row;
        sortedSupervisions.add(read.supervision.recordingId, `${JSON.stringify(origin)}\t${text}`);
      }
    }
    const own = new SupervisionsInOrder(sortedSupervisions.sorted());
    for (const [id, line] of sortedRecordings.sorted()) {
      yield* own.before(id);
      const listed = JSON.parse(line) as ListedRecording;
      const { supervisions: found, isTooMuch } = own.of(id);
      if (isTooMuch) {
        const fault = `supervisions of more than ${MOST_LINE_BYTES} characters; expected fewer; cut the recording`;
        yield { origin: listed.origin, id, fault };
      } else if (options.unit === 'recording') {
        yield guarded(listed.origin, id, () => wholeRecording(listed, found, options));
      } else if (found.length === 0) {
        yield { origin: listed.origin, leftOut: 'recordings without supervisions' };
      } else {
        for (const { origin, text } of found) {
          const supervision = parsed(text);
          yield guarded(origin, supervision.id, () =>
            segment(listed.recording, supervision, { origin, text }, options),
          );
        }
      }
    }
    yield* own.before(undefined);
  } finally {
    sortedRecordings.close();
    sortedSupervisions.close();
  }
}

interface ListedSupervision {
  readonly origin: string;
  readonly text: string;
}

/** Supervisions in the order of their recordings' ids, taken recording by recording. */
class SupervisionsInOrder {
  readonly #lines: Iterator<readonly [recordingId: string, line: string]>;
  #next: readonly [recordingId: string, line: string] | undefined;
  #id: string | undefined;
  #found: { supervisions: ListedSupervision[]; isTooMuch: boolean } = {
    supervisions: [],
    isTooMuch: false,
  };

  constructor(lines: Iterator<readonly [string, string]>) {
    this.#lines = lines;
    this.#advance();
  }

  /** Those whose recordings are not there, up to a recording; undefined: all that are left. */
  *before(id: string | undefined): Generator<BadRow> {
    while (this.#next && (id === undefined || compareBytes(this.#next[0], id) < 0)) {
      const [recordingId, line] = this.#next;
      const { origin, text } = split(line);
      const found = JSON.stringify(recordingId.slice(0, 100));
      const fault = `a supervision of ${found}, which is no usable recording; expected one of the recordings; add or correct it`;
      yield { origin, id: parsed(text).id, fault };
      this.#advance();
    }
  }

  of(id: string): { supervisions: readonly ListedSupervision[]; isTooMuch: boolean } {
    if (id === this.#id) return this.#found;
    this.#id = id;
    this.#found = { supervisions: [], isTooMuch: false };
    let characters = 0;
    for (; this.#next?.[0] === id; this.#advance()) {
      characters += this.#next[1].length;
      if (characters > MOST_LINE_BYTES) this.#found = { supervisions: [], isTooMuch: true };
      else this.#found.supervisions.push(split(this.#next[1]));
    }
    return this.#found;
  }

  #advance(): void {
    const { value, done } = this.#lines.next();
    this.#next = done ? undefined : value;
  }
}

function split(line: string): ListedSupervision {
  const tab = line.indexOf('\t');
  return { origin: JSON.parse(line.slice(0, tab)) as string, text: line.slice(tab + 1) };
}

function parsed(text: string): LhotseSupervision {
  return supervisionOf(new JsonFields(JSON.parse(text)));
}

/** An utterance; or a bad row where a RowFault is thrown. */
export function guarded(origin: string, id: string, use: () => Utterance): CorpusRow {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof RowFault)) throw error;
    return { origin, id, fault: error.message };
  }
}

/**
 * A recording as one utterance.
 *
 * @param supervisions null where the source has no list of them.
 * @throws RowFault where its supervisions do not agree in the SNR that they ask for.
 */
export function wholeRecording(
  { origin, recording }: ListedRecording,
  supervisions: readonly ListedSupervision[] | null,
  { snrColumn }: ReadOptions,
): Utterance {
  const understood = supervisions?.map(({ text }) => parsed(text)) ?? [];
  const row: LhotseRow = {
    type: 'recording',
    channels: recording.channelIds,
    supervisions: supervisions?.map(({ text }) => text) ?? null,
  };
  return {
    id: recording.id,
    audio: recording.audio,
    origin,
    ...commonFields(understood),
    durationSeconds: recording.durationSeconds,
    ...(supervisions !== null && {
      parts: supervisions.map(({ text, origin: at }) =>
        partInRecording(parsed(text), recording, at),
      ),
    }),
    ...(snrColumn !== undefined && { snrDb: agreedSnrDb(understood, snrColumn) }),
    row,
  };
}

/** The times and channels of a supervision, as the file of its recording has them. */
function partInRecording(
  { id, channels, startSeconds, durationSeconds }: LhotseSupervision,
  { channelIds }: LhotseRecording,
  origin: string,
): UtterancePart {
  const start = Math.max(0, startSeconds);
  // One that is not there is told when the recording is.
  const slots = channels?.map((channel) => {
    const slot = channelIds.indexOf(channel);
    return slot < 0 ? Math.max(channel, channelIds.length) : slot;
  });
  const isAll = slots?.length === channelIds.length && slots.every((slot, at) => slot === at);
  return {
    id,
    origin,
    startSeconds: start,
    durationSeconds: Math.round((startSeconds + durationSeconds - start) * 1e9) / 1e9,
    ...(slots && !isAll && { channels: slots }),
  };
}

function agreedSnrDb(supervisions: readonly LhotseSupervision[], column: string): number {
  const wanted = new Set(supervisions.map(({ custom }) => rowSnrDb(custom.value(column), column)));
  if (wanted.size > 1) {
    throw new RowFault(
      `supervisions with ${wanted.size} different ${JSON.stringify(column)}; expected one for the recording; cut it`,
    );
  }
  return wanted.values().next().value ?? rowSnrDb(undefined, column);
}

/** The audio under a supervision as an utterance of its own. @throws RowFault */
function segment(
  recording: LhotseRecording,
  supervision: LhotseSupervision,
  { origin, text }: ListedSupervision,
  { snrColumn }: ReadOptions,
): Utterance {
  const { id, channels = recording.channelIds, custom } = supervision;
  const fault = faultOfId(id);
  if (fault !== undefined) throw new RowFault(fault);
  const startSeconds = Math.max(0, supervision.startSeconds);
  const endSeconds = supervision.startSeconds + supervision.durationSeconds;
  // A difference of seconds has errors in its last digits.
  const durationSeconds =
    startSeconds === supervision.startSeconds
      ? supervision.durationSeconds
      : Math.round((endSeconds - startSeconds) * 1e9) / 1e9;
  const row: LhotseRow = {
    type: 'supervision',
    channels,
    supervision: text,
    startSeconds,
    durationSeconds,
  };
  return {
    id,
    audio: partOf(recording, startSeconds, durationSeconds, channels),
    origin,
    ...commonFields([supervision]),
    durationSeconds,
    ...(snrColumn !== undefined && { snrDb: rowSnrDb(custom.value(snrColumn), snrColumn) }),
    row,
  };
}
