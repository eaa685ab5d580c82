// An image with noise of σ = 50, clipped to 0 .. 255 by the type of its array, written as noisy-image.png.
//
//     node samples/embedding/image.mjs [folder]

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addGaussianNoise } from 'awgn';
import { encode } from 'fast-png';

const width = 256;
const height = 192;
const channels = 3;

// A scene to see the noise on: a sky that fades, a sun, a hill.
const clean = new Uint8Array(width * height * channels);
for (let y = 0; y < height; y++) {
  for (let x = 0; x < width; x++) {
    const isSun = Math.hypot(x - 190, y - 50) < 24;
    const isHill = y > 130 + 20 * Math.sin(x / 40);
    const color = isSun ? [255, 220, 90] : isHill ? [60, 120, 50] : [90 + y / 2, 140 + y / 3, 235];
    clean.set(color, channels * (y * width + x));
  }
}

// The shape does not matter: every value of every pixel gets noise of its own.
const noisy = addGaussianNoise(clean, { std: 50, seed: 1, out: new Uint8Array(clean.length) });

const folder = process.argv[2] ?? '.';
mkdirSync(folder, { recursive: true });
const path = join(folder, 'noisy-image.png');
writeFileSync(path, encode({ width, height, channels, data: noisy }));

let clipped = 0;
for (const value of noisy) clipped += value === 0 || value === 255;
console.log(
  `${path}: ${width} × ${height}, ${((100 * clipped) / noisy.length).toFixed(1)} % of the values at 0 or 255`,
);
