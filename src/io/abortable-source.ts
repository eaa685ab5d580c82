import type { AudioWarning } from '../formats/audio-decoder.ts';
import type { ByteSource, SourceCodec } from './byte-source.ts';

/**
 * The same source, whose reads end when a signal is aborted, with the signal's reason: before they begin, and also while they
 * wait for a pipe without blocking. What such a read waited for is lost.
 */
export function abortable(source: ByteSource, signal: AbortSignal | undefined): ByteSource {
  return signal === undefined ? source : new AbortableSource(source, signal);
}

class AbortableSource implements ByteSource {
  readonly #source: ByteSource;
  readonly #signal: AbortSignal;

  constructor(source: ByteSource, signal: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
  }

  get name(): string {
    return this.#source.name;
  }

  get fileName(): string | undefined {
    return this.#source.fileName;
  }

  get totalBytes(): number | undefined {
    return this.#source.totalBytes;
  }

  get identity(): string | undefined {
    return this.#source.identity;
  }

  get keepsBytes(): boolean {
    return this.#source.keepsBytes ?? false;
  }

  get codec(): SourceCodec | undefined {
    return this.#source.codec;
  }

  get warnings(): readonly AudioWarning[] | undefined {
    return this.#source.warnings;
  }

  get seek(): ByteSource['seek'] {
    const source = this.#source;
    return source.seek && ((byteOffset) => source.seek!(byteOffset));
  }

  rewind(): void {
    this.#source.rewind();
  }

  read(): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    this.#signal.throwIfAborted();
    const next = this.#source.read();
    return next instanceof Promise ? untilAborted(next, this.#signal) : next;
  }

  assertUnchanged(): void {
    this.#source.assertUnchanged();
  }

  close(): void {
    this.#source.close();
  }
}

/** The same, or a rejection with the reason of the signal when that comes first. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
