import { dirname } from 'node:path';

/**
 * Files whose mutants are tried on a part of their folder's tests. What fewer tests kill, all of them kill: the score is no
 * higher than with all, and it takes a tenth of the time.
 */
const PARSER = ['messages', 'wav-parser'];
const TESTS = {
  'level/a-weighting.ts': ['weighting-filter'],
  'level/active-level-meter.ts': ['active-level-meter', 's16-level-meter', 'level-definitions'],
  'level/activity-thresholds.ts': ['active-level-meter'],
  'level/biquad.ts': ['weighting-filter'],
  'level/channel-weights.ts': ['loudness-meter'],
  'level/level-definitions.ts': ['level-definitions', 's16-level-meter'],
  'level/k-weighting.ts': ['weighting-filter'],
  'level/loudness-meter.ts': ['loudness-meter', 's16-level-meter'],
  'level/kernel-meter.ts': ['s16-level-meter', 'rms-meter', 'level-definitions', 'weighted-meter'],
  'level/meter-memory.ts': ['meter-memory'],
  'level/non-finite.ts': ['rms-meter', 'active-level-meter', 'peak-meter', 'loudness-meter'],
  'level/mix-sums.ts': ['signal-sums', 'square-sums'],
  'level/offset-sums.ts': ['offset-sums'],
  'level/portable-math.ts': ['portable-math'],
  'level/signal-sums.ts': ['signal-sums', 'offset-sums', 'square-sums'],
  'level/signal-statistics.ts': ['signal-statistics'],
  'level/speech-activity.ts': ['active-level-meter', 's16-level-meter'],
  'level/weighted-meter.ts': ['level-definitions', 's16-level-meter', 'loudness-meter'],
  'level/weighting-filter.ts': ['weighting-filter', 'weighted-meter', 's16-level-meter'],
  'noise/color-convolver.ts': ['colored-stream', 'color-kernel'],
  'noise/color-filter.ts': ['color-filter'],
  'noise/matched-color.ts': ['matched-color'],
  'noise/color-spectrum.ts': ['color-filter'],
  'noise/speech-color.ts': ['color-filter'],
  'noise/color-transform.ts': ['color-filter', 'colored-stream'],
  'noise/noise-color.ts': ['color-filter'],
  'noise/colored-stream.ts': ['colored-stream', 'color-kernel'],
  'noise/gaussian-noise.ts': ['gaussian-noise'],
  'noise/noise-adder.ts': ['gaussian-noise', 'noise-adder'],
  'noise/noise-key.ts': ['noise-key', 'known-answers'],
  'noise/noise-source.ts': ['noise-source'],
  'noise/normal-stream.ts': ['normal-stream', 'colored-stream'],
  'formats/byte-queue.ts': ['byte-queue'],
  'formats/concat-bytes.ts': ['concat-bytes'],
  'formats/flac/channel-mask.ts': ['flac-decoder', 'flac-encoder'],
  'formats/flac/flac-decoder.ts': ['flac-decoder'],
  'formats/flac/flac-encoder.ts': ['flac-encoder'],
  'formats/flac/flac-header-parser.ts': ['flac-decoder'],
  'formats/flac/flac-magic.ts': ['flac-decoder'],
  'formats/flac/flac-metadata.ts': ['flac-encoder'],
  'formats/flac/flac-writer.ts': ['flac-encoder'],
  'formats/flac/frame-reader.ts': ['flac-decoder'],
  'formats/flac/stream-info.ts': ['flac-decoder', 'flac-encoder'],
  'formats/wav/chunk-boundary.ts': PARSER,
  'formats/wav/codec-names.ts': ['codec-names'],
  'formats/wav/ds64-chunk.ts': ['ds64-chunk', 'messages'],
  'formats/wav/fmt-chunk.ts': ['fmt-chunk', 'messages'],
  'formats/wav/fmt-slot.ts': ['fmt-slot', 'messages'],
  'formats/foreign-formats.ts': ['foreign-formats'],
  'formats/encoded-samples/g711.ts': ['sample-codec'],
  'formats/wav/riff-chunk.ts': ['riff-chunk'],
  'formats/encoded-samples/sample-codec.ts': ['sample-codec'],
  'formats/wav/wav-format.ts': ['wav-format'],
  'formats/wav/wav-header-parser.ts': PARSER,
  'formats/wav/wav-parser.ts': PARSER,
  'formats/wav/wav-reader.ts': ['wav-reader'],
  'formats/wav/wav-tail-parser.ts': PARSER,
  'formats/wav/wav-warning.ts': ['messages'],
  'formats/wav/wav-writer.ts': ['wav-writer'],
};

/** Files and tests that the plan names. */
export const PLANNED = Object.entries(TESTS).flatMap(([file, names]) => [
  `src/${file}`,
  ...names.map((name) => testOf(file, name)),
]);

/** Folders in which those mutants are tried, too, that take effect as a file is loaded: Stryker runs every test for each. */
const STATIC_FOLDERS = ['formats', 'formats/encoded-samples', 'formats/flac', 'formats/wav'];

/** Which tests the mutants of a file are tried on (undefined: all fast ones of its folder), and whether static ones are tried. */
export function testPlanOf(file) {
  const folder = dirname(file);
  const tests = TESTS[file]?.map((name) => testOf(file, name));
  return { tests, isStaticTried: STATIC_FOLDERS.includes(folder) };
}

function testOf(file, name) {
  return `test/${dirname(file)}/${name}.test.ts`;
}
