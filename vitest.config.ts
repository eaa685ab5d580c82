import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    coverage: {
      provider: 'v8',
      include: ['src/formats/wav/**', 'src/noise/**', 'src/level/**'],
      thresholds: { branches: 90 },
    },
  },
});
