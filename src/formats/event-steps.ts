import type { AudioEvent } from './audio-decoder.ts';

/** A step of decoding: it yields an event, or undefined where it needs another piece of input, and returns its result. */
export type Decoding<Result = void> = Generator<AudioEvent | undefined, Result, undefined>;

/**
 * Runs a {@link Decoding} as far as the input goes, an event at a time: a few bytes may stand for more samples than memory
 * holds. What it throws it throws again, whenever it is asked to go on.
 */
export class EventSteps {
  readonly #decoding: Decoding;
  #failure: { readonly error: unknown } | undefined;

  constructor(decoding: Decoding) {
    this.#decoding = decoding;
  }

  /** Events until another piece of input is needed, or there is nothing more. */
  *resume(): Generator<AudioEvent, void, void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    for (;;) {
      let event: AudioEvent | undefined;
      try {
        event = this.#decoding.next().value ?? undefined;
      } catch (error) {
        this.#failure = { error };
        throw error;
      }
      if (event === undefined) return;
      yield event;
    }
  }
}
