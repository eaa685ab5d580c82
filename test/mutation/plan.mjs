/**
 * Files whose mutants are tried on a part of their folder's tests. What fewer tests kill, all of them kill: the score is no
 * higher than with all, and it takes a tenth of the time.
 */
const PARSER = ['messages', 'wav-parser'];
const TESTS = {
  'level/a-weighting.ts': ['weighting-filter'],
  'level/active-level-meter.ts': ['active-level-meter', 's16-level-meter', 'create-level-meter'],
  'level/activity-thresholds.ts': ['active-level-meter'],
  'level/biquad.ts': ['weighting-filter'],
  'level/channel-weights.ts': ['loudness-meter'],
  'level/create-level-meter.ts': ['create-level-meter', 's16-level-meter'],
  'level/k-weighting.ts': ['weighting-filter'],
  'level/loudness-meter.ts': ['loudness-meter', 's16-level-meter'],
  'level/non-finite.ts': ['rms-meter', 'active-level-meter', 'peak-meter', 'loudness-meter'],
  'level/mix-sums.ts': ['signal-sums'],
  'level/offset-sums.ts': ['offset-sums'],
  'level/portable-math.ts': ['portable-math'],
  'level/s16-memory.ts': ['s16-level-meter'],
  'level/signal-sums.ts': ['signal-sums', 'offset-sums'],
  'level/signal-statistics.ts': ['signal-statistics'],
  'level/speech-activity.ts': ['active-level-meter', 's16-level-meter'],
  'level/weighted-meter.ts': ['create-level-meter', 's16-level-meter', 'loudness-meter'],
  'level/weighting-filter.ts': ['weighting-filter', 's16-level-meter'],
  'noise/colour-convolver.ts': ['coloured-stream', 'colour-kernel'],
  'noise/colour-filter.ts': ['colour-filter'],
  'noise/colour-matched.ts': ['colour-matched'],
  'noise/colour-spectrum.ts': ['colour-filter'],
  'noise/colour-speech.ts': ['colour-filter'],
  'noise/colour-transform.ts': ['colour-filter', 'coloured-stream'],
  'noise/colour.ts': ['colour-filter'],
  'noise/coloured-stream.ts': ['coloured-stream', 'colour-kernel'],
  'noise/gaussian-noise.ts': ['gaussian-noise'],
  'noise/noise-adder.ts': ['gaussian-noise', 'noise-adder'],
  'noise/noise-key.ts': ['noise-key', 'known-answers'],
  'noise/noise-source.ts': ['noise-source'],
  'noise/normal-stream.ts': ['normal-stream', 'coloured-stream'],
  'wav/byte-queue.ts': ['byte-queue'],
  'wav/chunk-boundary.ts': PARSER,
  'wav/codec-names.ts': ['codec-names'],
  'wav/ds64-chunk.ts': ['ds64-chunk', 'messages'],
  'wav/fmt-chunk.ts': ['fmt-chunk', 'messages'],
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

/** Files and tests that the plan names. */
export const PLANNED = Object.entries(TESTS).flatMap(([file, names]) => [
  `src/${file}`,
  ...names.map((name) => testOf(file, name)),
]);

/** Folders in which those mutants are tried, too, that take effect as a file is loaded: Stryker runs every test for each. */
const STATIC_FOLDERS = ['snr', 'wav'];

/** Which tests the mutants of a file are tried on (undefined: all fast ones of its folder), and whether static ones are tried. */
export function testPlanOf(file) {
  const [folder] = file.split('/');
  const tests = TESTS[file]?.map((name) => testOf(file, name));
  return { tests, isStaticTried: STATIC_FOLDERS.includes(folder) };
}

function testOf(file, name) {
  return `test/${file.split('/')[0]}/${name}.test.ts`;
}
