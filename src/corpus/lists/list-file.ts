import { closeSync, fstatSync, fsyncSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { naming, writeAll } from '../../io/blocking-io.ts';
import type { OutputTree } from '../../io/output-tree.ts';

const WRITE_CHARACTERS = 1 << 18;

/**
 * A text file written line by line, which appears under its name when it is whole. It is compressed where its name ends
 * in `.gz`: as members of a fixed amount of text, without a time, so that the same lines give the same bytes.
 */
export class ListFile {
  readonly path: string;
  readonly #tree: OutputTree;
  readonly #temporaryPath: string;
  readonly #isCompressed: boolean;
  readonly #inode: number;
  #isEmpty = true;
  #fd: number;
  #text = '';

  /** @param path absolute, in the tree; its folder is made. A file of that name is replaced. */
  constructor(path: string, tree: OutputTree) {
    this.path = path;
    this.#tree = tree;
    this.#isCompressed = path.endsWith('.gz');
    this.#temporaryPath = join(dirname(path), `.${basename(path)}.part`);
    tree.expect(path);
    // A run that was thought dead may still have the old one open: this is another file.
    this.#fd = naming(path, () => tree.create(this.#temporaryPath));
    this.#inode = fstatSync(this.#fd).ino;
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
    if (this.#fd < 0) return;
    // Nothing at all is no gzip file.
    if (this.#isEmpty || this.#text !== '') this.#flush();
    naming(this.path, () => fsyncSync(this.#fd));
    this.#close();
  }

  /** Gives it its name; where that fails, nothing is left of it. */
  commit(): void {
    try {
      this.end();
      naming(this.path, () => this.#tree.put(this.#temporaryPath, this.path));
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  discard(): void {
    this.#close();
    // Where another run has taken over, it may be the other's by now.
    const found = statSync(this.#temporaryPath, { throwIfNoEntry: false });
    if (found?.ino === this.#inode) this.#tree.remove(this.#temporaryPath);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#text);
    naming(this.path, () => writeAll(this.#fd, this.#isCompressed ? gzipSync(bytes) : bytes));
    this.#text = '';
    this.#isEmpty = false;
  }

  #close(): void {
    if (this.#fd < 0) return;
    closeSync(this.#fd);
    this.#fd = -1;
  }
}
