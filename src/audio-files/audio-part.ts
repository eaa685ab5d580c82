import type { AudioFormat } from '../audio-format.ts';
import { AudioFormatError } from '../errors.ts';
import type { Receipt } from '../mix/receipt.ts';

/** A part of a recording; all of it where nothing is given. */
export interface AudioPart {
  /** First second. Default 0. */
  readonly startSeconds?: number | undefined;
  /** Seconds. Default: all that follow. */
  readonly durationSeconds?: number | undefined;
  /** Channels from 0, in the order in which the part has them. Default: all. */
  readonly channels?: readonly number[] | undefined;
}

/** What receipts say of a part. */
export type PartOfReceipt = Pick<
  Receipt,
  'source_start_s' | 'source_duration_s' | 'source_channels'
>;

export function partOfReceipt({
  startSeconds,
  durationSeconds,
  channels,
}: AudioPart): PartOfReceipt {
  return {
    ...(startSeconds !== undefined && { source_start_s: startSeconds }),
    ...(durationSeconds !== undefined && { source_duration_s: durationSeconds }),
    ...(channels !== undefined && { source_channels: channels }),
  };
}

/** What must be known of a recording to find a part in it. */
export interface AudioExtentInFrames {
  readonly format: AudioFormat;
  readonly numberOfFrames: number;
}

/** Where a part lies in its recording. */
export interface PartPlace {
  /** First frame. */
  readonly first: number;
  readonly numberOfFrames: number;
  /** Undefined where the part has all channels, as they are. */
  readonly channels: readonly number[] | undefined;
  /** Whether the part is all of the recording, which is then used as it is, with all else that the file holds. */
  readonly isWhole: boolean;
}

/** By how much the end of a part may lie past that of its recording: lists round, and some round up. */
const MOST_PAST_SECONDS = 0.5;

/** By how much a part may end before its recording does and still be all of it: lists round, and some round down. */
const MOST_SHORT_SECONDS = 0.01;

/** True if something is said of a part at all. */
export function isPart({ startSeconds, durationSeconds, channels }: AudioPart): boolean {
  return startSeconds !== undefined || durationSeconds !== undefined || channels !== undefined;
}

/**
 * Finds a part in a recording.
 *
 * Times round to the nearest frame, start and end each for itself. A part that begins at 0 and ends within 0.01 s before the
 * end of the recording, or up to 0.5 s past it, is all of it.
 *
 * @throws AudioFormatError where the recording has no such part, or no such channel.
 */
export function placeOfPart(
  { format, numberOfFrames: available }: AudioExtentInFrames,
  { startSeconds = 0, durationSeconds, channels }: AudioPart,
): PartPlace {
  const { sampleRate, numberOfChannels } = format;
  const first = Math.round(startSeconds * sampleRate);
  const end =
    durationSeconds === undefined
      ? available
      : Math.round((startSeconds + durationSeconds) * sampleRate);
  if (first >= available || end - available > MOST_PAST_SECONDS * sampleRate) {
    const wanted =
      durationSeconds === undefined
        ? `from ${startSeconds} s on`
        : `from ${startSeconds} s to ${round(startSeconds + durationSeconds)} s`;
    throw new AudioFormatError(
      `the part ${wanted} is not in the audio, which is ${round(available / sampleRate)} s long; expected a part that is; correct its start and duration`,
    );
  }
  if (end <= first) {
    throw new AudioFormatError(
      `the part at ${startSeconds} s is ${durationSeconds} s long, less than one frame; expected a duration above 0; correct it`,
    );
  }
  const absent = channels?.find((channel) => !(channel < numberOfChannels));
  if (absent !== undefined) {
    throw new AudioFormatError(
      `there is no channel ${absent} in audio of ${countOf(numberOfChannels)}; expected ${numberOfChannels === 1 ? '0' : `0 to ${numberOfChannels - 1}`}; correct the channel`,
    );
  }
  const hasAll =
    channels === undefined ||
    (channels.length === numberOfChannels && channels.every((channel, slot) => channel === slot));
  return {
    first,
    numberOfFrames: Math.min(end, available) - first,
    channels: hasAll ? undefined : channels,
    isWhole: hasAll && first === 0 && available - end <= MOST_SHORT_SECONDS * sampleRate,
  };
}

function countOf(channels: number): string {
  return channels === 1 ? '1 channel' : `${channels} channels`;
}

/** Seconds as a message shows them. */
function round(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
