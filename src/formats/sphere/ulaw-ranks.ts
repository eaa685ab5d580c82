/** Largest shift of a µ-law signal that Shorten knows. */
export const MOST_ULAW_SHIFT = 12;

const NEGATIVE_ZERO = 0x7f;

/**
 * Codes of µ-law by their rank in Shorten's signals, which are numbers from -128 to 127.
 *
 * Unshifted they are in the order of their values: -1 is the code of the smallest negative value (0x7e), 0 that of +0 (0xff), and
 * -128 is that of -0 (0x7f), which would otherwise make two zeros beside each other. A signal whose values
 * all fit a grid of 2^shift is written in steps of that grid:
 *
 *     others, from most negative │ -0 │ most negative ... smallest negative │ +0 ... most positive │ others
 *                                                               rank -1 ─┘   └─ rank 0
 *
 * A code fits where its value is the first on or beyond a line of the grid. Codes that do not fit never occur in such a signal, but
 * have ranks, too.
 *
 * @param shift from 0 to {@link MOST_ULAW_SHIFT}.
 * @returns 256 codes; that of rank r is at r + 128.
 */
export function ulawCodesByRank(shift: number): Uint8Array {
  const grid = 2 ** (shift + 1);
  const positives = codes(255, 128);
  const fitting = positives.filter((code) => fits(code, grid));
  const others = positives.filter((code) => !fits(code, grid));
  // The most negative value ends the scale, where nothing lies beyond it.
  const isNegativeFitting = (code: number) => code === 0 || fits(code + 128, grid);
  const negatives = codes(126, 0).reverse();
  const below = [
    ...negatives.filter((code) => !isNegativeFitting(code)),
    NEGATIVE_ZERO,
    ...negatives.filter(isNegativeFitting),
  ];
  return Uint8Array.from([...below, ...fitting, ...others]);
}

/** Whether the value of a positive code is the first that is not below a multiple of the grid. */
function fits(code: number, grid: number): boolean {
  if (code === 255) return true;
  return Math.floor(magnitude(code) / grid) > Math.floor(magnitude(code + 1) / grid);
}

/** Value of a positive code in 14 bits, of ITU-T G.711, and 1: so the grid of Shorten lies. */
function magnitude(code: number): number {
  const bits = 255 - code;
  return ((2 * (bits & 15) + 33) << (bits >> 4)) - 32;
}

function codes(from: number, to: number): number[] {
  return Array.from({ length: from - to + 1 }, (_, i) => from - i);
}
