import type { CreateKernel } from '../kernel/kernel.ts';
import { KernelPool } from '../kernel/kernel-pool.ts';
import type { ColorFilter } from '../noise/color-filter.ts';
import type { ColorSpec } from '../noise/noise-color.ts';
import { createNoiseFilter } from '../noise/noise-source.ts';

/** Filters kept, the latest: 32 KiB each. */
const KEPT_FILTERS = 8;

/**
 * What takes time to make and can serve one input after the other, also several at the same time: kernels, and filters
 * of colors. What comes out is the same with a workspace of many runs as with one for each.
 */
export class NoiseWorkspace {
  readonly #kernels = new KernelPool();
  readonly #filters = new Map<string, ColorFilter>();

  /** Lends kernels while the work lasts, as {@link KernelPool.lend} does. */
  lendKernels<T>(work: (createKernel: CreateKernel) => T | Promise<T>): Promise<T> {
    return this.#kernels.lend(work);
  }

  /** {@link lendKernels}, for work that is done when it returns. */
  lendKernelsNow<T>(work: (createKernel: CreateKernel) => T): T {
    return this.#kernels.lendNow(work);
  }

  /** As {@link createNoiseFilter}; a filter that was made lately is the same again. */
  readonly createFilter = (spec: ColorSpec): ColorFilter | undefined => {
    // No two signals have the same spectrum.
    if (spec.color === 'matched') return createNoiseFilter(spec);
    const { color, sampleRate, band } = spec;
    const name = JSON.stringify([color, sampleRate, band?.lowHz, band?.highHz]);
    const filter = this.#filters.get(name) ?? createNoiseFilter(spec);
    if (filter === undefined) return undefined;
    this.#filters.delete(name);
    this.#filters.set(name, filter);
    if (this.#filters.size > KEPT_FILTERS) {
      this.#filters.delete(this.#filters.keys().next().value!);
    }
    return filter;
  };
}
