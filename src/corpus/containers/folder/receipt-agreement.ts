import { compareBytes, LineSorter } from '../../lists/line-sorter.ts';
import { type CorpusReceipt, filesOf } from '../../plan/corpus-receipt.ts';

/**
 * Looks whether the receipts of a corpus go together: with one another, and with what `awgn.json` says of how it was made.
 * A receipt that is sound by itself may be there twice, out of its place, or lack files that the others have.
 */
export class ReceiptAgreement {
  readonly #settings: Readonly<Record<string, unknown>>;
  /** See {@link FoundFiles.fold}. */
  readonly #fold: (path: string) => string;
  readonly #files = new LineSorter();
  #utterance: string | undefined;
  /** Of the outputs of that utterance. */
  #ids = new Set<string>();

  /** @param settings of `awgn.json`; what it does not say is not looked at. */
  constructor(settings: Readonly<Record<string, unknown>>, fold: (path: string) => string) {
    this.#settings = settings;
    this.#fold = fold;
  }

  /**
   * @param receipt the next one in the file.
   * @returns what is wrong with it; undefined where nothing is.
   */
  faultOf(receipt: CorpusReceipt): string | undefined {
    for (const { path } of filesOf(receipt)) this.#files.add(this.#fold(path), path);
    return this.#faultOfPlace(receipt) ?? this.#faultOfFiles(receipt);
  }

  /**
   * Files that several receipts state, and such that none does. To be called once, after all of them; what they are kept in
   * is closed.
   *
   * @param found files that are there, in the order of their bytes.
   */
  *unmatchedFiles(
    found: Iterable<readonly [folded: string, path: string]>,
  ): Generator<{ path: string; receipts: 'none' | 'several' }> {
    const there = found[Symbol.iterator]();
    let next = there.next();
    let previous: string | undefined;
    let isTold = false;
    for (const [folded, path] of this.#files.sorted()) {
      for (; !next.done && compareBytes(next.value[0], folded) <= 0; next = there.next()) {
        if (next.value[0] !== folded) yield { path: next.value[1], receipts: 'none' };
      }
      if (folded !== previous) isTold = false;
      else if (!isTold) {
        isTold = true;
        yield { path, receipts: 'several' };
      }
      previous = folded;
    }
    for (; !next.done; next = there.next()) yield { path: next.value[1], receipts: 'none' };
  }

  close(): void {
    this.#files.close();
  }

  #faultOfPlace({ id, utterance }: CorpusReceipt): string | undefined {
    const previous = this.#utterance;
    if (utterance !== previous) {
      this.#ids = new Set();
      this.#utterance = utterance;
    }
    const name = `the receipt of ${JSON.stringify(id)}`;
    if (previous !== undefined && compareBytes(utterance, previous) < 0) {
      return `${name} stands after those of ${JSON.stringify(previous)}; expected the order of the utterances`;
    }
    if (this.#ids.has(id)) return `${name} is there twice; expected one for each output`;
    this.#ids.add(id);
    return undefined;
  }

  #faultOfFiles(receipt: CorpusReceipt): string | undefined {
    const { pairs, virtual } = this.#settings;
    const name = `the receipt of ${JSON.stringify(receipt.id)}`;
    if (typeof virtual === 'boolean' && virtual !== (receipt.command !== undefined)) {
      return `${name} ${virtual ? 'has no command' : 'has a command'}; expected ${virtual ? 'one' : 'none'}`;
    }
    if (receipt.output === null) return undefined;
    const isNoisy = receipt.snr_target_db !== null;
    if (isNoisy && receipt.level === null) {
      return `${name} states an SNR and no level; expected by what definition the signal's power counts`;
    }
    const wanted = {
      clean_output: isNoisy && pairs !== 'none',
      noise_output: isNoisy && pairs === 'clean-noise',
    };
    if (typeof pairs !== 'string') return undefined;
    for (const [member, isWanted] of Object.entries(wanted) as [keyof typeof wanted, boolean][]) {
      if (isWanted === (typeof receipt[member] === 'string')) continue;
      return `${name} has ${isWanted ? 'no' : 'a'} "${member}"; expected ${isWanted ? 'one' : 'none'}`;
    }
    return undefined;
  }
}
