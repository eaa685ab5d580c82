import type { Hash } from 'node:crypto';
import type { AudioEvent, AudioExtent, AudioWarning, Decoded } from '../formats/audio-decoder.ts';
import type { RawFormat } from '../formats/raw/raw-format.ts';
import { createAudioDecoder } from '../formats/sniffing-decoder.ts';
import { type ByteSource, readAll } from '../io/byte-source.ts';
import { nameInRemedy } from '../io/named-remedy.ts';
import { createSha256 } from '../io/sha256.ts';
import { BYTES_PER_TURN, type OnProgress, turn } from '../io/turns.ts';
import { DecodedSpool } from './decoded-spool.ts';

export interface AudioPassesOptions {
  /** How many passes there will be: more than one need a source that can be rewound. */
  readonly numberOfPasses: number;
  /** What the source is, if it has no header. */
  readonly raw?: RawFormat | undefined;
  /** Whether {@link AudioPasses.sha256} is wanted. */
  readonly hash?: boolean | undefined;
  /** Called now and then with the part of all passes that is done, 0 to 1, or undefined where that is not known. */
  readonly onProgress?: OnProgress | undefined;
}

/** What is known at the end of a pass. */
export interface PassFindings {
  readonly extent: AudioExtent;
  /** What was odd about the file. */
  readonly warnings: readonly AudioWarning[];
}

/** Reads a file of any format once or several times, from its start to its end. */
export class AudioPasses {
  readonly #source: ByteSource;
  readonly #options: AudioPassesOptions;
  readonly #hash: Hash | undefined;
  #passesDone = 0;
  /** What the first pass found, of a source and a decoder whose bytes stay. */
  #kept: { readonly events: readonly AudioEvent[]; readonly findings: PassFindings } | undefined;
  /** The same of a decoder that would have to work again; findings come with the end of the pass. */
  #decoded: { readonly spool: DecodedSpool; findings: PassFindings | undefined } | undefined;

  constructor(source: ByteSource, options: AudioPassesOptions) {
    this.#source = source;
    this.#options = options;
    this.#hash = options.hash ? createSha256() : undefined;
  }

  /**
   * One pass: hands on what the decoder finds.
   *
   * @throws AwgnError for bad data, or a source that changed; what the source throws.
   */
  async run(onEvent: (event: AudioEvent) => void): Promise<PassFindings> {
    try {
      return await this.#run(onEvent);
    } catch (error) {
      nameInRemedy(error, this.#source.fileName);
      throw error;
    }
  }

  async #run(onEvent: (event: AudioEvent) => void): Promise<PassFindings> {
    if (this.#kept !== undefined) {
      for (const event of this.#kept.events) onEvent(event);
      return this.#kept.findings;
    }
    if (this.#decoded?.findings !== undefined) return this.#replay(onEvent);
    const source = this.#source;
    const isFirst = this.#passesDone === 0;
    if (!isFirst) source.rewind();
    const decoder = createAudioDecoder(this.#options.raw);
    const kept: AudioEvent[] = [];
    const hear = (event: AudioEvent) => {
      if (source.keepsBytes && decoder.keepsBytes) kept.push(event);
      else this.#spool(event);
      onEvent(event);
    };
    const hearDecoded = (decoded: Decoded) =>
      decoded instanceof Promise
        ? decoded.then((events) => hearAll(events[Symbol.iterator](), hear))
        : hearAll(decoded[Symbol.iterator](), hear);
    const onTurn = (bytesRead: number) => this.#report(bytesRead);
    await readAll(source, onTurn, (bytes) => {
      if (isFirst) this.#hash?.update(bytes);
      return hearDecoded(decoder.push(bytes));
    });
    await hearDecoded(decoder.end());
    if (this.#options.numberOfPasses > 1) source.assertUnchanged();
    this.#passesDone++;
    const findings = { extent: decoder.extent, warnings: decoder.warnings };
    if (source.keepsBytes && decoder.keepsBytes) this.#kept = { events: kept, findings };
    if (this.#decoded !== undefined) this.#decoded.findings = findings;
    return findings;
  }

  /** Lets go what was kept. */
  close(): void {
    this.#decoded?.spool.close();
  }

  /** Keeps samples that would have to be decoded again. */
  #spool(event: AudioEvent): void {
    if (event.type === 'header') {
      const isAgain = this.#options.numberOfPasses > 1 && event.header.dataByteOffset === undefined;
      if (isAgain) this.#decoded = { spool: new DecodedSpool(event.header), findings: undefined };
    } else if (event.type === 'data') this.#decoded?.spool.write(event.bytes);
  }

  async #replay(onEvent: (event: AudioEvent) => void): Promise<PassFindings> {
    const { spool, findings } = this.#decoded!;
    const { numberOfPasses, onProgress } = this.#options;
    const { totalBytes = 0 } = this.#source;
    await spool.replay(onEvent, (done) =>
      onProgress?.((this.#passesDone + done) / numberOfPasses, done * totalBytes),
    );
    this.#passesDone++;
    return findings!;
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

/** Few bytes of a file may stand for many samples: the event loop gets its turn between these, too. */
function hearAll(
  events: Iterator<AudioEvent>,
  hear: (event: AudioEvent) => void,
): void | Promise<void> {
  for (let bytes = 0; bytes < BYTES_PER_TURN; ) {
    const { value: event, done } = events.next();
    if (done) return;
    hear(event);
    if (event.type === 'data') bytes += event.bytes.length;
  }
  return turn().then(() => hearAll(events, hear));
}
