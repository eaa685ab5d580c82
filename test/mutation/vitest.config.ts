import type { RunnerTestCase, RunnerTestFile } from 'vitest';
import { defineConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';
import { TEST_TAGS } from '../tools/test-tags.ts';

const folder = process.env.MUTATED_FOLDER ?? 'noise';

/**
 * Stryker notes what each test reaches in its first run, and goes on noting when the mutants are tried, where nobody asks: that made
 * loops over samples several times slower.
 */
const coverageInFirstRunOnly = {
  name: 'coverage-in-first-run-only',
  transform: (code: string) =>
    code.replace('function cover() {', '$& if (ns.activeMutant !== undefined) return;'),
};

/**
 * A file of tests that fails as it is loaded has no tests that could fail, and Stryker counts those alone: a mutant that
 * throws at once would have survived. Here it has one.
 */
const failureToLoadIsFailure: Reporter = {
  onTestModuleEnd(testModule) {
    const { task: file } = testModule as unknown as { task: RunnerTestFile };
    if (!file.result?.errors?.length) return;
    const failed = { type: 'test', name: 'the file loads', mode: 'run', file, result: file.result };
    file.tasks.push(failed as unknown as RunnerTestCase);
  },
};

/** The tests that mutants are tried on: the fast ones of the folder. */
export default defineConfig({
  plugins: [coverageInFirstRunOnly],
  test: {
    include: process.env.MUTATION_TESTS?.split(',') ?? [`test/${folder}/**/*.test.ts`],
    exclude: [
      'test/**/*.slow.test.ts',
      'test/level/loudness-cases.test.ts',
      'test/noise/colored-statistics.test.ts',
      'test/noise/statistics.test.ts',
      'test/noise/oracle.test.ts',
      'test/noise/samples.test.ts',
    ],
    tags: TEST_TAGS,
    reporters: [failureToLoadIsFailure],
    setupFiles: ['test/mutation/setup.ts'],
    // Stryker has its own timeout for each mutant.
    testTimeout: 600_000,
  },
});
