/**
 * Total of sums of squares as the kernel keeps them, each in two doubles: what is below 64, and the whole number that was set
 * aside. Of every `step` doubles, those at `which` and after it are one sum's.
 *
 * For samples of up to 24 bits the same as if all had gone into one sum, to the last bit.
 */
export function totalOfSquares(sums: Float64Array, which = 0, step = 2): number {
  let rest = 0;
  let whole = 0;
  for (let i = which; i < sums.length; i += step) {
    rest += sums[i]!;
    whole += sums[i + 1]!;
  }
  return whole + rest;
}
