import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLevelMeter, LEVELS } from '../../src/level/level-definitions.ts';
import type { LevelMeter } from '../../src/level/level-meter.ts';
import { MeterMemory } from '../../src/level/meter-memory.ts';
import { burstySignal, feed } from './test-signals.ts';

const DEFINITIONS = ['active', 'a-weighted', 'loudness', 'peak'] as const;
const FRAMES = 20_001;

/** Samples as 16-bit integers, interleaved, and as the floats that these mean. The last channel has the largest integer there is. */
function createSignal(channels: number) {
  const channelData = Array.from({ length: channels }, (_, channel) =>
    burstySignal(8000, 4, 5 + channel)
      .subarray(0, FRAMES)
      .map((x) => Math.round(32768 * x) / 32768),
  );
  channelData[channels - 1]![FRAMES - 3] = -1;
  const bytes = new Uint8Array(2 * channels * FRAMES);
  const view = new DataView(bytes.buffer);
  for (const [channel, samples] of channelData.entries()) {
    for (const [i, x] of samples.entries()) {
      view.setInt16(2 * (i * channels + channel), 32768 * x, true);
    }
  }
  return { channelData, bytes };
}

/** A meter, and what has it take frames that stand in its memory at an odd address for vectors. */
function createMeter(definition: (typeof DEFINITIONS)[number], channels: number) {
  const memory = new MeterMemory();
  const address = memory.reserve(2 * channels * FRAMES + 16) + 2;
  const format = { sampleRate: 8000, numberOfChannels: channels };
  const meter = LEVELS[definition].createMeter!(format, memory);
  const processS16 = (bytes: Uint8Array) => {
    new Uint8Array(memory.exports.memory.buffer, address, bytes.length).set(bytes);
    meter.processS16(address, bytes.length / 2 / channels);
  };
  return { meter, processS16 };
}

const readings = (meter: LevelMeter) => [
  meter.numberOfFrames,
  meter.power(),
  ...meter.channelPowers(),
];

describe.each(DEFINITIONS)('%s of 16-bit integers', (definition) => {
  test.each([1, 2, 3, 8])(
    'is that of the decoded samples, to the last bit, in pieces of any size: %i channels',
    (channels) => {
      const { channelData, bytes } = createSignal(channels);
      const format = { sampleRate: 8000, numberOfChannels: channels };
      const expected = readings(feed(createLevelMeter(definition, format), channelData, format));
      expect(expected[1]).toBeGreaterThan(0);
      const bytesPerFrame = 2 * channels;
      fc.assert(
        fc.property(fc.uniqueArray(fc.integer({ min: 0, max: FRAMES }), { maxLength: 8 }), (at) => {
          const { meter, processS16 } = createMeter(definition, channels);
          let from = 0;
          for (const to of [...at.sort((a, b) => a - b), FRAMES]) {
            processS16(bytes.subarray(bytesPerFrame * from, bytesPerFrame * to));
            from = to;
          }
          expect(readings(meter)).toEqual(expected);
        }),
        { seed: 1, numRuns: 20 },
      );
    },
  );

  test('may go on with decoded ones, and the other way round', () => {
    const { channelData, bytes } = createSignal(2);
    const format = { sampleRate: 8000, numberOfChannels: 2 };
    const { meter, processS16 } = createMeter(definition, 2);
    feed(
      meter,
      channelData.map((samples) => samples.subarray(0, 5001)),
      format,
    );
    processS16(bytes.subarray(4 * 5001, 4 * 12_000));
    feed(
      meter,
      channelData.map((samples) => samples.subarray(12_000)),
      format,
    );
    const whole = feed(createLevelMeter(definition, format), channelData, format);
    expect(readings(meter)).toEqual(readings(whole));
  });

  test('is undefined for silence', () => {
    const { meter, processS16 } = createMeter(definition, 2);
    processS16(new Uint8Array(4 * 9000));
    expect(readings(meter)).toEqual([9000, undefined, undefined, undefined]);
  });
});
