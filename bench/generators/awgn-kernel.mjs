// @ts-check
// awgn's own kernel, as the benchmark calls it: the standard normals of noise stream v1, block after block.

import { NormalStream } from '../../dist/noise/normal-stream.js';

const stream = new NormalStream(1);
let blockIndex = 0;

/**
 * @param {number} numberOfNormals rounded up to whole blocks of 4096.
 */
export function fillAwgn(numberOfNormals) {
  for (let done = 0; done < numberOfNormals; done += 4096) stream.block(0, blockIndex++);
}
