import { isPart, placeOfPart } from '../../audio-files/audio-part.ts';
import { type AudioProbe, probeAudio } from '../../audio-files/audio-probe.ts';
import { withChannels } from '../../formats/sample-format.ts';
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
  return { header: ofNumber(header, channels), numberOfFrames, isWhole: false };
}

async function probeFile(file: AudioFile, files: RegularFiles): Promise<ReferenceProbe> {
  return partOfProbe(await probeWhole(file, files), file);
}

async function probeWhole(file: AudioFile, files: RegularFiles): Promise<AudioProbe> {
  return withStoredAs(await probeAudio(files.find(file).path, file.name), file);
}

/** @throws AudioFormatError where there is no such part. */
function partOfProbe(probe: AudioProbe, file: AudioFile): ReferenceProbe {
  if (!isPart(file)) return { ...probe, isWhole: true };
  const { header } = probe;
  const { format } = header;
  const place = placeOfPart({ format, ...probe }, ofChannels(file, format.numberOfChannels));
  const { numberOfFrames, isWhole, channels } = place;
  return {
    header: channels === undefined ? header : ofNumber(header, channels.length),
    numberOfFrames,
    isWhole,
  };
}

function withStoredAs(probe: AudioProbe, { storedAs }: AudioFile): AudioProbe {
  if (storedAs === undefined) return probe;
  const { header } = probe;
  return { ...probe, header: { ...header, format: { ...header.format, storedAs } } };
}

function ofNumber(header: AudioProbe['header'], numberOfChannels: number): AudioProbe['header'] {
  return { ...header, format: withChannels(header.format, numberOfChannels) };
}

/**
 * Audio that may be all of a file, as such: a part that begins at 0 and ends with the file, or the only channel.
 *
 * What cannot be read counts as all of its file, so that its name does not depend on whether it is there; of a file that has no such part, the
 * part stays: whoever renders them hears why.
 */
export async function wholeIfAll<Audio extends AudioFile | AudioFiles>(
  audio: Audio,
  files: RegularFiles,
): Promise<Audio> {
  if (audio.type !== 'file') return audio;
  const { samples, ...file }: AudioFile = audio;
  const mayBeWhole = isPart(file) && (file.startSeconds ?? 0) === 0;
  if (samples === undefined && !mayBeWhole) return audio;
  const { startSeconds, durationSeconds, channels, isMonoAsIs, ...whole } = file;
  let probe: AudioProbe;
  try {
    probe = await probeWhole(audio, files);
  } catch {
    return whole as Audio;
  }
  const timed = samples === undefined ? file : inSeconds(file, samples, probe);
  try {
    return (partOfProbe(probe, timed).isWhole ? whole : timed) as Audio;
  } catch {
    return timed as Audio;
  }
}

/** A part that is told in samples, in seconds. */
function inSeconds(
  file: AudioFile,
  [first, end]: readonly [first: number, end: number],
  { header }: AudioProbe,
): AudioFile {
  const { sampleRate } = header.format;
  return {
    ...file,
    startSeconds: first / sampleRate,
    durationSeconds: (end - first) / sampleRate,
  };
}
