import { defineConfig } from 'vitest/config';

const folder = process.env.MUTATED_FOLDER ?? 'snr';

/**
 * Stryker notes what each test reaches in its first run, and goes on noting when the mutants are tried, where nobody asks: that made
 * loops over samples several times slower.
 */
const coverageInFirstRunOnly = {
  name: 'coverage-in-first-run-only',
  transform: (code: string) =>
    code.replace('function cover() {', '$& if (ns.activeMutant !== undefined) return;'),
};

/** The tests that mutants are tried on: the fast ones of the folder. */
export default defineConfig({
  plugins: [coverageInFirstRunOnly],
  test: {
    include: [`test/${folder}/**/*.test.ts`],
    exclude: [
      'test/**/*.slow.test.ts',
      'test/noise/statistics.test.ts',
      'test/noise/oracle.test.ts',
      'test/snr/samples.test.ts',
    ],
    // Stryker has its own timeout for each mutant.
    testTimeout: 600_000,
  },
});
