import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { TallyReporter } from './test/tools/tally-reporter.ts';
import { TEST_TAGS } from './test/tools/test-tags.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Half of the tests wait for processes that they have started: by itself vitest leaves a core of two idle.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    tags: TEST_TAGS,
    globalSetup: ['test/tools/hide-tools.ts'],
    reporters: ['default', new TallyReporter()],
    coverage: {
      provider: 'v8',
      include: ['src/formats/wav/**', 'src/noise/**', 'src/level/**'],
      thresholds: { branches: 90 },
    },
  },
});
