import { audioOfCommand } from '../../audio/decoding-command.ts';
import { described, isList, isObject, JsonFields } from '../../lists/json-rows.ts';
import { RowFault } from '../../lists/row-fault.ts';
import type { AudioPaths } from '../../plan/audio-paths.ts';
import { faultOfId } from '../../plan/output-place.ts';
import type { AudioCommand, AudioFile, AudioReference, JsonValue } from '../../utterance.ts';

/** What awgn needs to know of a Recording. */
export interface LhotseRecording {
  readonly id: string;
  /** All of its audio. */
  readonly audio: AudioReference;
  readonly sources: readonly LhotseSource[];
  readonly channelIds: readonly number[];
  readonly samplingRate: number;
  readonly durationSeconds: number;
}

/** Audio with some of the channels of a Recording. */
export interface LhotseSource {
  readonly audio: AudioFile | AudioCommand;
  /** Their numbers in the Recording, in the order in which the audio has them. */
  readonly channels: readonly number[];
}

/**
 * Understands a Recording.
 *
 * @param fields of the Recording.
 * @throws RowFault for one whose audio is not in files, or written by a command, as it is.
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
  if (!isList(sources) || sources.length === 0 || !sources.every(isObject)) {
    const found = isList(sources) ? `${sources.length} sources` : described(sources);
    throw new RowFault(`a recording whose audio is ${found}; expected a list of sources; add them`);
  }
  const samplingRate = fields.requiredSeconds('sampling_rate');
  if (samplingRate === 0) throw new RowFault('a sampling rate of 0; expected one above 0');
  const understood = sources.map((source) => ({
    audio: audioOf(new JsonFields(source, "the source's "), paths, allowCommands),
    channels: channelsOf(source.channels),
  }));
  const listed = fields.value('channel_ids');
  const channelIds =
    listed === undefined ? understood.flatMap(({ channels }) => channels) : channelsOf(listed);
  return {
    id,
    audio: audioOfChannels(understood, channelIds, id),
    sources: understood,
    channelIds,
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

/**
 * The audio of some channels of a Recording, in their order.
 *
 * @throws RowFault for a channel that no source has, and for several that a command writes.
 */
function audioOfChannels(
  sources: readonly LhotseSource[],
  channels: readonly number[],
  id: string,
): AudioReference {
  const [only, ...more] = sources as readonly [LhotseSource, ...LhotseSource[]];
  if (more.length === 0 && isSame(only.channels, channels)) return only.audio;
  // Runs of channels that one source has go together.
  const runs: { source: LhotseSource; slots: number[] }[] = [];
  for (const channel of channels) {
    const source = sources.find((one) => one.channels.includes(channel));
    if (source === undefined) {
      const known = sources.flatMap((one) => one.channels).join(', ');
      throw new RowFault(
        `channel ${channel} of the recording ${JSON.stringify(id.slice(0, 100))}, which has ${known}; expected one of those; correct the row`,
      );
    }
    const slot = source.channels.indexOf(channel);
    const last = runs.at(-1);
    if (last?.source === source) last.slots.push(slot);
    else runs.push({ source, slots: [slot] });
  }
  const parts = runs.map(({ source: { audio, channels: own }, slots }) => {
    const isAll = slots.length === own.length && slots.every((slot, place) => slot === place);
    return isAll ? audio : { ...audio, channels: slots };
  });
  if (parts.length === 1) return parts[0]!;
  const files = parts.filter((part) => part.type === 'file');
  if (files.length === parts.length) return { type: 'files', files };
  throw new RowFault(
    'a recording with channels from several commands; expected files, or one command with all channels; save the audio to files first',
  );
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, place) => value === b[place]);
}

function audioOf(
  source: JsonFields,
  paths: AudioPaths,
  allowCommands: boolean,
): AudioFile | AudioCommand {
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
  const audio = audioOfCommand(source.requiredText('source'), paths, allowCommands);
  if ('fault' in audio) throw new RowFault(audio.fault);
  return audio;
}

/**
 * A part of a recording's audio; all of it where the part spans it to the frame.
 *
 * @param channels by their numbers in the recording. Default: all.
 * @throws RowFault for a part without length, and for channels that the recording has not.
 */
export function partOf(
  recording: LhotseRecording,
  startSeconds: number,
  durationSeconds: number,
  channels: readonly number[] = recording.channelIds,
): AudioReference {
  const { id, sources, durationSeconds: whole, samplingRate } = recording;
  if (durationSeconds <= 0) {
    throw new RowFault(
      `a part of ${durationSeconds} seconds; expected a duration above 0; correct the row`,
    );
  }
  const audio = audioOfChannels(sources, channels, id);
  const end = startSeconds + durationSeconds;
  if (startSeconds === 0 && Math.abs(end - whole) < 0.5 / samplingRate) return audio;
  const times = { startSeconds, durationSeconds };
  if (audio.type !== 'files') return { ...audio, ...times };
  return { type: 'files', files: audio.files.map((file) => ({ ...file, ...times })) };
}
