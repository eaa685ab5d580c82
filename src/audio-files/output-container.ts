import { extname } from 'node:path';
import type { SampleEncoding } from '../audio-format.ts';
import { UNWRITTEN_EXTENSIONS } from '../formats/audio-file-extensions.ts';
import type { Container } from '../formats/containers.ts';
import { quote } from '../io/shell-word.ts';

const NAMES: Readonly<Record<Container, string>> = {
  wav: 'WAV',
  flac: 'FLAC',
  raw: 'headerless',
};

/** Formats by the extensions of their files. */
const CONTAINERS: Readonly<Partial<Record<string, Container>>> = {
  '.wav': 'wav',
  '.wave': 'wav',
  '.flac': 'flac',
};

/** Extensions of headerless samples, which are written only where they are asked for: a reader must be told what they are. */
const HEADERLESS = /^\.(?:raw|pcm)$/;

/** Extensions of audio that is not written here, and that the names of WAV files must not have. */
const FOREIGN: ReadonlySet<string> = new Set(UNWRITTEN_EXTENSIONS.map((one) => `.${one}`));

/**
 * The format of an output: by its name, else as asked for, else WAV.
 *
 * @param name of the file; `-` for standard output.
 */
export function containerOf(name: string, asked?: Container | undefined): Container {
  return CONTAINERS[extname(name).toLowerCase()] ?? asked ?? 'wav';
}

/** What is asked for of outputs. */
export interface FormatChoice {
  readonly container?: Container | undefined;
  readonly encoding?: SampleEncoding | undefined;
}

/**
 * What is wrong with the names of outputs: one that contradicts the format asked for, one of a format that is not written, two of
 * different formats; or with an encoding that the format does not hold. Undefined where nothing is.
 */
export function faultOfOutputNames(
  [output, ...others]: readonly [string, ...(string | undefined)[]],
  { container: asked, encoding }: FormatChoice,
): string | undefined {
  const container = containerOf(output, asked);
  if (container === 'flac' && encoding !== undefined && !/^[su]\d/.test(encoding)) {
    return `${output} is to be a FLAC file, which holds integers, and the encoding asked for is ${encoding}; choose the encoding s24, or write a WAV file`;
  }
  for (const name of [output, ...others]) {
    if (name === undefined) continue;
    const extension = extname(name).toLowerCase();
    const named = CONTAINERS[extension];
    if (FOREIGN.has(extension)) {
      return (
        `${name} has the name of another format; only WAV, FLAC and headerless samples are written; ` +
        `for others write to a pipe: awgn ... - | ffmpeg -v error -i - ${quote(name)}`
      );
    }
    if (HEADERLESS.test(extension) && asked !== 'raw') {
      return `${name} has the name of headerless samples; give --container raw to write those, or a name that ends in .wav or .flac`;
    }
    if (asked !== undefined && named !== undefined && named !== asked) {
      return `${name} has the name of a ${NAMES[named]} file and the container asked for is ${asked}; give one of them, or a name that fits`;
    }
    if (containerOf(name, asked) !== container) {
      return `${output} is to be a ${NAMES[container]} file and ${name} a ${NAMES[containerOf(name, asked)]} file; give both names of one format`;
    }
  }
  return undefined;
}

/**
 * The format of outputs.
 *
 * @throws TypeError for names that {@link faultOfOutputNames} finds fault with.
 */
export function containerOfOutputs(
  names: readonly [string, ...(string | undefined)[]],
  choice: FormatChoice,
): Container {
  const fault = faultOfOutputNames(names, choice);
  if (fault !== undefined) throw new TypeError(fault);
  return containerOf(names[0], choice.container);
}
