import { type Pack, pack } from 'tar-stream';

/** The same for every member: the same samples give the same bytes. */
const MEMBER = { mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) } as const;

/** Writes a tar archive, member by member. */
export class TarWriter {
  readonly #pack: Pack = pack();
  readonly #written: Promise<void>;

  /** @param write gets the archive's bytes, in order. What it throws comes out of {@link add} and {@link finish}. */
  constructor(write: (bytes: Uint8Array) => void) {
    this.#written = this.#writeAll(write);
    this.#written.catch(() => {});
  }

  /** Resolves when the member's bytes are written, but for some kilobytes. */
  async add(name: string, bytes: Uint8Array): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        this.#pack.entry({ ...MEMBER, name, size: content.length }, content, (error) =>
          error ? reject(error) : resolve(),
        );
      });
    } catch (error) {
      // Why nobody reads any more says more.
      await this.#written;
      throw error;
    }
  }

  /** Writes the end of the archive. */
  async finish(): Promise<void> {
    this.#pack.finalize();
    await this.#written;
  }

  /** Ends without the archive's end. */
  abandon(): void {
    this.#pack.destroy();
  }

  async #writeAll(write: (bytes: Uint8Array) => void): Promise<void> {
    for await (const bytes of this.#pack as AsyncIterable<Uint8Array>) write(bytes);
  }
}
