import { expect, test } from 'vitest';
import { NonFiniteSignalError } from '../../src/errors.ts';
import { refuseNonFinite } from '../../src/level/non-finite.ts';

/** Refuses a block that begins with frame 100 and has these channels. */
function refuse(...channels: number[][]): () => never {
  const channelData = channels.map((samples) => Float32Array.from(samples));
  const format = { sampleRate: 8000, numberOfChannels: channels.length };
  return () => refuseNonFinite({ format, frameIndex: 100, channelData });
}

test('names the earliest sample, of the lowest channel where there are several', () => {
  const { NaN: nan } = Number;
  expect(refuse([0, 0, nan], [0, -Infinity, 0])).toThrow(NonFiniteSignalError);
  expect(refuse([0, 0, nan], [0, -Infinity, 0])).toThrow('sample 101 of channel 2 is -Infinity');
  expect(refuse([0, nan, 0], [0, 0, Infinity])).toThrow('sample 101 of channel 1 is NaN');
  expect(refuse([0, 0], [0, Infinity], [0, nan])).toThrow('sample 101 of channel 2 is Infinity');
  expect(refuse([nan, nan], [0, 0])).toThrow('sample 100 of channel 1 is NaN');
});

test('says so where the sample was in a block before', () => {
  expect(refuse([0, 0])).toThrow('an earlier sample was NaN or infinite; expected finite samples');
});
