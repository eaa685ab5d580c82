import { isPart } from '../../audio-files/audio-part.ts';
import { quote } from '../../io/shell-word.ts';
import { PART_OPTIONS } from '../../options/file-options.ts';
import { NOISE_OPTIONS } from '../../options/noise-options.ts';
import { type Option, propertyOf, wordsOf } from '../../options/option.ts';
import type { PlannedOutput } from '../plan/planned-output.ts';
import type { NoiseSettings } from '../plan/render-task.ts';
import type { AudioCommand, AudioFile } from '../utterance.ts';

/** What has no sense for an output without noise. */
const isOfRatio = ({ name, isOfRatio = false }: Option) => isOfRatio || name === 'snr';

/**
 * The command of a POSIX shell that writes an output's audio to its standard output: the same bytes that the corpus
 * would hold, as WAV.
 *
 * @param isWav true if the source is a WAV file.
 */
export function noiseCommand(
  audio: AudioFile | AudioCommand,
  output: PlannedOutput,
  options: NoiseSettings,
  isWav: boolean,
): string {
  const { path, source } =
    audio.type === 'file'
      ? { path: quote(audio.path), source: '' }
      : { path: '-', source: `${audio.command} | ` };
  const encoding = options.encoding ?? (audio.type === 'file' ? audio.storedAs : undefined);
  // Without noise it is the source itself, but for its encoding and format.
  if (output.snrDb === null && encoding === undefined && isWav && !isPart(audio)) {
    return audio.type === 'file' ? `cat ${path}` : audio.command;
  }
  const { snrDb, level, color, key } = output;
  // Who reads a pipe of a list expects WAV.
  const container = 'wav';
  const values: Readonly<Record<string, unknown>> = {
    ...options,
    encoding,
    container,
    snrDb,
    level,
    color,
    key,
  };
  const { startSeconds, durationSeconds, channels: selectChannels } = audio;
  const part: Readonly<Record<string, unknown>> = { startSeconds, durationSeconds, selectChannels };
  const stated = NOISE_OPTIONS.filter((option) => snrDb !== null || !isOfRatio(option));
  const words = [
    ...(snrDb === null ? ['--std', '0'] : []),
    ...stated.flatMap((option) => wordsOf(option, values[propertyOf(option)])),
    ...PART_OPTIONS.flatMap((option) => wordsOf(option, part[propertyOf(option)])),
    '--report',
    'none',
    '--quiet',
  ];
  return `${source}awgn ${words.map(quote).join(' ')} -- ${path} -`;
}
