// @ts-check
// awgn's own kernel, as the benchmark calls it: the standard normals of noise stream v1, block after block, white or colored.

import { ColoredStream, createColorFilter, NormalStream } from '../../dist/index.js';

const stream = new NormalStream(1);
const filter = createColorFilter({ color: 'pink', sampleRate: 16000 });
const colored = new ColoredStream(1, '', filter);
let blockIndex = 0;

/**
 * @param {number} numberOfNormals rounded up to whole blocks of 4096.
 */
export function fillAwgn(numberOfNormals) {
  for (let done = 0; done < numberOfNormals; done += 4096) stream.block(0, blockIndex++);
}

/**
 * Pink ones; every color takes as long.
 *
 * @param {number} numberOfNormals rounded up to whole blocks of 4096.
 */
export function fillAwgnPink(numberOfNormals) {
  for (let done = 0; done < numberOfNormals; done += 4096) colored.block(0, blockIndex++);
}
