import { describe, expect, test } from 'vitest';
import { Fft } from '../../src/analysis/fft.ts';
import { gaussianNoise } from './signals.ts';

describe('Fft', () => {
  test.each([2, 4, 8, 64, 256])('of size %i gives the sum that defines it', (size) => {
    const real = gaussianNoise(1, size);
    const imaginary = gaussianNoise(2, size);
    const expected = Array.from({ length: size }, (_, k) => {
      let re = 0;
      let im = 0;
      for (let n = 0; n < size; n++) {
        const angle = (-2 * Math.PI * ((k * n) % size)) / size;
        re += real[n]! * Math.cos(angle) - imaginary[n]! * Math.sin(angle);
        im += real[n]! * Math.sin(angle) + imaginary[n]! * Math.cos(angle);
      }
      return [re, im];
    });
    new Fft(size).transform(real, imaginary);
    for (const [k, [re, im]] of expected.entries()) {
      // Values of about √size, size additions of 1e-16 each in the sum.
      expect(Math.abs(real[k]! - re!)).toBeLessThan(1e-13 * size);
      expect(Math.abs(imaginary[k]! - im!)).toBeLessThan(1e-13 * size);
    }
  });

  test('is its own inverse with the arrays exchanged', () => {
    const size = 2 ** 14;
    const real = gaussianNoise(3, size);
    const imaginary = gaussianNoise(4, size);
    const [re, im] = [real.slice(), imaginary.slice()];
    const fft = new Fft(size);
    fft.transform(re, im);
    fft.transform(im, re);
    for (let i = 0; i < size; i++) {
      expect(Math.abs(re[i]! / size - real[i]!)).toBeLessThan(1e-13);
      expect(Math.abs(im[i]! / size - imaginary[i]!)).toBeLessThan(1e-13);
    }
  });

  test.each([0, 1, 3, 1000, 2 ** 31, Number.NaN])('refuses the size %d', (size) => {
    expect(() => new Fft(size)).toThrow(RangeError);
  });
});
