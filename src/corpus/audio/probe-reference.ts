import { isPart, placeOfPart } from '../../audio-files/audio-part.ts';
import { type AudioProbe, probeAudio } from '../../audio-files/audio-probe.ts';
import type { AudioFile, AudioFiles } from '../utterance.ts';
import { ofChannels } from './audio-source.ts';
import type { RegularFiles } from './regular-files.ts';

/** What there is in the audio of an utterance. */
export interface ReferenceProbe {
  /** Of its file, or of the first of them, with the channels that the utterance has. */
  readonly header: AudioProbe['header'];
  readonly numberOfFrames: number;
  /** Whether it is all that there is in a file. */
  readonly isWhole: boolean;
}

/**
 * Reads the header of the file that an utterance's audio is in, or of each of them.
 *
 * @throws AwgnError for what cannot be decoded or has no such part; what the system says.
 */
export async function probeReference(
  audio: AudioFile | AudioFiles,
  files: RegularFiles,
): Promise<ReferenceProbe> {
  if (audio.type === 'file') return probeFile(audio, files);
  const probes: ReferenceProbe[] = [];
  for (const file of audio.files) probes.push(await probeFile(file, files));
  const { header, numberOfFrames } = probes[0]!;
  const channels = probes.reduce((sum, probe) => sum + probe.header.format.numberOfChannels, 0);
  return { header: withChannels(header, channels), numberOfFrames, isWhole: false };
}

async function probeFile(file: AudioFile, files: RegularFiles): Promise<ReferenceProbe> {
  const probe = withStoredAs(await probeAudio(files.find(file).path, file.name), file);
  if (!isPart(file)) return { ...probe, isWhole: true };
  const { header } = probe;
  const { format } = header;
  const place = placeOfPart({ format, ...probe }, ofChannels(file, format.numberOfChannels));
  const { numberOfFrames, isWhole, channels } = place;
  return {
    header: channels === undefined ? header : withChannels(header, channels.length),
    numberOfFrames,
    isWhole,
  };
}

function withStoredAs(probe: AudioProbe, { storedAs }: AudioFile): AudioProbe {
  if (storedAs === undefined) return probe;
  const { header } = probe;
  return { ...probe, header: { ...header, format: { ...header.format, storedAs } } };
}

function withChannels(
  header: AudioProbe['header'],
  numberOfChannels: number,
): AudioProbe['header'] {
  const { format } = header;
  const bytesPerFrame = numberOfChannels * format.slotBytes;
  return { ...header, format: { ...format, numberOfChannels, bytesPerFrame } };
}

/** A part that is told in samples, in seconds. @throws what {@link probeReference} does. */
async function inSeconds({ samples, ...file }: AudioFile, files: RegularFiles): Promise<AudioFile> {
  if (samples === undefined) return file;
  const { sampleRate } = (await probeFile(file, files)).header.format;
  const [first, end] = samples;
  return {
    ...file,
    startSeconds: first / sampleRate,
    durationSeconds: (end - first) / sampleRate,
  };
}

/**
 * Audio that may be all of a file, as such: a part that begins at 0 and ends with the file, or the only channel.
 *
 * What cannot be read is left as it is: whoever renders it hears why.
 */
export async function wholeIfAll<Audio extends AudioFile | AudioFiles>(
  audio: Audio,
  files: RegularFiles,
): Promise<Audio> {
  if (audio.type !== 'file') return audio;
  try {
    const timed = await inSeconds(audio, files);
    if (!isPart(timed) || (timed.startSeconds ?? 0) !== 0) return timed as Audio;
    if (!(await probeReference(timed, files)).isWhole) return timed as Audio;
    const { startSeconds, durationSeconds, channels, isMonoAsIs, ...whole } = timed;
    return whole as Audio;
  } catch {
    return audio;
  }
}
