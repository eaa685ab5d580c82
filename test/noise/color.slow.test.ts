// Two minutes of work: AWGN_SLOW=1 npx vitest run test/noise/color.slow.test.ts

import { describe, expect, test } from 'vitest';
import { NOISE_COLOURS } from '../../src/noise/noise-color.ts';
import { measureColour } from './color-measurement.ts';

const TIMEOUT_MS = 600_000;
/** Of 2^18 samples each. */
const STRETCHES = 128;

describe('spectra of 2^25 samples, by Welch’s method', { tags: 'slow' }, () => {
  const colours = NOISE_COLOURS.filter((colour) => colour !== 'matched');
  const cases = colours.flatMap((colour) =>
    [8000, 16000, 44100, 48000].map((sampleRate) => [colour, sampleRate] as const),
  );

  test.each(cases)(
    '%s noise at %i Hz is within 0.5 dB of its definition, from 50 Hz or a thousandth of the rate to 0.45 of it',
    (colour, sampleRate) => {
      for (const { hz, deviationDb } of measureColour({ colour, sampleRate }, 20, STRETCHES)) {
        expect(Math.abs(deviationDb), `at ${hz} Hz`).toBeLessThan(0.5);
      }
    },
    TIMEOUT_MS,
  );
});
