import { describe, expect, test } from 'vitest';
import { instantiateKernel, type Kernel } from '../../src/kernel/kernel.ts';
import { KernelPool } from '../../src/kernel/kernel-pool.ts';

const memoryOf = ({ exports, audioAddress }: Kernel, bytes: number) =>
  new Uint8Array(exports.memory.buffer, audioAddress, bytes);

describe('a pool of kernels', () => {
  test('lends the same instance again, its audio memory zeroed and as large as asked for', async () => {
    const pool = new KernelPool();
    const first = await pool.lend((create) => {
      const kernel = create(100);
      memoryOf(kernel, 100).fill(7);
      return kernel.exports;
    });
    for (const bytes of [0, 64, 100, 1 << 20]) {
      await pool.lend((create) => {
        const kernel = create(bytes);
        expect(kernel.exports).toBe(first);
        expect(memoryOf(kernel, bytes).every((byte) => byte === 0)).toBe(true);
        memoryOf(kernel, bytes).fill(7);
      });
    }
  });

  test('a kernel that has worked draws what a new one does, also when its memory has grown', async () => {
    const pool = new KernelPool();
    const fresh = instantiateKernel();
    fresh.exports.fillNormals(5, 0, 1, 2, 3);
    for (const bytes of [0, 1 << 20, 16]) {
      await pool.lend((create) => {
        const { exports, normals } = create(bytes);
        exports.fillNormals(9, 0, 9, 9, 9);
        exports.fillNormals(5, 0, 1, 2, 3);
        expect(normals).toEqual(fresh.normals);
      });
    }
  });

  test('never lends one kernel twice at a time, within a piece of work or in two', async () => {
    const pool = new KernelPool();
    const lent: Kernel['exports'][] = [];
    await pool.lend(async (create) => {
      lent.push(create().exports, create().exports);
      await pool.lend((other) => lent.push(other().exports));
    });
    expect(new Set(lent).size).toBe(3);
    await pool.lend((create) => {
      for (let i = 0; i < 3; i++) expect(lent).toContain(create().exports);
      expect(lent).not.toContain(create().exports);
    });
  });

  test('takes kernels back from work that fails', async () => {
    const pool = new KernelPool();
    let lent: unknown;
    const work = pool.lend((create) => {
      lent = create().exports;
      throw new RangeError('no');
    });
    await expect(work).rejects.toThrow(RangeError);
    expect(await pool.lend((create) => create().exports)).toBe(lent);
  });

  test('lends at once as well, for work that is done when it returns, also where it fails', () => {
    const pool = new KernelPool();
    const first = pool.lendNow((create) => create(10).exports);
    expect(() =>
      pool.lendNow((create) => {
        expect(create().exports).toBe(first);
        throw new RangeError('no');
      }),
    ).toThrow(RangeError);
    pool.lendNow((create) => {
      expect(create().exports).toBe(first);
      expect(create().exports).not.toBe(first);
    });
  });

  test('does not keep one with megabytes of memory', async () => {
    const pool = new KernelPool();
    const large = await pool.lend((create) => create(1 << 23).exports);
    expect(await pool.lend((create) => create().exports)).not.toBe(large);
  });
});
