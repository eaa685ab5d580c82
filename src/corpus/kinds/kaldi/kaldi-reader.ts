import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type AudioPart, isPart } from '../../../audio-files/audio-part.ts';
import { CorpusError } from '../../../errors.ts';
import { AudioPaths } from '../../plan/audio-paths.ts';
import type { ReadOptions } from '../../plan/corpus-kind.ts';
import type {
  AudioReference,
  BadRow,
  CorpusRow,
  LeftOut,
  Utterance,
  UtterancePart,
} from '../../utterance.ts';
import { type KaldiFile, leftOutKaldiFiles, listKaldiFiles } from './kaldi-files.ts';
import { KaldiJoin, type KaldiRecording, type PlacedUtterance } from './kaldi-join.ts';
import { audioOf, secondsOf } from './kaldi-line.ts';
import { columnValue, type KaldiColumns, type KaldiRow } from './kaldi-row.ts';
import { isTimed, TimedLines } from './timed-lines.ts';

/** Whether a path is a data directory. */
export function isKaldiDirectory(source: string): boolean {
  const list = join(source, 'wav.scp');
  return existsSync(list) && statSync(list).isFile();
}

/**
 * The utterances of a data directory, sorted by their recordings; what is wrong with its lists comes first.
 *
 * Where recordings are kept whole, each is one row with all its utterances. Relative paths begin at the current
 * folder, as Kaldi has it.
 */
export async function* readKaldi(source: string, options: ReadOptions): AsyncGenerator<CorpusRow> {
  if (!isKaldiDirectory(source)) {
    throw new CorpusError(
      'ERR_LIST_MISSING',
      `${source} holds no wav.scp; expected a Kaldi data directory; name another one`,
    );
  }
  const files = listKaldiFiles(source);
  requireSnrList(files, source, options.snrColumn);
  yield* leftOutKaldiFiles(source);
  const paths = new AudioPaths(process.cwd(), options.root);
  for await (const recording of new KaldiJoin(files, options.sorting).recordings(source)) {
    if ('fault' in recording) yield recording;
    else yield* rowsOf(recording, paths, options);
  }
}

function requireSnrList(
  files: readonly KaldiFile[],
  source: string,
  name: string | undefined,
): void {
  if (name === undefined || files.some((file) => file.name === name)) return;
  throw new CorpusError(
    'ERR_LIST_MISSING',
    `${source} holds no list ${name}; expected one with an SNR in dB for each id; add it or name another one`,
  );
}

function* rowsOf(
  recording: KaldiRecording,
  paths: AudioPaths,
  options: ReadOptions,
): Generator<CorpusRow> {
  const { id, value, origin, utterances } = recording;
  if (value === null) return;
  const bad = (fault: string): BadRow => ({ origin, id, fault });
  const audio = audioOf(value, paths, options.allowCommands);
  if ('fault' in audio) {
    yield bad(audio.fault);
  } else if (utterances.length === 0) {
    yield bad(`no sound segment of ${id}; expected one at least; add it or remove the recording`);
  } else if (options.unit === 'recording') {
    yield wholeRecording(recording, audio, options);
  } else if (utterances[0]!.segment === null) {
    const channels = channelsOf(recording);
    const side = withPart(audio, { channels }, true);
    yield 'fault' in side ? bad(side.fault) : wholeRecording(recording, side, options);
  } else {
    const timed = new TimedLines(recording.columns);
    const channels = channelsOf(recording);
    for (const utterance of utterances) {
      yield segmentOf(utterance, audio, channels, recording, timed, options.snrColumn);
    }
    yield* timed.leftOut(recording.origin);
    yield* untimedLists(recording);
  }
}

/** The side of a recording that it is, by reco2file_and_channel: A or 1 is the first. Undefined where it is not told. */
function channelsOf({ columns, utterances }: KaldiRecording): readonly number[] | undefined {
  const list = 'reco2file_and_channel';
  const value = columnValue(columns, list) ?? columnValue(utterances[0]!.columns, list);
  const side = /[ \t]([A-Za-z]|[1-9]\d?)$/.exec(value ?? '')?.[1];
  if (side === undefined) return undefined;
  return [/\d/.test(side) ? Number(side) - 1 : side.toUpperCase().charCodeAt(0) - 65];
}

/**
 * A part of a recording's audio.
 *
 * @param isMonoAsIs true if audio of one channel is taken as it is: a list may name the side of a call whose file holds that side alone.
 */
function withPart(
  audio: AudioReference,
  part: AudioPart,
  isMonoAsIs: boolean,
): AudioReference | { fault: string } {
  const { channels, ...times } = part;
  if (audio.type === 'files') {
    const absent = channels?.find((channel) => channel >= audio.files.length);
    if (absent !== undefined) {
      return {
        fault: `there is no channel ${absent} in audio of ${audio.files.length} files; expected 0 to ${audio.files.length - 1}; correct the channel`,
      };
    }
    const files =
      channels === undefined ? audio.files : audio.files.filter((_, at) => channels.includes(at));
    return { type: 'files', files: files.map((file) => ({ ...file, ...times })) };
  }
  if (channels === undefined) return { ...audio, ...times };
  return { ...audio, ...times, channels, ...(isMonoAsIs && { isMonoAsIs: true }) };
}

/** Lists that say something of the whole recording, which no utterance of it can have. */
function* untimedLists({ origin, columns }: KaldiRecording): Generator<LeftOut> {
  for (const [list] of columns) {
    if (isTimed(list) || REPLACED.has(list)) continue;
    yield { origin, leftOut: `lines of recordings in ${list}` };
  }
}

/** Lists of recordings that those of utterances replace. */
const REPLACED: ReadonlySet<string> = new Set(['reco2dur', 'reco2file_and_channel']);

function wholeRecording(
  recording: KaldiRecording,
  audio: AudioReference,
  { snrColumn, unit }: ReadOptions,
): CorpusRow {
  const { id, origin, columns, utterances } = recording;
  const snrDb = snrOf([columns, ...utterances.map((utterance) => utterance.columns)], snrColumn);
  if (typeof snrDb === 'object') return { origin, id, ...snrDb };
  const [first, ...others] = utterances as readonly [PlacedUtterance, ...PlacedUtterance[]];
  const row: KaldiRow = {
    columns,
    utterances: utterances.map(({ origin: _, ...utterance }) => utterance),
  };
  const side = channelsOf(recording);
  const parts = utterances.map((utterance) => partOf(utterance, side));
  const known = others.length === 0 && first.segment === null ? knowledgeOf(first) : {};
  const duration = secondsOf(
    columnValue(columns, 'reco2dur') ?? columnValue(first.columns, 'reco2dur') ?? '',
  );
  return {
    id,
    audio,
    origin,
    ...(duration !== undefined && { durationSeconds: duration }),
    ...known,
    ...(snrDb !== undefined && { snrDb }),
    ...(unit === 'recording' && parts.some(isPart) && { parts }),
    row,
  };
}

/** Seconds between two times. A difference of decimal fractions has errors in its last digits. */
function difference(endSeconds: number, startSeconds: number): number {
  return Math.round((endSeconds - startSeconds) * 1e9) / 1e9;
}

/** Where an utterance lies in its recording. */
function partOf(
  { id, origin, segment }: PlacedUtterance,
  side: readonly number[] | undefined,
): UtterancePart {
  const [start, end, channel] = segment ?? [];
  const startSeconds = start === undefined ? undefined : secondsOf(start)!;
  const endSeconds = end === undefined ? undefined : secondsOf(end);
  return {
    id,
    origin,
    ...(startSeconds !== undefined && { startSeconds }),
    ...(endSeconds !== undefined && { durationSeconds: difference(endSeconds, startSeconds!) }),
    ...(channel !== undefined
      ? { channels: [Number(channel)] }
      : side && { channels: side, isMonoAsIs: true as const }),
  };
}

function segmentOf(
  utterance: PlacedUtterance,
  audio: AudioReference,
  side: readonly number[] | undefined,
  { columns: recordingColumns }: KaldiRecording,
  timed: TimedLines,
  snrColumn: string | undefined,
): CorpusRow {
  const { id, origin, segment, columns } = utterance;
  const [start, end, channel] = segment!;
  const startSeconds = secondsOf(start)!;
  const endSeconds = secondsOf(end);
  const snrDb = snrOf([columns, recordingColumns], snrColumn);
  if (typeof snrDb === 'object') return { origin, id, ...snrDb };
  const durationSeconds =
    endSeconds === undefined ? undefined : difference(endSeconds, startSeconds);
  const duration = durationSeconds !== undefined && { durationSeconds };
  const channels = channel === undefined ? side : [Number(channel)];
  const part = withPart(audio, { startSeconds, ...duration, channels }, channel === undefined);
  if ('fault' in part) return { origin, id, fault: part.fault };
  const said = timed.within(startSeconds, endSeconds);
  const row: KaldiRow = {
    columns: [],
    utterances: [
      {
        id,
        speaker: utterance.speaker,
        segment: null,
        columns: [...columns, ...said.columns],
        speakerColumns: utterance.speakerColumns,
      },
    ],
  };
  return {
    id,
    audio: part,
    origin,
    ...(said.isShared && { note: SHARES_LINES }),
    ...knowledgeOf(utterance),
    ...duration,
    ...(snrDb !== undefined && { snrDb }),
    row,
  };
}

/** Of utterances that overlap: what is said there is in each of them. */
const SHARES_LINES =
  'utterances that overlap an earlier one of their recording, and have lines of ctm, stm or rttm in common with it';

/** What utterances of other kinds know too. */
function knowledgeOf({ speaker, columns, speakerColumns }: PlacedUtterance): Partial<Utterance> {
  const text = columnValue(columns, 'text');
  const gender = columnValue(speakerColumns, 'spk2gender');
  const language = columnValue(columns, 'utt2lang');
  const durationSeconds = secondsOf(columnValue(columns, 'utt2dur') ?? '');
  return {
    ...(text !== undefined && { text }),
    ...(speaker !== null && { speaker }),
    ...(gender !== undefined && { gender }),
    ...(language !== undefined && { language }),
    ...(durationSeconds !== undefined && { durationSeconds }),
  };
}

/** The one SNR that an utterance's lists give, dB. */
function snrOf(
  columns: readonly KaldiColumns[],
  name: string | undefined,
): number | undefined | { fault: string } {
  if (name === undefined) return undefined;
  const texts = new Set(columns.flatMap((of) => columnValue(of, name) ?? []));
  if (texts.size > 1) {
    return {
      fault: `several SNRs in ${name} for one recording; expected one; list recordings there`,
    };
  }
  for (const text of texts) {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) {
      const shown = JSON.stringify(text.slice(0, 80));
      return { fault: `an SNR of ${shown} in ${name}; expected a number of dB; mend the line` };
    }
    return Number(text);
  }
  return undefined;
}
