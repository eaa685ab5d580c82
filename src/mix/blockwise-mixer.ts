import type { EmitBytes, MixStatistics, NoiseMixer } from './noise-mixer.ts';

/**
 * Collects bytes into runs of whole noise blocks, so that no sum depends on how the input was split.
 */
export abstract class BlockwiseMixer implements NoiseMixer {
  readonly #pending: Uint8Array;
  readonly #blockBytes: number;
  #pendingBytes = 0;

  /** @param pending where the bytes are collected: room for one noise block at least. */
  constructor(pending: Uint8Array, blockBytes: number) {
    this.#pending = pending;
    this.#blockBytes = blockBytes;
  }

  abstract readonly statistics: MixStatistics;

  /** Mixes the first bytes of the collected ones and emits the outcome. */
  protected abstract mix(bytes: number, emit: EmitBytes): void;

  push(bytes: Uint8Array, emit: EmitBytes): void {
    const pending = this.#pending;
    for (let start = 0; start < bytes.length; ) {
      const count = Math.min(bytes.length - start, pending.length - this.#pendingBytes);
      pending.set(bytes.subarray(start, start + count), this.#pendingBytes);
      this.#pendingBytes += count;
      start += count;
      const whole = this.#pendingBytes - (this.#pendingBytes % this.#blockBytes);
      if (whole > 0) {
        // The rest is kept aside: mixing may be in place and touch what follows.
        const rest = pending.slice(whole, this.#pendingBytes);
        this.mix(whole, emit);
        pending.set(rest);
        this.#pendingBytes = rest.length;
      }
    }
  }

  end(emit: EmitBytes): void {
    if (this.#pendingBytes > 0) {
      this.mix(this.#pendingBytes, emit);
      this.#pendingBytes = 0;
    }
  }
}
