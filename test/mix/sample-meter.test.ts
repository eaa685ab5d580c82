import { describe, expect, test } from 'vitest';
import { SAMPLE_ENCODINGS } from '../../src/audio-format.ts';
import { NonFiniteSignalError } from '../../src/errors.ts';
import { decodeSamples } from '../../src/formats/encoded-samples/sample-codec.ts';
import { LEVEL_DEFINITIONS, LEVELS } from '../../src/level/level-definitions.ts';
import { createSampleMeter } from '../../src/mix/create-sample-meter.ts';
import { DecodingMeter } from '../../src/mix/decoding-meter.ts';
import type { SampleMeter } from '../../src/mix/sample-meter.ts';
import { seededRandom } from '../formats/wav/splitting.ts';
import { sampleOf } from '../tools/depth.ts';
import { createWhiteMixer, encode, formatOf, inFrames, randomChannels } from './signals.ts';

describe('sample meter', () => {
  test.each(sampleOf(SAMPLE_ENCODINGS, 3))(
    'sums the squares of %s samples, however they come',
    (encoding) => {
      const format = formatOf(encoding, 3);
      const bytes = encode(randomChannels(1, 3, 50_001), format);
      const decoded = Array.from({ length: 3 }, () => new Float32Array(50_001));
      decodeSamples(bytes, format, decoded);
      const expected = decoded.reduce((sum, x) => sum + x.reduce((s, y) => s + y * y, 0), 0);
      const random = seededRandom(2);
      for (const framesOf of [() => 50_001, () => 1, () => Math.floor(9000 * random())]) {
        const meter = createSampleMeter(format);
        for (const piece of inFrames(bytes, format, framesOf)) meter.push(piece);
        expect(meter.numberOfFrames).toBe(50_001);
        // A running sum of n terms is within n · 2^-53 of the true one.
        expect(Math.abs(meter.energy / expected - 1)).toBeLessThan(150_003 * 2 ** -53);
      }
    },
  );

  test.each(SAMPLE_ENCODINGS)(
    'measures %s exactly as the mixer does in the pass that follows, whatever that writes',
    (encoding) => {
      const input = formatOf(encoding, 2);
      const bytes = encode(randomChannels(3, 2, 30_000), input);
      const meter = createSampleMeter(input);
      meter.push(bytes);
      for (const output of SAMPLE_ENCODINGS) {
        const mixer = createWhiteMixer({
          input,
          output: formatOf(output, 2),
          std: 0.1,
          mean: 0,
          seed: 1,
          key: '',
          scale: 1,
        });
        mixer.push(bytes, () => {});
        mixer.end(() => {});
        expect(mixer.statistics.signalEnergy).toBe(meter.energy);
      }
    },
  );

  test('agrees with the mixer to the last bit for hours of loud stereo, where sums exceed 53 bits', {
    tags: 'thorough',
  }, () => {
    const input = formatOf('s16', 2);
    // 2^30 times the energy is an integer: beyond 2^53 from an energy of 2^23 on, in each of two channels.
    const random = seededRandom(1);
    // (This seed is one where adding the two rounded sums would be wrong half of the time.)
    const loud = Int16Array.from({ length: 2 ** 17 }, () => 32767 - Math.floor(1000 * random()));
    const piece = new Uint8Array(loud.buffer);
    const meter = createSampleMeter(input);
    const output = formatOf('f32', 2);
    const noise = { std: 0, mean: 0, seed: 1, key: '', scale: 1 };
    const mixer = createWhiteMixer({ input, output, ...noise });
    for (let i = 0; i < 160; i++) {
      meter.push(piece);
      mixer.push(piece, () => {});
      if (i > 135) expect(mixer.statistics.signalEnergy).toBe(meter.energy);
    }
    expect(meter.energy).toBeGreaterThan(2 * 2 ** 23);
  });

  describe.each(LEVEL_DEFINITIONS)('by %s', (level) => {
    const options = [
      { level },
      { level, perChannel: true },
      { level, spectrum: true },
      { level, removeDc: true, spectrum: true },
    ];

    test.each(options)('finds in 16-bit integers what the decoding one finds: %j', (what) => {
      for (const channels of [1, 2, 3]) {
        const format = formatOf('s16', channels);
        const signal = randomChannels(5, channels, 30_011, 0.5);
        for (const samples of signal) samples.set(samples.map((x) => x + 0.25));
        const bytes = encode(signal, format);
        const needsMeans = what.removeDc === true && LEVELS[level].meansFirst;
        const means = needsMeans ? signal.map((_, channel) => 0.25 + channel / 100) : undefined;
        const decoding = new DecodingMeter(format, {
          level,
          spectrum: what.spectrum ?? false,
          removeDc: what.removeDc ?? false,
          means,
        });
        decoding.push(bytes);
        const read = (meter: SampleMeter) => [
          meter.numberOfFrames,
          meter.energy,
          meter.means,
          meter.power(),
          what.perChannel ? meter.channelPowers() : [],
          meter.predictor,
        ];
        const random = seededRandom(6);
        for (const framesOf of [() => 30_011, () => 1 + Math.floor(9000 * random())]) {
          const meter = createSampleMeter(format, { ...what, means });
          for (const piece of inFrames(bytes, format, framesOf)) meter.push(piece);
          expect(read(meter)).toEqual(read(decoding));
        }
      }
    });
  });

  test('refuses NaN and infinities, and says where they are', () => {
    const format = formatOf('f32', 2);
    const channels = randomChannels(4, 2, 5000);
    channels[0]![4999] = Number.NaN;
    const bytes = encode(channels, format);
    const measure = () => {
      const meter = createSampleMeter(format);
      for (const piece of inFrames(bytes, format, () => 777)) meter.push(piece);
    };
    expect(measure).toThrow(NonFiniteSignalError);
    expect(measure).toThrow('sample 4999 of channel 1 is NaN');
  });
});
