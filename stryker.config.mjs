// Mutation testing of one file of the core, or of one folder: see docs/testing.md. test/mutation/run.mjs sets these.
const folder = process.env.MUTATED_FOLDER ?? 'noise';
const file = process.env.MUTATED_FILE;
const report = file === undefined ? folder : `${folder}/${file}`;

export default {
  mutate: process.env.MUTATED_LINES?.split(',') ?? [`src/${folder}/${file ?? '**/*.ts'}`],
  testRunner: 'vitest',
  // All tests of the configuration count: what a mutant is covered by is measured, not guessed from imports.
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  ignoreStatic: process.env.STATIC_MUTANTS === undefined,
  concurrency: 1,
  // A mutant that loops for ever is told from one on a busy machine.
  timeoutMS: 20_000,
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false },
  jsonReporter: { fileName: `reports/mutation/${report}.json` },
  thresholds: { high: 90, low: 80, break: 80 },
  // Types do not matter to what runs; without this each file would be parsed twice, AssemblyScript with them.
  disableTypeChecks: false,
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['dist', 'docs/api', 'coverage', 'bench/results', 'reports'],
};
