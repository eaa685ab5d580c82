import type { NoisyWavOptions } from '../audio-files/noisy-wav.ts';
import { LEAST_LIVE_WINDOW_SECONDS, LONGEST_LIVE_WINDOW_SECONDS } from '../live/live-mixer.ts';
import type { NoiseTarget } from '../noise/noise-gain.ts';
import type { Flags } from './flags.ts';
import { UsageError } from './usage-error.ts';

/** What `--live` asks for. */
export interface LiveText {
  /** Undefined: the default. */
  readonly windowSeconds: number | undefined;
}

/** What cannot be had in one pass, and why. */
const NEEDS_ALL: Readonly<Record<string, string>> = {
  'signal-level': 'the level is given and need not be followed',
  'snr-envelope': 'the ratio is that of what was heard lately, one number',
  'noise-level': 'the noise asked for does not depend on the signal',
  std: 'the noise asked for does not depend on the signal',
  'write-noise': 'it writes one output',
  'write-clean': 'it writes one output',
};

/**
 * Understands `--live[=seconds]`.
 *
 * @throws UsageError for options that make no sense with it, in one line.
 */
export function parseLive(flags: Flags): LiveText | undefined {
  const window = flags.text('live');
  if (window === undefined) return undefined;
  const windowSeconds =
    window === ''
      ? undefined
      : flags.number('live', 'seconds', LEAST_LIVE_WINDOW_SECONDS, LONGEST_LIVE_WINDOW_SECONDS);
  for (const [name, reason] of Object.entries(NEEDS_ALL)) {
    if (flags.text(name) !== undefined)
      throw new UsageError(`--live and --${name}: ${reason}; leave one of them out`);
  }
  if (flags.is('remove-dc')) {
    throw new UsageError(
      '--live and --remove-dc: the mean of the whole is not known; leave one of them out',
    );
  }
  if (flags.is('exact') !== undefined) {
    throw new UsageError(
      '--live and --exact or --no-exact: the noise is never exact, nor expected to be; leave one of them out',
    );
  }
  onlyWith(flags, 'level', ['active'], 'it follows the active speech level');
  onlyWith(flags, 'channels', ['joint'], 'it has one gain for all channels');
  onlyWith(
    flags,
    'clip',
    ['saturate'],
    'what will clip is not known when the first sample goes out',
  );
  onlyWith(
    flags,
    'on-silence',
    ['pass', 'fail'],
    'the output is written before its silence is known',
  );
  onlyWith(flags, 'dither', ['none'], 'it adds no dither');
  if (flags.choice('color') === 'matched') {
    throw new UsageError(
      '--live and --color matched: the spectrum of the whole is not known; name another color',
    );
  }
  return { windowSeconds };
}

/** What {@link parseLive} has seen to: a ratio, a color known beforehand, an output that is written in any case. */
export function liveNoise(
  target: NoiseTarget,
  { color, onSilence }: Pick<NoisyWavOptions, 'color' | 'onSilence'>,
) {
  if (target.type !== 'snr' || color === 'matched' || onSilence === 'skip') {
    throw new UsageError(
      '--live is for --snr, with a color and an output that are known beforehand',
    );
  }
  return { snrDb: target.snrDb, color, onSilence };
}

function onlyWith(flags: Flags, name: string, choices: readonly string[], reason: string): void {
  const given = flags.text(name);
  if (given === undefined || choices.includes(given)) return;
  throw new UsageError(
    `--live and --${name} ${given}: ${reason}; expected ${choices.join(' or ')}, or leave it out`,
  );
}
