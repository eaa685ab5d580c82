import type { NoiseKey } from '../noise/noise-key.ts';

/** Under this name the worklet's script registers the processor. */
export const PROCESSOR_NAME = 'awgn-gaussian-noise';

/** How strong the noise is. */
export type NoiseStrength =
  /** Of this standard deviation, linear, a 32-bit float. */
  | { readonly type: 'std'; readonly std: number }
  /** In the ratio of the parameter `snr` to a signal of this power, linear. */
  | { readonly type: 'known'; readonly signalPower: number }
  /** In the ratio of the parameter `snr` to the active level of what was heard lately. */
  | { readonly type: 'tracked' };

/**
 * What the processor gets from the node: nothing that needs decoding, since not every AudioWorkletGlobalScope has `atob`
 * and `TextEncoder`.
 */
export interface ProcessorOptions {
  /** The kernel's WebAssembly. */
  readonly kernelBytes: Uint8Array<ArrayBuffer>;
  readonly noiseKey: NoiseKey;
  /** Frame of the noise that the first rendered frame gets. */
  readonly offsetFrames: number;
  /** Whether all channels get the noise of the first. */
  readonly shared: boolean;
  readonly strength: NoiseStrength;
  /** The color; none for white noise of all frequencies. */
  readonly color?: NodeColor | undefined;
}

/** A filter that makes white noise colored, designed by the node. */
export interface NodeColor {
  /** That of a `ColorFilter`. */
  readonly response: Float32Array;
  /** Roots of unity as `ColorConvolver` wants them. */
  readonly roots: Float32Array;
}
