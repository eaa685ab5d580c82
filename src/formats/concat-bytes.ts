/** The arrays one after the other, as one. */
export function concatBytes(arrays: readonly Uint8Array[]): Uint8Array {
  if (arrays.length === 1) return arrays[0]!;
  const all = new Uint8Array(arrays.reduce((sum, bytes) => sum + bytes.length, 0));
  let byteOffset = 0;
  for (const bytes of arrays) {
    all.set(bytes, byteOffset);
    byteOffset += bytes.length;
  }
  return all;
}
