/** A word of up to five letters may have one slip, one of six two, one of nine three. */
const LETTERS_PER_SLIP = 3;

/**
 * The word that was probably meant, if there is one.
 *
 * @param words in the order in which equally near ones win.
 */
export function nearWord(typed: string, words: readonly string[]): string | undefined {
  const word = typed.toLowerCase();
  let near: string | undefined;
  let fewest = Math.max(1, Math.floor(word.length / LETTERS_PER_SLIP)) + 1;
  for (const one of words) {
    const slips = slipsBetween(word, one.toLowerCase());
    if (slips < fewest) {
      near = one;
      fewest = slips;
    }
  }
  return near;
}

/** Letters to be added, left out, changed or swapped with their neighbour: Damerau's distance, of strings at most once edited. */
function slipsBetween(a: string, b: string): number {
  // Three rows of the matrix: two letters back, one back, and the one at work.
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        last[j]! + 1,
        row[j - 1]! + 1,
        last[j - 1]! + (isSame ? 0 : 1),
        isSwapped ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
