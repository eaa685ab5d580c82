// @ts-check
// Normals the way most JavaScript makes them: Box-Muller on Math.random, which is not seedable.

/**
 * Fills `out` with standard normals, both of each pair used.
 *
 * @param {Float32Array} out an even number of elements
 */
export function fillBoxMuller(out) {
  const last = out.length - 1;
  for (let i = 0; i < last; i += 2) {
    // 1 - Math.random() is in (0, 1]: no logarithm of 0.
    const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
    const angle = 2 * Math.PI * Math.random();
    out[i] = radius * Math.cos(angle);
    out[i + 1] = radius * Math.sin(angle);
  }
}
