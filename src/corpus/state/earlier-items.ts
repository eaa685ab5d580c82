import { compareBytes } from '../lists/line-sorter.ts';
import type { JournalEntry } from './journal.ts';

/** Looks up what earlier runs say that they made. Whether it still holds is another question. */
export class EarlierItems<Entry extends JournalEntry = JournalEntry> {
  readonly #entries: Generator<Entry>;
  #next: IteratorResult<Entry, void>;

  /** @param entries in the order of the ids. */
  constructor(entries: Generator<Entry>) {
    this.#entries = entries;
    this.#next = entries.next();
  }

  /** What was made of an item. They must be asked for in the order of their ids. */
  find(id: string): Entry | undefined {
    while (!this.#next.done && compareBytes(this.#next.value.id, id) < 0) {
      this.#next = this.#entries.next();
    }
    return this.#next.done || this.#next.value.id !== id ? undefined : this.#next.value;
  }

  close(): void {
    this.#entries.return(undefined);
  }
}
