import { CORPUS_KINDS } from '../corpus/plan/corpus-kind.ts';
import { type CliOption, FILTER_OPTIONS } from './options.ts';

/** An option that the filter has, too. */
function shared(name: (typeof FILTER_OPTIONS)[number]['name'], help?: string): CliOption {
  const option: CliOption = FILTER_OPTIONS.find((one) => one.name === name)!;
  return help === undefined ? option : { ...option, help };
}

/** An option of the filter that takes a list of its choices: the parser checks each. */
function list(name: 'level' | 'color', help: string): CliOption {
  return { name, value: 'name,...', listOf: shared(name).choices!, help };
}

/** Options of `awgn corpus`. */
export const CORPUS_OPTIONS: readonly CliOption[] = [
  {
    name: 'snr',
    value: 'dB',
    help: 'ratio of all outputs; low:high or a list a,b,c: drawn for each, from seed and id',
  },
  { name: 'each', help: 'with a list: one output for each of its values instead of a draw' },
  { name: 'stratified', help: 'deal out the range or list evenly, so that its histogram is exact' },
  {
    name: 'snr-schedule',
    value: 'dB:dB',
    help: 'from easy to hard over the copies: copy 1 has the first, the last draws from all',
  },
  { name: 'snr-column', value: 'name', help: "each row's own ratio, from this column or field" },
  { name: 'copies', value: 'n', help: 'noisy outputs of each utterance (default 1)' },
  { name: 'include-clean', help: 'one output without noise besides' },
  {
    name: 'pairs',
    value: 'what',
    choices: ['none', 'clean', 'clean-noise'],
    help: 'beside each noisy output its signal alone, or signal and noise alone (default none)',
  },
  { name: 'labels', help: 'say in the lists which output is clean and which noisy' },
  {
    name: 'from',
    value: 'kind',
    choices: [...CORPUS_KINDS, 'webdataset'],
    help: 'what the source is (default: found out)',
  },
  {
    name: 'format',
    value: 'kind',
    choices: [...CORPUS_KINDS, 'webdataset'],
    help: 'the same as --from',
  },
  {
    name: 'to',
    value: 'kind',
    choices: [...CORPUS_KINDS, 'webdataset'],
    help: 'what the result is (default: the same)',
  },
  { name: 'path-column', value: 'name', help: "with csv and tsv: the column of the audio's path" },
  {
    name: 'root',
    value: 'dir',
    isFile: true,
    help: 'where relative paths begin, and outside which nothing is read',
  },
  {
    name: 'allow-commands',
    help: 'run the commands that a list has for audio; only of lists you trust',
  },
  {
    name: 'max-command-output',
    value: 'size',
    help: 'end a command that writes more, as in 500M or 20G (default 4G)',
  },
  list('level', "what the signal's power is, one or a list to draw from (default rms)"),
  list('color', 'spectrum of the noise, one or a list to draw from (default white)'),
  shared('band'),
  shared('remove-dc'),
  shared('channels'),
  shared('noise-channels'),
  shared('exact'),
  shared('seed', 'same seed and ids, same corpus (default 0)'),
  shared('encoding'),
  shared('dither'),
  shared('clip'),
  shared(
    'on-silence',
    'a silent utterance: leave it out, fail (default), or pass it on without noise',
  ),
  { name: 'jobs', value: 'n', help: 'threads that make outputs (default: one for each processor)' },
  {
    name: 'shard',
    value: 'i/n',
    help: 'make part i of n; auto: what Slurm, Kubernetes, AWS Batch, SGE or parallel say; then: awgn corpus merge',
  },
  {
    name: 'shards',
    value: 'n',
    help: 'with --shard auto: how many there are, where the engine does not say (Kubernetes, parallel)',
  },
  {
    name: 'resume',
    help: 'go on with a corpus, given the same options: make what is missing or differs',
  },
  { name: 'max-failures', value: 'n', help: 'give up when more utterances fail (default: never)' },
  { name: 'dry-run', help: 'say what would be made, and whether there is room for it' },
  { name: 'virtual', help: 'write no audio: lists of commands that make it when it is read' },
  { name: 'force', short: 'f', help: 'write into a folder that is not empty' },
  { name: 'quiet', short: 'q', help: 'no progress, no summary: failures and errors only' },
  { name: 'help', short: 'h', help: 'show this help' },
  { name: 'version', help: 'show the version' },
];

const JSON_OPTION: CliOption = { name: 'json', help: 'in JSON' };
const HELP_OPTIONS: readonly CliOption[] = [
  { name: 'help', short: 'h', help: 'show this help' },
  { name: 'version', help: 'show the version' },
];

function ofCorpus(name: string): CliOption {
  return CORPUS_OPTIONS.find((option) => option.name === name)!;
}

/** Options of `awgn verify`. */
export const VERIFY_OPTIONS: readonly CliOption[] = [
  {
    name: 'source',
    value: 'source',
    isFile: true,
    help: 'what the corpus was made of: the SNR of each output is computed anew from both',
  },
  ofCorpus('root'),
  ofCorpus('path-column'),
  ofCorpus('allow-commands'),
  ofCorpus('max-command-output'),
  JSON_OPTION,
  { name: 'quiet', short: 'q', help: 'no summary: faults and errors only' },
  ...HELP_OPTIONS,
];

/** Options of `awgn summarize`. */
export const SUMMARIZE_OPTIONS: readonly CliOption[] = [JSON_OPTION, ...HELP_OPTIONS];

/** Options of `awgn corpus merge`. */
export const MERGE_OPTIONS: readonly CliOption[] = [
  { name: 'quiet', short: 'q', help: 'no summary: errors only' },
  ...HELP_OPTIONS,
];
