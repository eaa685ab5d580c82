export declare function randomFrom(seed: number): (below: number) => number;
export declare function wordsOf(found: {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}): Buffer[];
export declare function mutate(
  input: Uint8Array,
  other: Uint8Array,
  words: readonly Buffer[],
  random: (below: number) => number,
  mostBytes: number,
): Buffer;
