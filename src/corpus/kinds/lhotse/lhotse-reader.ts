import { basename } from 'node:path';
import { CorpusError } from '../../../errors.ts';
import {
  described,
  isList,
  isObject,
  JsonFields,
  type JsonRow,
  jsonRows,
} from '../../lists/json-rows.ts';
import { RowFault, rowSnrDb } from '../../lists/row-fault.ts';
import { AudioPaths } from '../../plan/audio-paths.ts';
import type { ReadOptions } from '../../plan/corpus-kind.ts';
import { faultOfId } from '../../plan/output-place.ts';
import type { CorpusRow, JsonObject, Utterance } from '../../utterance.ts';
import { lhotseLists } from './lhotse-lists.ts';
import { channelsOf, type LhotseRecording, lhotseRecording, partOf } from './lhotse-recording.ts';
import {
  commonFields,
  guarded,
  joinSupervisions,
  type ListedRecording,
  supervisionOf,
  wholeRecording,
} from './lhotse-supervisions.ts';

/**
 * Reads recordings (together with their supervisions, in the order of ids then) or cuts.
 *
 * @throws CorpusError where the lists cannot be found.
 */
export async function* readLhotse(source: string, options: ReadOptions): AsyncGenerator<CorpusRow> {
  const lists = lhotseLists(source);
  // Lhotse, too, takes relative paths from where it runs.
  const paths = new AudioPaths(process.cwd(), options.root);
  if ('cuts' in lists) {
    if (options.unit === 'recording') {
      throw new CorpusError(
        'ERR_SOURCE_KIND',
        `${source} is a list of cuts, each an utterance by itself; expected recordings with --unit recording; leave it out, or name the list of recordings`,
      );
    }
    yield* jsonRows(lists.cuts, basename(lists.cuts), (row) => cutUtterance(row, paths, options));
    return;
  }
  const recordings = jsonRows(
    lists.recordings,
    basename(lists.recordings),
    ({ origin, fields }): ListedRecording => ({
      origin,
      recording: lhotseRecording(fields, paths, options.allowCommands),
    }),
  );
  if (lists.supervisions !== undefined) {
    yield* joinSupervisions(recordings, lists.supervisions, options);
    return;
  }
  for await (const row of recordings) {
    if ('fault' in row) yield row;
    else yield guarded(row.origin, row.recording.id, () => wholeRecording(row, null, options));
  }
}

function cutUtterance(
  { origin, text, fields }: JsonRow,
  paths: AudioPaths,
  { allowCommands, snrColumn }: ReadOptions,
): Utterance {
  const id = fields.requiredText('id');
  const fault = faultOfId(id);
  if (fault !== undefined) throw new RowFault(fault);
  const type = fields.requiredText('type');
  if (type !== 'MonoCut' && type !== 'MultiCut' && type !== 'Cut') {
    throw new RowFault(
      `a cut of the type ${described(type)}; expected a MonoCut or MultiCut; save its audio first (CutSet.save_audios)`,
    );
  }
  const recordingObject = fields.value('recording');
  if (!isObject(recordingObject)) {
    throw new RowFault('a cut without a recording; expected one, since noise is added to audio');
  }
  const recording: LhotseRecording = lhotseRecording(
    new JsonFields(recordingObject, "the recording's "),
    paths,
    allowCommands,
  );
  const channels = channelsOf(fields.value('channel'));
  const startSeconds = fields.requiredSeconds('start');
  const durationSeconds = fields.requiredSeconds('duration');
  const audio = partOf(recording, startSeconds, durationSeconds, channels);
  const custom = fields.value('custom') ?? {};
  if (!isObject(custom)) throw new RowFault('"custom" is no object; expected one; correct the row');
  if (startSeconds > 0) refuseTimed(custom);

  const list = fields.value('supervisions') ?? [];
  if (!isList(list)) throw new RowFault('"supervisions" is no list; expected one; correct the row');
  const supervisions = list.map((supervision) => {
    if (!isObject(supervision)) throw new RowFault('a supervision that is no object; correct it');
    return supervisionOf(new JsonFields(supervision, "the supervision's "));
  });
  return {
    id,
    audio,
    origin,
    ...commonFields(supervisions),
    durationSeconds,
    ...(snrColumn !== undefined && {
      snrDb: rowSnrDb(new JsonFields(custom).value(snrColumn), snrColumn),
    }),
    row: { type: 'cut', channels, cut: text },
  };
}

/** The new cut begins at 0 of its recording; what else is timed by the old one's beginning would be shifted. */
function refuseTimed(custom: JsonObject): void {
  for (const [name, value] of Object.entries(custom)) {
    if (isObject(value) && ('sources' in value || 'temporal_dim' in value)) {
      throw new RowFault(
        `a cut from the middle of a recording with ${JSON.stringify(name.slice(0, 60))} of its own time; expected none; save the cut's audio first (CutSet.save_audios)`,
      );
    }
  }
}
