import type { FrequencyBand } from '../noise/noise-color.ts';
import type { SnrRange } from '../noise/snr-draw.ts';
import { SnrEnvelope, type SnrPoint } from '../noise/snr-envelope.ts';
import { UsageError } from './usage-error.ts';

const NUMBER = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?';
const PAIR = new RegExp(`^(${NUMBER}):(${NUMBER})$`, 'i');
/** Ratios beyond these are slips of the finger. */
const MOST_DB = 200;

/** The two numbers of `1:2`; undefined for any other text. */
function pair(text: string): [number, number] | undefined {
  const match = PAIR.exec(text.trim());
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

/**
 * `10`, or `0:20` for a draw between the two.
 *
 * @throws UsageError for other text, and for ratios beyond ±200 dB.
 */
export function parseSnr(text: string, option = 'snr'): number | SnrRange {
  const isNumber = new RegExp(`^${NUMBER}$`, 'i').test(text);
  const [lowDb, highDb] = isNumber ? [Number(text), Number(text)] : (pair(text) ?? [1, 0]);
  if (lowDb <= highDb && lowDb >= -MOST_DB && highDb <= MOST_DB) {
    return isNumber ? lowDb : { lowDb, highDb };
  }
  throw new UsageError(
    `--${option} is "${text}"; expected a number of dB from -${MOST_DB} to ${MOST_DB}, or low:high to draw between`,
  );
}

/**
 * `0:20,2.5:0,5:20`: seconds:dB, in the order of time.
 *
 * @throws UsageError for other text.
 */
export function parseEnvelope(text: string): SnrEnvelope {
  const points = text.split(',').map((point): SnrPoint => {
    const numbers = pair(point);
    if (numbers === undefined) {
      throw new UsageError(
        `--snr-envelope has the point "${point}"; expected seconds:dB, as in 0:20,2.5:0,5:20`,
      );
    }
    return { seconds: numbers[0], snrDb: numbers[1] };
  });
  try {
    return new SnrEnvelope(points);
  } catch (error) {
    throw new UsageError(`--snr-envelope: ${(error as Error).message}`);
  }
}

/**
 * `300:3400`, in Hz.
 *
 * @throws UsageError for other text. Whether the band suits the sample rate is seen later.
 */
export function parseBand(text: string): FrequencyBand {
  const [lowHz, highHz] = pair(text) ?? [1, 0];
  if (lowHz >= 0 && lowHz < highHz) return { lowHz, highHz };
  throw new UsageError(`--band is "${text}"; expected low:high in Hz, as in 300:3400`);
}
