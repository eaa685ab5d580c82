import {
  type CliOption,
  COMPARE_OPTIONS,
  FILTER_OPTIONS,
  GENERATE_OPTIONS,
  MEASURE_OPTIONS,
} from './options.ts';

/** Text of `awgn --help`. */
export function helpText(): string {
  return `Adds Gaussian noise to a WAV file at exactly the SNR asked for.

Usage
  awgn [options] [input] [output]     input and output: a file, or - (default) for standard input and output
  awgn measure [options] [file...]    levels by every definition, clipping, DC, bits really used
  awgn compare [options] clean noisy  SNR by every definition, delay, gain, and what the noise is like
  awgn generate [options] [output]    noise alone, of any length, level and colour; endless to a pipe
  awgn completion bash|zsh|fish       a completion script for the shell

Options
${FILTER_OPTIONS.map(describeOption).join('\n')}

  One of --snr, --noise-level and --std is needed. Values of --encoding: ${choices('encoding')}.

Options of awgn measure
${MEASURE_OPTIONS.map(describeOption).join('\n')}

Options of awgn compare
${COMPARE_OPTIONS.map(describeOption).join('\n')}

Options of awgn generate
${GENERATE_OPTIONS.map(describeOption).join('\n')}

Examples
  awgn --snr 10 clean.wav noisy.wav
  cat clean.wav | awgn --snr 10 > noisy.wav
  sox speech.flac -t wav - | awgn --snr 5 --seed 1 --key utt42 | play -
  awgn --snr 0 --encoding f32 --report json clean.wav noisy.wav 2> receipt.json
  arecord -f S16_LE -r 16000 | awgn --snr 20 --signal-level -26 | aplay
  awgn measure --csv corpus/*.wav > levels.csv
  awgn compare clean.wav noisy.wav
  awgn generate --duration 60 --color pink --noise-level -30 pink.wav
  awgn generate --rate 48000 | aplay

Exit status
  0 done, or the reader of the output went away; 1 bad data or input/output; 2 wrong usage.
`;
}

const COLUMN = 25;

/** One line of a list of options. */
export function describeOption({ name, short, value, isValueOptional, help }: CliOption): string {
  const argument = value === undefined ? '' : isValueOptional ? `[=${value}]` : ` <${value}>`;
  const flag = `${short ? `-${short}, ` : '    '}--${name}${argument}`;
  return `  ${flag.padEnd(COLUMN)} ${help}`;
}

function choices(name: string): string {
  const option: CliOption | undefined = FILTER_OPTIONS.find((one) => one.name === name);
  return option?.choices?.join(', ') ?? '';
}
