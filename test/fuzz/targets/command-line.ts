// Any words on the command line: a command, or a usage error of one line.

import { liveNoise, parseArguments } from '../../../src/cli/arguments.ts';
import { parseAudit } from '../../../src/cli/audit-arguments.ts';
import { parseCorpus } from '../../../src/cli/corpus-arguments.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';
import { NOISE_OPTIONS } from '../../../src/options/noise-options.ts';
import { WrongValue } from '../../../src/options/option-types.ts';
import { holdsNaN, must } from '../expect.ts';

const SEPARATOR = '\n';
export const mostBytes = 400;
export const seeds = [
  '--snr 10 in.wav out.wav',
  '--snr 0:20 --seed 1 --key a --level active --channels separate --clip scale in.wav -',
  '--snr-envelope 0:20,2.5:0,5:20 --noise-channels shared --encoding f32 --force',
  '--std 0.1 --mean=-0.1 --color pink --band 300:3400 -q',
  '--noise-level -30 --report json --report-file r.json --write-clean c.wav --write-noise n.wav a b',
  '--live --snr 10 --signal-level -20 --dither tpdf --no-exact --on-silence skip',
  'measure --json a.wav b.wav',
  'compare clean.wav noisy.wav --csv',
  'generate --duration 10 --rate 16000 --channels 2 --noise-level -20 out.wav',
  'corpus clean/ noisy/ --snr 0,5,10 --each --copies 3 --pairs clean-noise --labels --shard 1/4',
  'corpus a.jsonl out --snr-schedule 30:0 --copies 4 --from nemo --to csv --jobs 4 --stratified',
  'corpus list.csv out --snr-column snr --path-column wav --root / --virtual --dry-run',
  'corpus merge noisy/ --quiet',
  'verify noisy/ --json',
  'summarize noisy/',
  'completion bash',
  '--help',
  '--version',
].map((line) => Buffer.from(line.replaceAll(' ', SEPARATOR)));

export function run(bytes: Uint8Array): void {
  const argv = Buffer.from(bytes).toString('utf8').split(SEPARATOR);
  const uses: (() => unknown)[] = [
    () => {
      const command = parseArguments(argv);
      if (command.name === 'corpus') return parseCorpus(command.argv);
      if (command.name === 'verify' || command.name === 'summarize') {
        return parseAudit(command.name, command.argv);
      }
      if (command.name === 'filter' && command.live && command.options.target.type !== 'range') {
        liveNoise(command.options.target, command.options);
      }
      return command;
    },
    ...NOISE_OPTIONS.map(
      ({ type }) =>
        () =>
          type.parse(argv[0]!),
    ),
  ];
  for (const use of uses) {
    try {
      must(!holdsNaN(use()), 'NaN in a command');
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof WrongValue)) throw error;
    }
  }
}
