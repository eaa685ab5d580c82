/**
 * A digital filter of second order,
 *
 *            b0 + b1 z^-1 + b2 z^-2
 *     H(z) = ----------------------
 *             1 + a1 z^-1 + a2 z^-2
 */
export interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** A point that a response is to pass through. */
export interface ResponsePoint {
  /** See {@link quadraticPower}. */
  readonly phi: number;
  /** Power gain there: |H|². */
  readonly power: number;
}

/**
 * |c0 + c1 z^-1 + c2 z^-2|² on the unit circle, a polynomial in φ = sin²(π f / fs), which runs from 0 at DC to 1 at
 * the Nyquist frequency.
 */
export function quadraticPower(c0: number, c1: number, c2: number, phi: number): number {
  const dc = c0 + c1 + c2;
  return dc * dc + phi * (16 * c0 * c2 * phi - 4 * (c0 * c1 + 4 * c0 * c2 + c1 * c2));
}

/** |H|² of a biquad at φ = sin²(π f / fs). */
export function biquadPower({ b0, b1, b2, a1, a2 }: Biquad, phi: number): number {
  return quadraticPower(b0, b1, b2, phi) / quadraticPower(1, a1, a2, phi);
}

/**
 * The biquad with given poles whose power gain is right at three frequencies, of minimum phase.
 *
 * Where poles are moved from an analogue filter to z = e^(s/fs), they bring the shape of its response up to the Nyquist
 * frequency, unlike those of the bilinear transform; the numerator mends what aliasing adds. After M. Vicanek, "Matched
 * Second Order Digital Filters" (2016), whose numerators meet DC, Nyquist and the corner frequency.
 *
 * @param points with different φ; between them and beyond, up to Nyquist, the numerator's power must stay positive.
 */
export function matchedBiquad(
  a1: number,
  a2: number,
  points: readonly [ResponsePoint, ResponsePoint, ResponsePoint],
): Biquad {
  // |B|² = n0 + n1 φ + n2 φ², by divided differences.
  const [x, y, z] = points.map(({ phi, power }) => ({
    phi,
    power: power * quadraticPower(1, a1, a2, phi),
  })) as [ResponsePoint, ResponsePoint, ResponsePoint];
  const slopeXY = (y.power - x.power) / (y.phi - x.phi);
  const slopeYZ = (z.power - y.power) / (z.phi - y.phi);
  const n2 = (slopeYZ - slopeXY) / (z.phi - x.phi);
  const n1 = slopeXY - n2 * (x.phi + y.phi);
  const n0 = x.power - x.phi * (n1 + n2 * y.phi) - n2 * x.phi * (x.phi - y.phi);
  // With b0 + b1 + b2 = √|B|² at DC, b0 - b1 + b2 = √|B|² at Nyquist, and 16 b0 b2 = n2.
  const dc = Math.sqrt(n0);
  const nyquist = Math.sqrt(n0 + n1 + n2);
  const outer = (dc + nyquist) / 2;
  const b0 = (outer + Math.sqrt(outer * outer - n2 / 4)) / 2;
  return { b0, b1: (dc - nyquist) / 2, b2: n2 / (16 * b0), a1, a2 };
}
