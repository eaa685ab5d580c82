import type { Hash } from 'node:crypto';
import { type WavEvent, WavParser } from '../formats/wav/wav-parser.ts';
import type { WavWarning } from '../formats/wav/wav-warning.ts';
import { type ByteSource, readAll } from '../io/byte-source.ts';
import { createSha256 } from '../io/sha256.ts';

export interface WavPassesOptions {
  /** How many passes there will be: more than one need a source that can be rewound. */
  readonly numberOfPasses: number;
  /** Whether {@link WavPasses.sha256} is wanted. */
  readonly hash?: boolean | undefined;
  /** Called now and then with the part of all passes that is done, 0 to 1, or undefined where that is not known. */
  readonly onProgress?: ((done: number | undefined, bytes: number) => void) | undefined;
}

/** Reads a WAV file once or several times, from its start to its end. */
export class WavPasses {
  readonly #source: ByteSource;
  readonly #options: WavPassesOptions;
  readonly #hash: Hash | undefined;
  #passesDone = 0;
  /** What the first pass found, of a source whose bytes stay. */
  #kept: { readonly events: WavEvent[]; readonly warnings: readonly WavWarning[] } | undefined;

  constructor(source: ByteSource, options: WavPassesOptions) {
    this.#source = source;
    this.#options = options;
    this.#hash = options.hash ? createSha256() : undefined;
  }

  /**
   * One pass: hands on what the parser finds.
   *
   * @returns what the parser warns of.
   * @throws AwgnError for bad data, or a source that changed; what the source throws.
   */
  async run(onEvent: (event: WavEvent) => void): Promise<readonly WavWarning[]> {
    if (this.#kept !== undefined) {
      for (const event of this.#kept.events) onEvent(event);
      return this.#kept.warnings;
    }
    const source = this.#source;
    const isFirst = this.#passesDone === 0;
    if (!isFirst) source.rewind();
    const parser = new WavParser();
    const events: WavEvent[] = [];
    const hearEvents = (heard: readonly WavEvent[]) => {
      for (const event of heard) {
        if (source.keepsBytes) events.push(event);
        onEvent(event);
      }
    };
    const onTurn = (bytesRead: number) => this.#report(bytesRead);
    await readAll(source, onTurn, (bytes) => {
      if (isFirst) this.#hash?.update(bytes);
      hearEvents(parser.push(bytes));
    });
    hearEvents(parser.end());
    if (this.#options.numberOfPasses > 1) source.assertUnchanged();
    this.#passesDone++;
    const { warnings } = parser;
    if (source.keepsBytes) this.#kept = { events, warnings };
    return warnings;
  }

  /** Of the source, in hexadecimal, after the first pass; to be asked once. Undefined where it was not wanted. */
  sha256(): string | undefined {
    return this.#hash?.digest('hex');
  }

  #report(bytesRead: number): void {
    const { totalBytes } = this.#source;
    const { numberOfPasses, onProgress } = this.#options;
    const done =
      totalBytes === undefined
        ? undefined
        : (this.#passesDone + bytesRead / totalBytes) / numberOfPasses;
    onProgress?.(done, bytesRead);
  }
}
