import { defineConfig } from 'vitest/config';

const folder = process.env.MUTATED_FOLDER ?? 'snr';
const coverageInFirstRunOnly = {
  name: 'coverage-in-first-run-only',
  transform: (code: string) =>
    code.replace('function cover() {', '$& if (ns.activeMutant !== undefined) return;'),
};
export default defineConfig({
  plugins: [coverageInFirstRunOnly],
  test: {
    include: (process.env.MUTATED_TESTS ?? `test/${folder}/**/*.test.ts`).split(','),
    exclude: [
      'test/**/*.slow.test.ts',
      'test/noise/statistics.test.ts',
      'test/noise/oracle.test.ts',
      'test/snr/samples.test.ts',
      'test/level/loudness-cases.test.ts',
      'test/noise/coloured-statistics.test.ts',
    ],
    testTimeout: 600_000,
    setupFiles: ['test/mutation/m2.setup.ts'],
  },
});
