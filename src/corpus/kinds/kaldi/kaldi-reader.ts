import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CorpusError } from '../../../errors.ts';
import { AudioPaths } from '../../plan/audio-paths.ts';
import type { ReadOptions } from '../../plan/corpus-kind.ts';
import type { AudioReference, BadRow, CorpusRow, Utterance } from '../../utterance.ts';
import { type KaldiFile, listKaldiFiles } from './kaldi-files.ts';
import { KaldiJoin, type KaldiRecording, type PlacedUtterance } from './kaldi-join.ts';
import { audioOf, secondsOf } from './kaldi-line.ts';
import { columnValue, type KaldiColumns, type KaldiRow } from './kaldi-row.ts';

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
  } else if (options.keepsRecordings || utterances[0]!.segment === null) {
    yield wholeRecording(recording, audio, options.snrColumn);
  } else {
    for (const utterance of utterances) {
      yield segmentOf(utterance, audio, recording.columns, options.snrColumn);
    }
  }
}

function wholeRecording(
  { id, origin, columns, utterances }: KaldiRecording,
  audio: AudioReference,
  snrColumn: string | undefined,
): CorpusRow {
  const snrDb = snrOf([columns, ...utterances.map((utterance) => utterance.columns)], snrColumn);
  if (typeof snrDb === 'object') return { origin, id, ...snrDb };
  const [first, ...others] = utterances as readonly [PlacedUtterance, ...PlacedUtterance[]];
  const row: KaldiRow = {
    columns,
    utterances: utterances.map(({ origin: _, ...utterance }) => utterance),
  };
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
    row,
  };
}

function segmentOf(
  utterance: PlacedUtterance,
  audio: AudioReference,
  recordingColumns: KaldiColumns,
  snrColumn: string | undefined,
): CorpusRow {
  const { id, origin, segment, columns } = utterance;
  if (audio.type === 'command') {
    const fault =
      'a segment of what a command writes; expected one of a file; write the recordings to files, or have a Kaldi directory made';
    return { origin, id, fault };
  }
  const [start, end] = segment!;
  const startSeconds = secondsOf(start)!;
  const endSeconds = secondsOf(end);
  const snrDb = snrOf([columns, recordingColumns], snrColumn);
  if (typeof snrDb === 'object') return { origin, id, ...snrDb };
  const durationSeconds = endSeconds === undefined ? undefined : endSeconds - startSeconds;
  const duration = durationSeconds !== undefined && { durationSeconds };
  return {
    id,
    audio: { ...audio, startSeconds, ...duration },
    origin,
    ...knowledgeOf(utterance),
    ...duration,
    ...(snrDb !== undefined && { snrDb }),
    row: null,
  };
}

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
