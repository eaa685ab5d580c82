import { basename, join, resolve } from 'node:path';
import type { Receipt } from '../../../mix/receipt.ts';
import { statedSnrDb } from '../../audio/part-in-recording.ts';
import { elementsOf, membersOf, objectText } from '../../lists/json-members.ts';
import { isList, isObject } from '../../lists/json-rows.ts';
import { ListFile } from '../../lists/list-file.ts';
import { freeName, noiseFields } from '../../plan/added-fields.ts';
import type {
  CorpusEntry,
  CorpusFormat,
  CorpusWriter,
  WriteOptions,
} from '../../plan/corpus-kind.ts';
import { faultOfId, placeOf } from '../../plan/output-place.ts';
import type { PlannedOutput } from '../../plan/planned-output.ts';
import type { JsonObject, JsonValue } from '../../utterance.ts';
import { counterpartOf, isLhotse, type LhotseLists, lhotseLists } from './lhotse-lists.ts';
import { readLhotse } from './lhotse-reader.ts';
import type { LhotseRow } from './lhotse-supervisions.ts';

/** Lhotse's manifests in JSON Lines: recordings with supervisions, or cuts. */
export const lhotseFormat: CorpusFormat = {
  kind: 'lhotse',
  // Sets are joined, and an id may then be there once only.
  knowsCommands: true,
  alwaysSuffixed: true,
  sharesAudio: false,
  recognises: isLhotse,
  read: readLhotse,
  idFor: ({ id }) => {
    const fault = faultOfId(id);
    return fault === undefined ? { id } : { fault };
  },
  placeFor: (_, output) => `audio/${placeOf(output.id)}`,
  createWriter: (options) => {
    const lists = options.sourceKind === 'lhotse' ? lhotseLists(options.source) : CONVERTED;
    return 'cuts' in lists
      ? new CutWriter(options, lists.cuts)
      : new RecordingWriter(options, lists);
  },
};

const CONVERTED: LhotseLists = {
  recordings: 'recordings.jsonl.gz',
  supervisions: 'supervisions.jsonl.gz',
};

/** Writes recordings and supervisions. */
class RecordingWriter implements CorpusWriter {
  readonly #options: WriteOptions;
  readonly #recordings: ListFile;
  readonly #supervisions: ListFile;

  constructor(options: WriteOptions, lists: Exclude<LhotseLists, { cuts: string }>) {
    this.#options = options;
    const { folder, tree } = options;
    const supervisions =
      lists.supervisions ?? counterpartOf(lists.recordings, 'recordings', 'supervisions');
    this.#recordings = new ListFile(join(folder, basename(lists.recordings)), tree);
    this.#supervisions = new ListFile(join(folder, basename(supervisions)), tree);
  }

  add(entry: CorpusEntry): void {
    const { folder, sourceKind } = this.#options;
    const row = sourceKind === 'lhotse' ? (entry.utterance.row as LhotseRow) : undefined;
    const recording = recordingOf(entry, row?.channels, folder);
    this.#recordings.line(JSON.stringify(recording));
    for (const [members, snrDb] of this.#supervisionsOf(entry, row, recording)) {
      members.set('custom', customOf(entry, recording, members.get('custom'), folder, snrDb));
      this.#supervisions.line(objectText(members));
    }
  }

  /** What is said of a recording, in its own words as far as there are any, and the SNR of each. */
  *#supervisionsOf(
    entry: CorpusEntry,
    row: LhotseRow | undefined,
    recording: Recording,
  ): Generator<readonly [members: Map<string, string>, snrDb: number | null]> {
    if (row?.type === 'supervision') {
      const members = membersOf(row.supervision);
      rename(members, entry.output);
      shift(members, row.startSeconds);
      members.set('start', '0');
      members.set('duration', JSON.stringify(recording.duration));
      yield [members, entry.output.snrDb];
    } else if (row?.type === 'recording' && row.supervisions !== null) {
      for (const [place, supervision] of row.supervisions.entries()) {
        const snrDb = statedSnrDb(entry, place);
        if (snrDb === undefined) continue;
        const members = membersOf(supervision);
        rename(members, entry.output);
        yield [members, snrDb];
      }
    } else {
      yield [membersOf(wholeSupervision(entry, recording)), entry.output.snrDb];
    }
  }

  async finish(): Promise<void> {
    this.#recordings.commit();
    this.#supervisions.commit();
  }
}

/** Writes cuts, each with a recording of its own. */
class CutWriter implements CorpusWriter {
  readonly #folder: string;
  readonly #cuts: ListFile;

  constructor({ folder, tree }: WriteOptions, cuts: string) {
    this.#folder = folder;
    this.#cuts = new ListFile(join(folder, basename(cuts)), tree);
  }

  add(entry: CorpusEntry): void {
    const { output } = entry;
    const row = entry.utterance.row as Extract<LhotseRow, { type: 'cut' }>;
    const recording = recordingOf(entry, row.channels, this.#folder);
    const members = membersOf(row.cut);
    members.set('id', JSON.stringify(output.id));
    members.set('start', '0');
    members.set('duration', JSON.stringify(recording.duration));
    // They are of the clean audio.
    members.delete('features');
    const supervisions = elementsOf(members.get('supervisions') ?? '[]').map((text) => {
      const supervision = membersOf(text);
      rename(supervision, output);
      return objectText(supervision);
    });
    members.set('supervisions', `[${supervisions.join(',')}]`);
    members.set('recording', JSON.stringify(recording));
    members.set('custom', customOf(entry, recording, members.get('custom'), this.#folder));
    this.#cuts.line(objectText(members));
  }

  async finish(): Promise<void> {
    this.#cuts.commit();
  }
}

/** Gives a supervision the name of its output, and its recording's. */
function rename(supervision: Map<string, string>, { id, suffix }: PlannedOutput): void {
  const name = JSON.parse(supervision.get('id')!) as string;
  supervision.set('id', JSON.stringify(name + suffix));
  supervision.set('recording_id', JSON.stringify(id));
}

/** Has the alignments of a supervision count from a later time: `{"word": [["hello", start, duration, score], ...]}`. */
function shift(supervision: Map<string, string>, bySeconds: number): void {
  const alignments = JSON.parse(supervision.get('alignment') ?? 'null') as JsonValue;
  if (bySeconds === 0 || !isObject(alignments)) return;
  const shifted = Object.entries(alignments).map(([name, items]) => [
    name,
    isList(items) ? items.map((item) => shiftedItem(item, bySeconds)) : items,
  ]);
  supervision.set('alignment', JSON.stringify(Object.fromEntries(shifted)));
}

function shiftedItem(item: JsonValue, bySeconds: number): JsonValue {
  const later = (start: JsonValue | undefined) =>
    typeof start === 'number' ? Math.round((start - bySeconds) * 1e9) / 1e9 : start!;
  if (isList(item)) return item.map((value, place) => (place === 1 ? later(value) : value));
  return isObject(item) && 'start' in item ? { ...item, start: later(item.start) } : item;
}

interface Recording extends JsonObject {
  readonly id: string;
  readonly channel_ids: readonly number[];
  readonly duration: number;
}

/** @param channels of the source; its numbers are kept where they are as many. */
function recordingOf(
  { output, audioPath, command, receipt }: CorpusEntry,
  channels: readonly number[] | undefined,
  folder: string,
): Recording {
  const numbers =
    channels?.length === receipt.channels
      ? channels
      : Array.from({ length: receipt.channels }, (_, index) => index);
  const recording = recordingAt(output.id, resolve(folder, audioPath), numbers, receipt);
  if (command === undefined) return recording;
  return { ...recording, sources: [{ type: 'command', channels: numbers, source: command }] };
}

function recordingAt(
  id: string,
  path: string,
  channels: readonly number[],
  { frames, sample_rate }: Receipt,
): Recording {
  return {
    id,
    sources: [{ type: 'file', channels, source: path }],
    sampling_rate: sample_rate,
    num_samples: frames,
    duration: frames / sample_rate,
    channel_ids: channels,
  };
}

/** A supervision over all of a recording, for a source that has none: Recordings have no room for fields of ours. */
function wholeSupervision({ utterance, output }: CorpusEntry, recording: Recording): string {
  const { channel_ids: channels, duration } = recording;
  return JSON.stringify({
    id: output.id,
    recording_id: recording.id,
    start: 0,
    duration,
    channel: channels.length === 1 ? channels[0] : channels,
    text: utterance.text,
    language: utterance.language,
    speaker: utterance.speaker,
    gender: utterance.gender,
  });
}

/** Recordings in `custom` are what Lhotse loads with `cut.load_clean_recording()`. */
function customOf(
  entry: CorpusEntry,
  { id, channel_ids }: Recording,
  carried: string | undefined,
  folder: string,
  snrDb = entry.output.snrDb,
): string {
  const source = carried?.startsWith('{') ? membersOf(carried) : new Map<string, string>();
  const custom = new Map(source);
  const put = (name: string, value: JsonObject | string | number | null | undefined): void => {
    if (value === undefined) return;
    const own = freeName(name, (taken) => source.has(taken));
    custom.set(own, JSON.stringify(value));
  };
  const part = (path: string | undefined, name: string): Recording | undefined =>
    path === undefined
      ? undefined
      : recordingAt(`${id}-${name}`, resolve(folder, path), channel_ids, entry.receipt);
  put('snr_db', snrDb);
  put('label', entry.label);
  put('clean_recording', part(entry.cleanPath, 'clean'));
  put('noise_recording', part(entry.noisePath, 'noise'));
  custom.set('awgn', JSON.stringify(noiseFields(entry)));
  return objectText(custom);
}
