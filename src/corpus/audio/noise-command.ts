import { quote } from '../../io/shell-word.ts';
import type { NoiseColor } from '../../noise/noise-color.ts';
import type { PlannedOutput } from '../plan/planned-output.ts';
import type { NoiseSettings } from '../plan/render-task.ts';
import type { AudioReference } from '../utterance.ts';

const STANDARD_COLOR: NoiseColor = 'white';

/**
 * The command of a POSIX shell that writes an output's audio to its standard output: the same bytes that the corpus
 * would hold.
 */
export function noiseCommand(
  audio: AudioReference,
  output: PlannedOutput,
  options: NoiseSettings,
): string {
  const { path, source } =
    audio.type === 'file'
      ? { path: quote(audio.path), source: '' }
      : { path: '-', source: `${audio.command} | ` };
  // Without noise it is the source itself, but for its encoding.
  if (output.snrDb === null && options.encoding === undefined) {
    return audio.type === 'file' ? `cat ${path}` : audio.command;
  }
  const {
    seed,
    exact,
    channels,
    noiseChannels,
    band,
    encoding,
    clip,
    dither,
    onSilence,
    removeDc,
  } = options;
  const strength =
    output.snrDb === null ? ['--std', '0'] : ['--snr', output.snrDb, ...levelOf(output)];
  const words = [
    ...strength,
    ...(output.color === STANDARD_COLOR ? [] : ['--color', output.color]),
    ...(band === undefined ? [] : ['--band', `${band.lowHz}:${band.highHz}`]),
    ...(channels === undefined || output.snrDb === null ? [] : ['--channels', channels]),
    ...(noiseChannels === undefined ? [] : ['--noise-channels', noiseChannels]),
    ...(exact === false ? ['--no-exact'] : []),
    ...(removeDc === true && output.snrDb !== null ? ['--remove-dc'] : []),
    '--seed',
    seed,
    '--key',
    output.key,
    ...(encoding === undefined ? [] : ['--encoding', encoding]),
    ...(dither === undefined ? [] : ['--dither', dither]),
    '--clip',
    clip,
    '--on-silence',
    onSilence,
    '--report',
    'none',
    '--quiet',
  ];
  return `${source}awgn ${words.map((word) => quote(String(word))).join(' ')} -- ${path} -`;
}

function levelOf({ level }: PlannedOutput): string[] {
  return level === 'rms' ? [] : ['--level', level];
}
