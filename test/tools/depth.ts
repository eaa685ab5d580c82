// How much is tried: `npm test` tries a sample of what takes long, `npm run test:all` all of it.

/** True if all is tried: AWGN_TESTS is `all`, or AWGN_SLOW asks for even more. */
export const IS_ALL_TRIED: boolean =
  process.env.AWGN_TESTS === 'all' || Boolean(process.env.AWGN_SLOW);

/** Some of these cases, spread evenly over them, the first among them; all of them where all is tried. */
export function sampleOf<const T>(cases: readonly T[], numberOfCases: number): readonly T[] {
  if (IS_ALL_TRIED || cases.length <= numberOfCases) return cases;
  const step = cases.length / numberOfCases;
  return Array.from({ length: numberOfCases }, (_, i) => cases[Math.floor(i * step)]!);
}

/** How often something is tried at random. */
export function timesOf(few: number, all: number): number {
  return IS_ALL_TRIED ? all : few;
}
