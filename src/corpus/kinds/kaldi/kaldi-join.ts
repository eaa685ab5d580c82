import { LineSorter, type LineSorterOptions } from '../../lists/line-sorter.ts';
import type { BadRow } from '../../utterance.ts';
import { COMPLETE_LISTS, type KaldiFile } from './kaldi-files.ts';
import { type IdLines, type ListLine, linesOfIds, sortByIds } from './kaldi-lists.ts';
import type { KaldiColumns, KaldiUtterance } from './kaldi-row.ts';

/** A recording with all that is known of it; without segments it is one utterance. */
export interface KaldiRecording {
  readonly id: string;
  /** What wav.scp says; null where that was faulty, which has been said by then. */
  readonly value: string | null;
  /** `wav.scp:12`. */
  readonly origin: string;
  readonly columns: KaldiColumns;
  readonly utterances: readonly PlacedUtterance[];
}

export interface PlacedUtterance extends KaldiUtterance {
  /** `segments:12`, or that of its recording. */
  readonly origin: string;
}

/** What is sorted by recordings: the recording before its utterances. */
type RecordingLine = Pick<KaldiRecording, 'value' | 'origin' | 'columns'>;

/** Sorts before and after what a key holds else; ids hold neither. */
const FIRST = '\0';
const THEN = '\x01';

/** Known lists by what their keys are. */
const UTTERANCE_LISTS = /^(utt2|text$)/;
const RECORDING_LISTS = /^reco2/;

/**
 * Joins the lists of a data directory in memory that does not grow with them: their lines are sorted by their ids, the
 * utterances then by their speakers and at last by their recordings.
 */
export class KaldiJoin {
  readonly #files: readonly KaldiFile[];
  readonly #isSegmented: boolean;
  readonly #completeLists: readonly string[];
  /** Whether any list may have lines of speakers. */
  readonly #joinsSpeakers: boolean;
  readonly #byId: LineSorter;
  readonly #bySpeaker: LineSorter;
  readonly #byRecording: LineSorter;

  constructor(files: readonly KaldiFile[], sorting: LineSorterOptions) {
    this.#files = files;
    this.#isSegmented = files.some(({ role }) => role === 'segments');
    this.#joinsSpeakers = files.some(
      ({ role, isKnown }) => role === 'speaker' || (role === 'column' && !isKnown),
    );
    const names = new Set(files.map(({ name }) => (name === 'spk2utt' ? 'utt2spk' : name)));
    this.#completeLists = COMPLETE_LISTS.filter((name) => names.has(name));
    this.#byId = new LineSorter(sorting);
    this.#bySpeaker = new LineSorter(sorting);
    this.#byRecording = new LineSorter(sorting);
  }

  /** The recordings in the order of their ids' bytes, and before them most of what is wrong. */
  async *recordings(source: string): AsyncGenerator<KaldiRecording | BadRow> {
    try {
      yield* sortByIds(source, this.#files, this.#byId);
      for await (const lines of linesOfIds(this.#byId.sorted(), this.#files))
        yield* this.#sort(lines);
      this.#joinSpeakers();
      yield* this.#joinRecordings();
    } finally {
      for (const sorter of [this.#byId, this.#bySpeaker, this.#byRecording]) sorter.close();
    }
  }

  /** Finds out what an id stands for, and puts its lines where they will meet what they belong to. */
  *#sort({ id, lines }: IdLines): Generator<BadRow> {
    const audio = lines.filter(({ file }) => file.role === 'audio');
    const segments = lines.filter(({ file }) => file.role === 'segments');
    const utterances = this.#isSegmented ? segments.slice(0, 1) : audio;
    const columns = new ColumnCollector();
    for (const line of this.#isSegmented ? [...audio.slice(1), ...segments.slice(1)] : []) {
      yield secondLine(id, line);
    }
    for (const line of lines) {
      if (line.file.role !== 'speaker' && line.file.role !== 'column') continue;
      const isSecond = line.file.isKnown && columns.has(line.file.name);
      if (isSecond) yield secondLine(id, line);
      else columns.add(line);
    }
    const { ofSpeaker, ofUtterance, ofRecording, others } = columns.divide(this.#isSegmented);

    const isUtterance = utterances.length > 0;
    const isRecording = audio.length > 0;
    const speakerColumns = isUtterance || isRecording ? ofSpeaker : [...ofSpeaker, ...others];
    if (speakerColumns.length > 0) this.#bySpeaker.add(id + FIRST, JSON.stringify(speakerColumns));

    if (isRecording && this.#isSegmented) {
      const { value, origin } = audio[0]!;
      const recording: RecordingLine = {
        value: columns.hasFault(RECORDING_LISTS) ? null : value,
        origin,
        columns: isUtterance ? ofRecording : [...ofRecording, ...others],
      };
      this.#byRecording.add(id + FIRST, JSON.stringify(recording));
    }
    for (const line of utterances) {
      yield* this.#addUtterance(id, line, [...ofUtterance, ...others], columns);
    }
    if (!isUtterance)
      yield* orphans(id, lines, this.#isSegmented ? 'segments' : 'wav.scp', UTTERANCE_LISTS);
    if (!isRecording) yield* orphans(id, lines, 'wav.scp', RECORDING_LISTS);
  }

  *#addUtterance(
    id: string,
    { value, origin }: ListLine,
    columns: KaldiColumns,
    collected: ColumnCollector,
  ): Generator<BadRow> {
    // What was wrong has been said.
    if (value === null || collected.hasFault(UTTERANCE_LISTS)) return;
    if (!this.#isSegmented && collected.hasFault(RECORDING_LISTS)) return;
    for (const name of this.#completeLists) {
      if (collected.has(name)) continue;
      yield { origin, id, fault: `no line of ${id} in ${name}; expected one; add it` };
      return;
    }
    const [recording, start, end, channel] = this.#isSegmented ? value.split(/[ \t]+/) : [id];
    const utterance: PlacedUtterance & { value: string } = {
      id,
      speaker: collected.valueOf('utt2spk') ?? null,
      segment:
        start === undefined || end === undefined
          ? null
          : channel === undefined
            ? [start, end]
            : [start, end, channel],
      columns,
      speakerColumns: [],
      origin,
      value,
    };
    if (!this.#joinsSpeakers) {
      this.#byRecording.add(recording + THEN + id, JSON.stringify(utterance));
      return;
    }
    const line = JSON.stringify([recording, utterance]);
    this.#bySpeaker.add((utterance.speaker ?? '') + THEN, line);
  }

  #joinSpeakers(): void {
    let joined: string | undefined;
    let speakerColumns: KaldiColumns = [];
    for (const [key, value] of this.#bySpeaker.sorted()) {
      const speaker = key.slice(0, -1);
      if (speaker !== joined) speakerColumns = [];
      joined = speaker;
      if (key.endsWith(FIRST)) {
        speakerColumns = JSON.parse(value) as KaldiColumns;
        continue;
      }
      const [recording, utterance] = JSON.parse(value) as [string, PlacedUtterance];
      const line = JSON.stringify({ ...utterance, speakerColumns });
      this.#byRecording.add(recording + THEN + utterance.id, line);
    }
  }

  *#joinRecordings(): Generator<KaldiRecording | BadRow> {
    const sorted = this.#byRecording.sorted();
    if (!this.#isSegmented) {
      for (const [, line] of sorted) {
        const { value, ...utterance } = JSON.parse(line) as PlacedUtterance & { value: string };
        const { id, origin } = utterance;
        yield { id, value, origin, columns: [], utterances: [utterance] };
      }
      return;
    }
    let current: (RecordingLine & { id: string; utterances: PlacedUtterance[] }) | undefined;
    for (const [key, line] of sorted) {
      const end = key.search(ENDS_OF_IDS);
      const id = key.slice(0, end);
      if (key[end] === FIRST) {
        if (current) yield current;
        current = { id, ...(JSON.parse(line) as RecordingLine), utterances: [] };
        continue;
      }
      const { value: _, ...utterance } = JSON.parse(line) as PlacedUtterance & { value: string };
      if (current?.id === id) {
        current.utterances.push(utterance);
      } else {
        const fault = `a segment of ${id}, which wav.scp lacks; expected a recording; add it or remove the segment`;
        yield { origin: utterance.origin, id: utterance.id, fault };
      }
    }
    if (current) yield current;
  }
}

/** Either end of an id in a key. */
const ENDS_OF_IDS = new RegExp(`[${FIRST}${THEN}]`);

/** The lines of one id by their lists. */
class ColumnCollector {
  readonly #values = new Map<string, { file: KaldiFile; values: (string | null)[] }>();

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Whether a line of one of these known lists was faulty. */
  hasFault(names: RegExp): boolean {
    for (const [name, { file, values }] of this.#values) {
      if (file.isKnown && names.test(name) && values[0] === null) return true;
    }
    return false;
  }

  valueOf(name: string): string | undefined {
    return this.#values.get(name)?.values[0] ?? undefined;
  }

  add({ file, value }: ListLine): void {
    const column = this.#values.get(file.name);
    if (column) column.values.push(value);
    else this.#values.set(file.name, { file, values: [value] });
  }

  /** By what the lists' names say of their keys; `others` by what their keys are. */
  divide(
    isSegmented: boolean,
  ): Record<'ofSpeaker' | 'ofUtterance' | 'ofRecording' | 'others', KaldiColumns> {
    const ofSpeaker: [string, string[]][] = [];
    const ofUtterance: [string, string[]][] = [];
    const ofRecording: [string, string[]][] = [];
    const others: [string, string[]][] = [];
    for (const [name, { file, values }] of this.#values) {
      const sound = values.filter((value) => value !== null);
      if (sound.length === 0) continue;
      const columns =
        file.role === 'speaker'
          ? ofSpeaker
          : !file.isKnown
            ? others
            : isSegmented && RECORDING_LISTS.test(name)
              ? ofRecording
              : ofUtterance;
      columns.push([name, sound]);
    }
    return { ofSpeaker, ofUtterance, ofRecording, others };
  }
}

function secondLine(id: string, { file, origin }: ListLine): BadRow {
  return { origin, id, fault: `a second line of ${id} in ${file.name}; expected one; remove one` };
}

/** Lines of an id that is not there, once a list. */
function* orphans(
  id: string,
  lines: readonly ListLine[],
  missing: string,
  names: RegExp,
): Generator<BadRow> {
  for (const { file, origin, value } of lines) {
    if (!file.isKnown || !names.test(file.name) || value === null) continue;
    const fault = `${id} has a line in ${file.name} and none in ${missing}; expected one; add it or remove this one`;
    yield { origin, id, fault };
  }
}
