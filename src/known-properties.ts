import { nearWord } from './near-word.ts';

/**
 * Sees that an object has no properties but those that are known, for what stands below the table of options.
 *
 * @param entry what takes the object, for the message: `GaussianNoise`.
 * @throws TypeError for one that is unknown, naming the nearest.
 */
export function refuseUnknownProperties(
  given: object,
  known: readonly string[],
  entry: string,
): void {
  for (const name in given) {
    if (known.includes(name)) continue;
    const near = nearWord(name, known);
    const hint =
      near === undefined ? `${entry} takes ${known.join(', ')}` : `did you mean ${near}?`;
    throw new TypeError(`unknown option ${name}; ${hint}`);
  }
}
