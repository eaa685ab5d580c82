import { describe, expect, test } from 'vitest';
import { BLOCK_FRAMES, instantiateKernel, type Kernel } from '../../src/kernel/kernel.ts';
import { philox4x32, type Words4, xoshiro128plusplus } from '../noise/oracle.ts';

// As in src/kernel/assembly/layout.ts.
const STATE_ADDRESS = 1024;
const ANGLES_ADDRESS = 10240;

/** The states of generators 0 to 3, or 4 to 7, as the kernel seeded them last: word w of lane l is at 4 w + l. */
function seededStates({ exports }: Kernel, firstLane: 0 | 4): Words4[] {
  const words = new Uint32Array(exports.memory.buffer, STATE_ADDRESS + 16 * firstLane, 16);
  return [0, 1, 2, 3].map((lane) => [0, 4, 8, 12].map((w) => words[w + lane]!)) as never;
}

describe('the generators within the kernel', () => {
  test('lane 0 of block 0, channel 0 and key 0 is the first known answer of Philox4x32-10', () => {
    const kernel = instantiateKernel();
    kernel.exports.fillNormals(0, 0, 0, 0, 0);
    expect(seededStates(kernel, 0)[0]).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  });

  test.each([
    [0x85a308d3, 0x03707344, 0x13198a2e, 0xa4093822, 0x299f31d0],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [1, 2, 3, 4, 5],
    [0x80000000, 0, 0, 0, 0x80000000],
  ])(
    'all lanes are Philox4x32-10 of (lane, %i, channel, high): high %i, channel %i, key %i %i',
    (blockLow, blockHigh, channel, keyLow, keyHigh) => {
      const kernel = instantiateKernel();
      const lane = (index: number) =>
        philox4x32([index, blockLow, channel, blockHigh], [keyLow, keyHigh]);
      kernel.exports.fillNormals(blockLow, blockHigh, channel, keyLow, keyHigh);
      expect(seededStates(kernel, 0)).toEqual([0, 1, 2, 3].map(lane));
      expect(seededStates(kernel, 4)).toEqual([4, 5, 6, 7].map(lane));
    },
  );

  test('the words of the angles are those of xoshiro128++', () => {
    const kernel = instantiateKernel();
    kernel.exports.fillNormals(9, 0, 1, 2, 3);
    const words = new Uint32Array(kernel.exports.memory.buffer, ANGLES_ADDRESS, 2048);
    for (const [lane, state] of seededStates(kernel, 4).entries()) {
      const next = xoshiro128plusplus(state);
      const expected = Array.from({ length: 512 }, next);
      expect(Array.from(expected, (_, step) => words[4 * step + lane])).toEqual(expected);
    }
  });
});

describe('instantiateKernel', () => {
  test.each([0, 1, 65536, 65537, 1 << 20])(
    'gives %i bytes of audio memory behind its own, zeroed',
    (audioBytes) => {
      const { exports, audioAddress } = instantiateKernel(audioBytes);
      const { buffer } = exports.memory;
      expect(buffer.byteLength).toBeGreaterThanOrEqual(audioAddress + audioBytes);
      const audio = new Uint8Array(buffer, audioAddress, audioBytes);
      expect(audio.every((byte) => byte === 0)).toBe(true);
      expect(audioAddress % 16).toBe(0);
    },
  );

  test('the normals are the ones that were filled last, and outside the audio memory', () => {
    const kernel = instantiateKernel(4096);
    const { exports, normals, audioAddress } = kernel;
    expect(normals).toHaveLength(BLOCK_FRAMES);
    expect(normals.byteOffset + normals.byteLength).toBeLessThanOrEqual(audioAddress);
    exports.fillNormals(0, 0, 0, 0, 0);
    exports.normalsEnergy(1, 0, 0, 0, 0);
    const audio = new Uint8Array(exports.memory.buffer, audioAddress);
    expect(audio.every((byte) => byte === 0)).toBe(true);
    expect(normals.every((x) => Number.isFinite(x))).toBe(true);
  });

  test('instances share no memory', () => {
    const a = instantiateKernel(16);
    const b = instantiateKernel(16);
    a.exports.fillNormals(0, 0, 0, 1, 1);
    const before = a.normals.slice();
    b.exports.fillNormals(0, 0, 0, 2, 2);
    expect(a.normals).toEqual(before);
    expect(b.normals).not.toEqual(before);
  });

  test('the static constants survive everything the kernel does', () => {
    const kernel = instantiateKernel(1 << 18);
    const { exports, audioAddress } = kernel;
    exports.fillNormals(0, 0, 0, 0, 0);
    const before = kernel.normals.slice();
    const energy = exports.normalsEnergy(0, 0, 0, 0, 0);
    exports.scaleNormals(audioAddress, 1, BLOCK_FRAMES, 1e6, 1);
    exports.mixS16(audioAddress + 65536, audioAddress, BLOCK_FRAMES);
    exports.fillNormals(0, 0, 0, 0, 0);
    expect(kernel.normals).toEqual(before);
    expect(exports.normalsEnergy(0, 0, 0, 0, 0)).toBe(energy);
  });
});
