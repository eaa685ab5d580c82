import { GROUPS, type Option } from '../options/option.ts';
import { COMPARE_OPTIONS, FILTER_OPTIONS, GENERATE_OPTIONS, MEASURE_OPTIONS } from './options.ts';

/** Commands that have a help of their own here. */
export type HelpTopic = 'measure' | 'compare' | 'generate';

/** Text of `awgn --help`, or of `awgn <topic> --help`. */
export function helpText(topic?: HelpTopic): string {
  if (topic === undefined) return filterHelpText();
  const { summary, usage, options, examples } = TOPICS[topic];
  return `${summary}

Usage
  ${usage}

${describeOptions(options)}
Examples
${examples.map((example) => `  ${example}`).join('\n')}

Exit status
  0 done, or the reader of the output went away; 1 bad data or input/output; 2 wrong usage.
`;
}

const TOPICS: Readonly<
  Record<
    HelpTopic,
    { summary: string; usage: string; options: readonly Option[]; examples: readonly string[] }
  >
> = {
  measure: {
    summary: 'Measures audio files: levels by every definition, clipping, DC, bits really used.',
    usage: 'awgn measure [options] [file...]    - (default) is standard input',
    options: MEASURE_OPTIONS,
    examples: ['awgn measure speech.wav', 'awgn measure --csv corpus/*.wav > levels.csv'],
  },
  compare: {
    summary: 'Says what was done to a clean file: SNR by every definition, delay, gain, the noise.',
    usage: 'awgn compare [options] <clean> <noisy>',
    options: COMPARE_OPTIONS,
    examples: ['awgn compare clean.wav noisy.wav', 'awgn compare --json clean.wav noisy.wav'],
  },
  generate: {
    summary: 'Makes Gaussian noise alone, of any length, level and color; endless to a pipe.',
    usage: 'awgn generate [options] [output]    - (default) is standard output',
    options: GENERATE_OPTIONS,
    examples: [
      'awgn generate --duration 60 --color pink --noise-level -30 pink.wav',
      'awgn generate --rate 48000 | aplay',
    ],
  },
};

function filterHelpText(): string {
  return `Adds Gaussian noise to an audio file at exactly the SNR asked for.

Usage
  awgn [options] [input] [output]     input and output: a file, or - (default) for standard input and output

Other commands; each has a --help of its own
  awgn corpus <source> <folder>       a noisy corpus of a clean one: directory, Kaldi, NeMo, Lhotse, CSV, tar, ...
  awgn verify <folder>                whether a corpus is what its receipts say
  awgn summarize <folder>             hours, SNRs, clipping and failures of a corpus
  awgn measure [file...]              levels by every definition, clipping, DC, bits really used
  awgn compare <clean> <noisy>        SNR by every definition, delay, gain, and what the noise is like
  awgn generate [output]              noise alone, of any length, level and color; endless to a pipe
  awgn completion bash|zsh|fish       a completion script for the shell

One of --snr, --snr-envelope, --noise-level and --std is needed.

${describeOptions(FILTER_OPTIONS)}
Examples
  awgn --snr 10 clean.wav noisy.wav
  cat clean.wav | awgn --snr 10 > noisy.wav
  sox speech.ogg -t wav - | awgn --snr 5 --seed 1 --key utt42 | play -
  awgn --snr 0 --encoding f32 --report json clean.wav noisy.wav 2> receipt.json
  arecord -f S16_LE -r 16000 | awgn --snr 20 --live | aplay
  awgn --raw s16 --rate 48000 --snr 10 speech.pcm noisy.wav
  awgn corpus clean/ noisy/ --snr 0:20 --copies 3 --seed 1

Exit status
  0 done, or the reader of the output went away; 1 bad data or input/output; 2 wrong usage.
`;
}

const COLUMN = 25;

/** All options under the headings of their groups, and the names that may be given for some. */
export function describeOptions(options: readonly Option[]): string {
  const groups = Object.entries(GROUPS).map(([group, heading]) => {
    const lines = options.filter((option) => option.group === group).map(describeOption);
    return lines.length === 0 ? '' : `${heading}\n${lines.join('\n')}\n`;
  });
  return [...groups, describeValues(options)].filter(Boolean).join('\n');
}

function describeOption({ name, short, type, help }: Option): string {
  const { placeholder, isOptional } = type;
  const argument =
    placeholder === undefined ? '' : isOptional ? `[=${placeholder}]` : ` <${placeholder}>`;
  const flag = `${short ? `-${short}, ` : '    '}--${name}${argument}`;
  return `  ${flag.padEnd(COLUMN)} ${help}`;
}

/** The names that may be given for options, where what is said of those does not have them all. */
function describeValues(options: readonly Option[]): string {
  const byValues = new Map<string, string[]>();
  for (const { name, type, help } of options) {
    const { names = [] } = type;
    if (names.every((value) => help.includes(value))) continue;
    const text = names.join(', ');
    byValues.set(text, [...(byValues.get(text) ?? []), `--${name}`]);
  }
  const lines = [...byValues].map(
    ([text, names]) => `  ${names.join(', ').padEnd(COLUMN)} ${text}`,
  );
  return lines.length === 0 ? '' : `Values\n${lines.join('\n')}\n`;
}
