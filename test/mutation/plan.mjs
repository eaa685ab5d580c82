/**
 * Files whose mutants are tried on a part of their folder's tests. What fewer tests kill, all of them kill: the score is no
 * higher than with all. It takes a tenth of the time, so that static mutants, for which Stryker runs every test, can be
 * tried too.
 */
const PARSER = ['messages', 'wav-parser', 'wav-format', 'wav-reader'];
const TESTS = {
  'wav/byte-queue.ts': ['byte-queue'],
  'wav/chunk-boundary.ts': PARSER,
  'wav/codec-names.ts': ['codec-names'],
  'wav/ds64-chunk.ts': ['ds64-chunk', 'messages'],
  'wav/fmt-chunk.ts': PARSER,
  'wav/fmt-slot.ts': ['fmt-slot', 'messages'],
  'wav/foreign-formats.ts': ['foreign-formats'],
  'wav/g711.ts': ['sample-codec'],
  'wav/riff-chunk.ts': ['riff-chunk'],
  'wav/sample-codec.ts': ['sample-codec'],
  'wav/wav-format.ts': ['wav-format'],
  'wav/wav-header-parser.ts': PARSER,
  'wav/wav-parser.ts': PARSER,
  'wav/wav-reader.ts': ['wav-reader'],
  'wav/wav-tail-parser.ts': PARSER,
  'wav/wav-warning.ts': ['messages'],
  'wav/wav-writer.ts': ['wav-writer'],
};

/** Folders whose tests are fast enough to try static mutants on all of them. */
const QUICK_FOLDERS = ['snr'];

/**
 * Which tests the mutants of a file are tried on (undefined: all fast ones of its folder), and whether those are tried that
 * take effect as the file is loaded.
 */
export function testPlanOf(file) {
  const [folder] = file.split('/');
  const tests = TESTS[file]?.map((name) => `test/${folder}/${name}.test.ts`);
  return { tests, isStaticTried: tests !== undefined || QUICK_FOLDERS.includes(folder) };
}
