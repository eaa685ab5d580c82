import { described, isList, isObject, JsonFields } from '../../lists/json-rows.ts';
import { RowFault } from '../../lists/row-fault.ts';
import type { AudioPaths } from '../../plan/audio-paths.ts';
import { faultOfId } from '../../plan/output-place.ts';
import type { AudioReference, JsonValue } from '../../utterance.ts';

/** What awgn needs to know of a Recording. */
export interface LhotseRecording {
  readonly id: string;
  readonly audio: AudioReference;
  readonly channelIds: readonly number[];
  readonly samplingRate: number;
  readonly durationSeconds: number;
}

/**
 * Understands a Recording.
 *
 * @param fields of the Recording.
 * @throws RowFault for one whose audio is not in one WAV file as it is.
 */
export function lhotseRecording(
  fields: JsonFields,
  paths: AudioPaths,
  allowCommands: boolean,
): LhotseRecording {
  const id = fields.requiredText('id');
  const fault = faultOfId(id);
  if (fault !== undefined) throw new RowFault(fault);
  const transforms = fields.value('transforms');
  if (transforms !== undefined && !(isList(transforms) && transforms.length === 0)) {
    throw new RowFault(
      'a recording with transforms that are to be computed; expected audio as it is; save it to files first',
    );
  }
  const sources = fields.value('sources');
  if (!isList(sources) || sources.length !== 1 || !isObject(sources[0])) {
    const found = isList(sources) ? `${sources.length} sources` : described(sources);
    throw new RowFault(
      `a recording whose audio is ${found}; expected one source with all channels; join them in one file first`,
    );
  }
  const samplingRate = fields.requiredSeconds('sampling_rate');
  if (samplingRate === 0) throw new RowFault('a sampling rate of 0; expected one above 0');
  return {
    id,
    audio: audioOf(new JsonFields(sources[0], "the source's "), paths, allowCommands),
    channelIds: channelsOf(fields.value('channel_ids') ?? sources[0].channels),
    samplingRate,
    durationSeconds: fields.requiredSeconds('duration'),
  };
}

/** A channel or a list of channels. @throws RowFault for anything else. */
export function channelsOf(value: JsonValue | undefined): readonly number[] {
  const channels = isList(value) ? value : [value];
  if (channels.length > 0 && channels.every((channel) => Number.isSafeInteger(channel))) {
    return channels as readonly number[];
  }
  throw new RowFault(
    `channels that are ${isList(value) ? 'no numbers' : described(value)}; expected whole numbers; correct the row`,
  );
}

function audioOf(source: JsonFields, paths: AudioPaths, allowCommands: boolean): AudioReference {
  const type = source.requiredText('type');
  if (type === 'file') {
    const name = source.requiredText('source');
    const found = paths.resolve(name);
    if ('fault' in found) throw new RowFault(found.fault);
    return { type, ...found, name };
  }
  if (type !== 'command') {
    throw new RowFault(
      `a source of the type ${described(type)}; expected a file; save the audio to WAV files first`,
    );
  }
  const command = source.requiredText('source');
  if (!allowCommands) {
    throw new RowFault(
      'a source that is a command of the shell; expected a file; give --allow-commands if you trust the list',
    );
  }
  return { type, command };
}

/**
 * A part of a recording's audio; all of it where the part spans it to the frame.
 *
 * @throws RowFault for a part of what a command writes, and for one without length.
 */
export function partOf(
  { audio, durationSeconds: whole, samplingRate }: LhotseRecording,
  startSeconds: number,
  durationSeconds: number,
): AudioReference {
  if (durationSeconds === 0) {
    throw new RowFault('a part of 0 seconds; expected a duration above 0; correct the row');
  }
  const end = startSeconds + durationSeconds;
  if (startSeconds === 0 && Math.abs(end - whole) < 0.5 / samplingRate) return audio;
  if (audio.type === 'file') return { ...audio, startSeconds, durationSeconds };
  throw new RowFault(
    'a part of what a command writes; expected all of it; save the audio to a file first',
  );
}
