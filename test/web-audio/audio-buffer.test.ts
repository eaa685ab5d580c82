import { beforeEach, describe, expect, test } from 'vitest';
import { GaussianNoise } from '../../src/noise/gaussian-noise.ts';
import { audioBufferToBlock, blockToAudioBuffer } from './built.ts';
import { webAudioEngine } from './engine.ts';

let context: OfflineAudioContext;
beforeEach(() => {
  const { OfflineAudioContext } = webAudioEngine();
  context ??= new OfflineAudioContext(1, 1, 48_000);
});
const ramp = (frames: number, from = 0) =>
  Float32Array.from({ length: frames }, (_, i) => from + i);

function stereoBuffer(frames: number): AudioBuffer {
  const buffer = context.createBuffer(2, frames, 16_000);
  buffer.copyToChannel(ramp(frames), 0);
  buffer.copyToChannel(ramp(frames, 1000), 1);
  return buffer;
}

describe('a block of an AudioBuffer', () => {
  test('has all of its frames, its rate and its channels', () => {
    expect(audioBufferToBlock(stereoBuffer(300))).toEqual({
      format: { sampleRate: 16_000, numberOfChannels: 2 },
      frameIndex: 0,
      channelData: [ramp(300), ramp(300, 1000)],
    });
  });

  test('has the range asked for, and stands where that stands unless told', () => {
    const block = audioBufferToBlock(stereoBuffer(300), { startFrame: 100, numberOfFrames: 50 });
    expect(block.frameIndex).toBe(100);
    expect(block.channelData).toEqual([ramp(50, 100), ramp(50, 1100)]);
    expect(audioBufferToBlock(stereoBuffer(300), { frameIndex: 7 }).frameIndex).toBe(7);
  });

  test('ends with the buffer', () => {
    const block = audioBufferToBlock(stereoBuffer(300), { startFrame: 290, numberOfFrames: 50 });
    expect(block.channelData[0]).toEqual(ramp(10, 290));
    expect(audioBufferToBlock(stereoBuffer(3), { startFrame: 3 }).channelData[0]!.length).toBe(0);
  });

  test('is a copy', () => {
    const buffer = stereoBuffer(10);
    audioBufferToBlock(buffer).channelData[0]!.fill(5);
    expect(audioBufferToBlock(buffer).channelData[0]).toEqual(ramp(10));
  });

  test.each([
    { startFrame: -1 },
    { startFrame: 301 },
    { numberOfFrames: -1 },
    { startFrame: Number.NaN },
  ])('is refused for %o', (range) => {
    expect(() => audioBufferToBlock(stereoBuffer(300), range)).toThrow(RangeError);
  });
});

describe('an AudioBuffer of a block', () => {
  test('gives the block back, with noise on it too', () => {
    const block = audioBufferToBlock(stereoBuffer(300));
    const noisy = new GaussianNoise({ std: 0.1, seed: 1 }).process(block);
    const buffer = blockToAudioBuffer(noisy, context);
    expect([buffer.sampleRate, buffer.numberOfChannels, buffer.length]).toEqual([16_000, 2, 300]);
    expect(audioBufferToBlock(buffer)).toEqual(noisy);
  });

  test('takes samples in memory that threads share', () => {
    const samples = new Float32Array(new SharedArrayBuffer(40));
    samples.set(ramp(10));
    const format = { sampleRate: 8000, numberOfChannels: 1 };
    const buffer = blockToAudioBuffer({ format, frameIndex: 0, channelData: [samples] }, context);
    expect(audioBufferToBlock(buffer).channelData[0]).toEqual(ramp(10));
  });

  test('is refused for a block without frames', () => {
    const format = { sampleRate: 8000, numberOfChannels: 1 };
    const block = { format, frameIndex: 0, channelData: [new Float32Array(0)] };
    expect(() => blockToAudioBuffer(block, context)).toThrow(/no frames/);
  });
});
