import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AtomicFile } from '../../io/atomic-file.ts';
import { naming } from '../../io/blocking-io.ts';
import type { OutputTree } from '../../io/output-tree.ts';

const WRITE_CHARACTERS = 1 << 18;

/**
 * A text file written line by line, which appears under its name when it is whole. It is compressed where its name ends
 * in `.gz`: as members of a fixed amount of text, without a time, so that the same lines give the same bytes.
 */
export class ListFile {
  readonly path: string;
  readonly #tree: OutputTree;
  readonly #isCompressed: boolean;
  readonly #file: AtomicFile;
  #isEmpty = true;
  #text = '';

  /** @param path absolute, in the tree; its folder is made. A file of that name is replaced. */
  constructor(path: string, tree: OutputTree) {
    this.path = path;
    this.#tree = tree;
    this.#isCompressed = path.endsWith('.gz');
    tree.expect(path);
    const temporaryPath = join(dirname(path), `.${basename(path)}.part`);
    // A run that was thought dead may still have the old one open: this is another file.
    this.#file = naming(path, () => new AtomicFile(temporaryPath, tree));
  }

  line(text: string): void {
    this.write(`${text}\n`);
  }

  /** A part of a line, for lines that memory need not hold. */
  write(text: string): void {
    this.#text += text;
    if (this.#text.length >= WRITE_CHARACTERS) this.#flush();
  }

  /** Closes the file: nothing can be added any more. */
  end(): void {
    if (!this.#file.isOpen) return;
    // Nothing at all is no gzip file.
    if (this.#isEmpty || this.#text !== '') this.#flush();
    naming(this.path, () => this.#file.syncNow());
    this.#file.close();
  }

  /** Gives it its name; where that fails, nothing is left of it. */
  commit(): void {
    try {
      this.end();
      naming(this.path, () => this.#file.put((part) => this.#tree.put(part, this.path)));
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  discard(): void {
    this.#file.discard();
  }

  #flush(): void {
    const bytes = Buffer.from(this.#text);
    naming(this.path, () => this.#file.write(this.#isCompressed ? gzipSync(bytes) : bytes));
    this.#text = '';
    this.#isEmpty = false;
  }
}
