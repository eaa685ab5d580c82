// Mutation testing of one folder of the core: see docs/testing.md. test/mutation/run.mjs sets the folder.
const folder = process.env.MUTATED_FOLDER ?? 'snr';

export default {
  mutate: [`src/${folder}/**/*.ts`],
  testRunner: 'vitest',
  // All tests of the configuration count: what a mutant is covered by is measured, not guessed from imports.
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  ignoreStatic: process.env.STATIC_MUTANTS === undefined,
  concurrency: 2,
  timeoutMS: 15_000,
  incremental: true,
  incrementalFile: `reports/mutation/${folder}-incremental.json`,
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false },
  jsonReporter: { fileName: `reports/mutation/${folder}.json` },
  thresholds: { high: 90, low: 80, break: 80 },
  // Types do not matter to what runs; without this each file would be parsed twice, AssemblyScript with them.
  disableTypeChecks: false,
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['dist', 'docs/api', 'coverage', 'bench/results', 'reports'],
};
