import { type CreateKernel, instantiateKernel, type Kernel } from '../kernel/kernel.ts';
import { refuseUnknownProperties } from '../known-properties.ts';
import { type ColorFilter, createColorFilter } from './color-filter.ts';
import { ColoredStream } from './colored-stream.ts';
import type { ColorSpec } from './noise-color.ts';
import type { NoiseStream } from './noise-stream.ts';
import { NormalStream } from './normal-stream.ts';

/** Which noise. */
export interface NoiseSourceOptions {
  /** An integer from 0 to 2^53 - 1. */
  readonly seed: number;
  /** Any text; the empty one unless given. */
  readonly key?: string;
  /** White noise unless given. */
  readonly filter?: ColorFilter | undefined;
  /** Where blocks are left: an instance that nobody else uses; a new one unless given. */
  readonly kernel?: Kernel;
  /** Where further kernels come from; new ones unless given. */
  readonly createKernel?: CreateKernel;
}

/**
 * The filter of a color; none for white noise of all frequencies.
 *
 * @throws RangeError or TypeError as {@link createColorFilter} does.
 */
export function createNoiseFilter(spec: ColorSpec): ColorFilter | undefined {
  return spec.color === 'white' && !spec.band ? undefined : createColorFilter(spec);
}

const NOISE_SOURCE: readonly (keyof NoiseSourceOptions)[] = [
  'seed',
  'key',
  'filter',
  'kernel',
  'createKernel',
];

/**
 * The stream of the noise: noise stream v1 as it is where it need not be filtered, white or not.
 *
 * @throws RangeError when the seed is not an integer in range; TypeError for an unknown option.
 */
export function createNoiseStream(options: NoiseSourceOptions): NoiseStream {
  refuseUnknownProperties(options, NOISE_SOURCE, 'createNoiseStream');
  const { seed, key = '', filter, createKernel = instantiateKernel } = options;
  const { kernel = createKernel() } = options;
  const plain = !filter || (filter.spec.color === 'white' && !filter.spec.band);
  return plain
    ? new NormalStream(seed, key, kernel)
    : new ColoredStream(seed, key, filter, kernel, createKernel);
}
