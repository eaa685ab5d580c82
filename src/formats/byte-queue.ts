/**
 * Bytes that arrive in pieces of any size and are taken in pieces of the taker's choice.
 *
 *     consumed │ held: own copies of what earlier pieces left │ input: the piece at hand, not copied │ not yet there
 *
 * A piece belongs to its giver again after {@link hold}.
 */
export class ByteQueue {
  #held = new Uint8Array(64);
  #heldStart = 0;
  #heldEnd = 0;
  #input: Uint8Array = new Uint8Array(0);
  #consumedBytes = 0;
  #isEnded = false;

  /** Bytes taken so far: the offset in the whole input of the next byte. */
  get byteOffset(): number {
    return this.#consumedBytes;
  }

  /** Bytes that are there and not taken. */
  get availableBytes(): number {
    return this.#heldEnd - this.#heldStart + this.#input.length;
  }

  /** Whether no more pieces will come. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Says that no more pieces will come. */
  end(): void {
    this.#isEnded = true;
  }

  /** Makes a piece available. The one before must have been put by with {@link hold}. */
  push(bytes: Uint8Array): void {
    // What is given as a Buffer would stay one, whose slice() is a view and no copy.
    this.#input =
      bytes.constructor === Uint8Array
        ? bytes
        : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next bytes without taking them; undefined while fewer are there. Valid until the next call. */
  peek(byteLength: number): Uint8Array | undefined {
    if (this.availableBytes < byteLength) return undefined;
    const missing = byteLength - (this.#heldEnd - this.#heldStart);
    if (this.#heldStart === this.#heldEnd) return this.#input.subarray(0, byteLength);
    if (missing > 0) this.#moveToHeld(missing);
    return this.#held.subarray(this.#heldStart, this.#heldStart + byteLength);
  }

  /** The next bytes; undefined, and none taken, while fewer are there. Valid until the next call. */
  take(byteLength: number): Uint8Array | undefined {
    const bytes = this.peek(byteLength);
    if (bytes !== undefined) this.#consume(byteLength);
    return bytes;
  }

  /**
   * As many whole units as are contiguous in memory, at least one and at most `limitBytes`; undefined while not one
   * is there. They are part of the piece at hand, not copied, or the taker's own.
   */
  takeRun(limitBytes: number, unitBytes = 1): Uint8Array | undefined {
    const heldBytes = this.#heldEnd - this.#heldStart;
    const contiguousBytes = Math.min(limitBytes, heldBytes > 0 ? heldBytes : this.#input.length);
    const units = Math.floor(contiguousBytes / unitBytes);
    const run = this.take(Math.max(units, 1) * unitBytes);
    return heldBytes > 0 ? run?.slice() : run;
  }

  /** Copies what is left of the piece at hand, which the giver may then overwrite. */
  hold(): void {
    if (this.#input.length > 0) this.#moveToHeld(this.#input.length);
  }

  #consume(byteLength: number): void {
    this.#consumedBytes += byteLength;
    if (this.#heldStart === this.#heldEnd) {
      this.#input = this.#input.subarray(byteLength);
    } else {
      this.#heldStart += byteLength;
      if (this.#heldStart === this.#heldEnd) this.#heldStart = this.#heldEnd = 0;
    }
  }

  #moveToHeld(byteLength: number): void {
    const heldBytes = this.#heldEnd - this.#heldStart;
    const neededBytes = heldBytes + byteLength;
    if (this.#heldEnd + byteLength > this.#held.length) {
      const roomBytes = neededBytes > this.#held.length / 2 ? 2 * neededBytes : this.#held.length;
      const room = new Uint8Array(roomBytes);
      room.set(this.#held.subarray(this.#heldStart, this.#heldEnd));
      this.#held = room;
      this.#heldStart = 0;
      this.#heldEnd = heldBytes;
    }
    this.#held.set(this.#input.subarray(0, byteLength), this.#heldEnd);
    this.#heldEnd += byteLength;
    this.#input = this.#input.subarray(byteLength);
  }
}

/**
 * A step of parsing that may have to wait: it yields whenever it needs another piece of input, and returns its result.
 *
 * So a parser reads like one of a whole file, and its input may be split anywhere.
 */
export type Parsing<Result> = Generator<undefined, Result, undefined>;

/** Waits for bytes. Returns whether they are there; false: the input ended before. */
export function* waitForBytes(queue: ByteQueue, byteLength: number): Parsing<boolean> {
  while (queue.availableBytes < byteLength) {
    if (queue.isEnded) return false;
    yield;
  }
  return true;
}
