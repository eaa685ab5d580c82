/**
 * A-law and µ-law of ITU-T G.711, by way of 16-bit linear samples: expansion and compression are those of the ITU-T
 * Software Tool Library (G.191, g711.c), bit for bit.
 *
 *     code word, before its inversion:   sign │ segment, 3 bits │ mantissa, 4 bits
 */

/** What µ-law adds to a magnitude so that its segments begin at powers of two, on the 16-bit scale. */
const MULAW_BIAS = 132;

/** 16-bit linear value of each of the 256 A-law code words. */
export const ALAW_TO_LINEAR: Readonly<Int16Array> = Int16Array.from({ length: 256 }, (_, code) => {
  const inverted = code ^ 0x55;
  const segment = (inverted >> 4) & 7;
  const mantissa = ((inverted & 15) << 4) + 8;
  const magnitude = segment === 0 ? mantissa : (mantissa + 0x100) << (segment - 1);
  return inverted & 0x80 ? magnitude : -magnitude;
});

/** 16-bit linear value of each of the 256 µ-law code words. */
export const MULAW_TO_LINEAR: Readonly<Int16Array> = Int16Array.from({ length: 256 }, (_, code) => {
  const inverted = ~code;
  const segment = (inverted >> 4) & 7;
  const magnitude = ((((inverted & 15) << 3) + MULAW_BIAS) << segment) - MULAW_BIAS;
  return inverted & 0x80 ? -magnitude : magnitude;
});

/** A-law code word of a 16-bit linear sample. Quantises one's-complement magnitudes of 12 bits. */
export function linearToAlaw(sample: number): number {
  const magnitude = (sample < 0 ? ~sample : sample) >> 4;
  const segment = magnitude < 16 ? 0 : 28 - Math.clz32(magnitude);
  const mantissa = (magnitude >> Math.max(segment - 1, 0)) & 15;
  return ((sample < 0 ? 0 : 0x80) | (segment << 4) | mantissa) ^ 0x55;
}

/** µ-law code word of a 16-bit linear sample. Quantises one's-complement magnitudes of 13 bits. */
export function linearToMulaw(sample: number): number {
  const magnitude = ((sample < 0 ? ~sample : sample) >> 2) + (MULAW_BIAS >> 2);
  const biased = Math.min(magnitude, 0x1fff);
  const segment = 26 - Math.clz32(biased);
  const mantissa = (biased >> (segment + 1)) & 15;
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | mantissa) & 0xff;
}
