import { describe, expect, test } from 'vitest';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import { S16Memory } from '../../src/level/s16-memory.ts';

/** Interleaved samples that all differ from their neighbours, as bytes. */
function createBytes(channels: number, frames: number): Uint8Array {
  const samples = Int16Array.from({ length: channels * frames }, (_, i) => (i * 31) % 32768);
  return new Uint8Array(samples.buffer);
}

describe.each([1, 2, 3, 7])('S16Memory of %i channels', (channels) => {
  const frames = 20_001;
  const bytes = createBytes(channels, frames);
  const integers = new Int16Array(bytes.buffer);

  test('gives the samples of each channel, piece by piece, in as few pieces as fit', () => {
    const memory = new S16Memory(channels, instantiateKernel);
    const found = Array.from({ length: channels }, () => new Int16Array(frames));
    let at = 0;
    let pieces = 0;
    memory.load(bytes, (loaded, count) => {
      pieces++;
      for (const [channel, samples] of found.entries()) {
        samples.set(loaded.channel(channel, count), at);
      }
      at += count;
    });
    const framesOfPiece = Math.floor(8192 / channels);
    expect(pieces).toBe(Math.ceil(frames / framesOfPiece));
    for (const [channel, samples] of found.entries()) {
      const wrong = samples.findIndex((x, i) => x !== integers[i * channels + channel]);
      expect(wrong).toBe(-1);
    }
  });

  test('writes to the memory it asked for, and not to what it leaves to its owner', () => {
    const furtherBytes = 1000;
    let asked = 0;
    const memory = new S16Memory(
      channels,
      (audioBytes = 0) => {
        asked = audioBytes;
        return instantiateKernel(audioBytes);
      },
      furtherBytes,
    );
    const { buffer } = memory.exports.memory;
    const before = new Uint8Array(buffer.slice(0, memory.address));
    const view = new DataView(buffer);
    new Uint8Array(buffer, memory.furtherAddress, furtherBytes).fill(123);
    memory.load(bytes, (loaded, count) => {
      for (let channel = 0; channel < channels; channel++) loaded.channel(channel, count);
    });
    const changed = before.findIndex((byte, i) => byte !== view.getUint8(i));
    expect(changed).toBe(-1);
    const further = new Uint8Array(buffer, memory.furtherAddress, furtherBytes);
    expect(further.every((byte) => byte === 123)).toBe(true);
    expect(memory.furtherAddress).toBeGreaterThan(memory.address);
    expect(memory.furtherAddress + furtherBytes).toBeLessThanOrEqual(memory.address + asked);
  });
});
