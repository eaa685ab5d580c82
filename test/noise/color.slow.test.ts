// Two minutes of work: AWGN_SLOW=1 npx vitest run test/noise/color.slow.test.ts

import { describe, expect, test } from 'vitest';
import { NOISE_COLORS } from '../../src/noise/noise-color.ts';
import { measureColor } from './color-measurement.ts';

const TIMEOUT_MS = 600_000;
/** Of 2^18 samples each. */
const STRETCHES = 128;

describe('spectra of 2^25 samples, by Welch’s method', { tags: 'slow' }, () => {
  const colors = NOISE_COLORS.filter((color) => color !== 'matched');
  const cases = colors.flatMap((color) =>
    [8000, 16000, 44100, 48000].map((sampleRate) => [color, sampleRate] as const),
  );

  test.each(cases)(
    '%s noise at %i Hz is within 0.5 dB of its definition, from 50 Hz or a thousandth of the rate to 0.45 of it',
    (color, sampleRate) => {
      for (const { hz, deviationDb } of measureColor({ color, sampleRate }, 20, STRETCHES)) {
        expect(Math.abs(deviationDb), `at ${hz} Hz`).toBeLessThan(0.5);
      }
    },
    TIMEOUT_MS,
  );
});
