// Generators with one flaw each, made of sound noise: the tests of noise must refuse them.

import { blocksAlong } from './noise-streams.ts';
import type { SampleTestName } from './statistics.ts';

/** As sound as it gets: other keys for other ingredients. */
function sound(numberOfBlocks: number, key: string): Float32Array {
  return blocksAlong(numberOfBlocks, (blockIndex) => ({ seed: 20, key, blockIndex }));
}

/** Uniform in [0, 1): mulberry32 (T. Ettinger, 2017), quick and good enough for a flaw. */
function uniform(numberOfSamples: number, seed: number): Float64Array {
  const samples = new Float64Array(numberOfSamples);
  let state = seed;
  for (let i = 0; i < numberOfSamples; i++) {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    samples[i] = ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  }
  return samples;
}

export interface FlawedGenerator {
  readonly flaw: string;
  /** Tests that must condemn it; others may. */
  readonly condemnedBy: readonly SampleTestName[];
  readonly generate: (blocks: number) => Float32Array;
}

export const FLAWED_GENERATORS: readonly FlawedGenerator[] = [
  {
    flaw: 'uniform samples of variance 1',
    condemnedBy: ['moments', 'Kolmogorov-Smirnov', 'Anderson-Darling', 'tails', 'pairs'],
    generate: (blocks) =>
      Float32Array.from(uniform(blocks * 4096, 1), (u) => (u - 0.5) * Math.sqrt(12)),
  },
  {
    flaw: 'sums of 12 uniform numbers (central limit theorem)',
    condemnedBy: ['moments', 'Kolmogorov-Smirnov', 'Anderson-Darling', 'tails'],
    generate(blocks) {
      const sums = new Float32Array(blocks * 4096).fill(-6);
      for (let term = 0; term < 12; term++) {
        const terms = uniform(sums.length, term);
        for (let i = 0; i < sums.length; i++) sums[i]! += terms[i]!;
      }
      return sums;
    },
  },
  {
    flaw: 'a standard deviation of 1.004',
    condemnedBy: ['moments', 'Anderson-Darling'],
    generate: (blocks) => sound(blocks, 'std').map((x) => x * 1.004),
  },
  {
    flaw: 'a mean of 0.006',
    condemnedBy: ['moments', 'Kolmogorov-Smirnov', 'Anderson-Darling'],
    generate: (blocks) => sound(blocks, 'mean').map((x) => x + 0.006),
  },
  {
    flaw: 'tails that end at 4 sigma',
    condemnedBy: ['tails'],
    generate: (blocks) => sound(blocks, 'short').map((x) => (Math.abs(x) > 4 ? x / 2 : x)),
  },
  {
    flaw: 'a hundredth of the sample before',
    condemnedBy: ['autocorrelation', 'spectrum'],
    generate(blocks) {
      const samples = sound(blocks, 'echo');
      return samples.map((x, i) => (x + 0.01 * (samples[i - 1] ?? 0)) / Math.sqrt(1.0001));
    },
  },
  {
    flaw: 'a hum, 34 dB below the noise',
    condemnedBy: ['spectrum'],
    generate: (blocks) =>
      sound(blocks, 'hum').map((x, i) => x + Math.SQRT2 * 0.02 * Math.sin((2 * Math.PI * i) / 16)),
  },
  {
    flaw: 'loudness that wavers by 6 % with a period of 16 samples',
    condemnedBy: ['autocorrelation of squares'],
    generate: (blocks) =>
      sound(blocks, 'waver').map(
        (x, i) => x * (1 + 0.06 * Math.SQRT2 * Math.sin((Math.PI * i) / 8)),
      ),
  },
  {
    flaw: 'blocks that repeat the one before',
    condemnedBy: ['autocorrelation', 'positions'],
    generate: (blocks) => blocksAlong(blocks, (i) => ({ seed: 21, blockIndex: Math.floor(i / 2) })),
  },
  {
    flaw: 'four lanes with the same seed',
    condemnedBy: ['autocorrelation', 'spectrum', 'signs'],
    generate(blocks) {
      const samples = sound(blocks, 'lanes');
      return samples.map((_, i) => samples[i - (i % 4)]!);
    },
  },
  {
    flaw: 'the same first four radii in every block',
    condemnedBy: ['positions'],
    generate(blocks) {
      const samples = sound(blocks, 'positions');
      for (let at = 0; at < samples.length; at += 4096) {
        for (let lane = 0; lane < 4; lane++) {
          const radius = Math.hypot(samples[at + lane]!, samples[at + lane + 4]!);
          samples[at + lane]! /= radius;
          samples[at + lane + 4]! /= radius;
        }
      }
      return samples;
    },
  },
  {
    flaw: 'angles of the right half circle only',
    condemnedBy: ['moments', 'signs', 'pairs'],
    generate: (blocks) => sound(blocks, 'half').map((x, i) => ((i & 4) === 4 ? Math.abs(x) : x)),
  },
  {
    flaw: 'signs that stay in 50.2 cases of 100',
    condemnedBy: ['signs'],
    generate(blocks) {
      const stays = uniform(blocks * 4096, 2);
      let sign = 1;
      return sound(blocks, 'sign').map((x, i) => {
        if (stays[i]! >= 0.502) sign = -sign;
        return sign * Math.abs(x);
      });
    },
  },
  {
    flaw: 'every hundredth pair with two of the same size',
    condemnedBy: ['pairs', 'autocorrelation of squares'],
    generate(blocks) {
      const samples = sound(blocks, 'same');
      return samples.map((x, i) =>
        (i & 4) === 4 && (i >> 3) % 100 === 0 ? Math.sign(x) * Math.abs(samples[i - 4]!) : x,
      );
    },
  },
];

/** lowbias32 (C. Wellons, 2018), a hash of 32 bits. */
function lowbias32(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * Box-Muller on a good hash of a counter instead of a generator. What is wrong with it shows in some 10^7 samples.
 *
 * @param firstPair the counter of the first pair.
 */
export function lowbiasNormals(firstPair: number, numberOfSamples: number): Float32Array {
  const samples = new Float32Array(numberOfSamples);
  for (let i = 0; i < numberOfSamples; i += 2) {
    const counter = firstPair + i / 2;
    const radius = Math.sqrt(-2 * Math.log((lowbias32(counter) + 0.5) / 2 ** 32));
    const angle = (2 * Math.PI * lowbias32(counter ^ 0x9e3779b9)) / 2 ** 32;
    samples[i] = radius * Math.sin(angle);
    samples[i + 1] = radius * Math.cos(angle);
  }
  return samples;
}
