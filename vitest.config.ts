import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { TallyReporter } from './test/tools/tally-reporter.ts';
import { TEST_TAGS } from './test/tools/test-tags.ts';

/** Those that replace calls of node:fs, and those that start programs to measure their memory: it counts that of who starts them. */
const ALONE = [
  'test/fuzz/finds.test.ts',
  'test/cli/memory.test.ts',
  'test/cli/corpus/memory.slow.test.ts',
  'test/cli/generate.test.ts',
  'test/streams/streams.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        // To load every module anew for each file took a quarter of the time.
        test: { name: 'tests', include: ['test/**/*.test.ts'], exclude: ALONE, isolate: false },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Half of the tests wait for processes that they have started: by itself vitest leaves a core of two idle.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    setupFiles: ['test/tools/set-up.ts'],
    tags: TEST_TAGS,
    globalSetup: ['test/tools/hide-tools.ts'],
    reporters: ['default', new TallyReporter()],
    coverage: {
      provider: 'v8',
      include: ['src/formats/**', 'src/noise/**', 'src/level/**'],
      thresholds: { branches: 90 },
    },
  },
});
