// Generators with one flaw each, made of sound noise: the tests of noise must refuse them.

import { blocksAlong } from './noise-streams.ts';

/** As sound as it gets: other keys for other ingredients. */
function sound(numberOfBlocks: number, key: string): Float32Array {
  return blocksAlong(numberOfBlocks, (blockIndex) => ({ seed: 20, key, blockIndex }));
}

/** Uniform in (0, 1), from the angle of pairs. */
function uniform(numberOfSamples: number, key: string): Float64Array {
  const normals = sound(Math.ceil((2 * numberOfSamples) / 4096), key);
  return Float64Array.from({ length: numberOfSamples }, (_, i) => {
    const at = 8 * (i >> 2) + (i & 3);
    return Math.atan2(normals[at]!, normals[at + 4]!) / (2 * Math.PI) + 0.5;
  });
}

/** lowbias32 (C. Wellons, 2018), a hash of 32 bits. */
function lowbias32(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

export interface FlawedGenerator {
  readonly flaw: string;
  /** Tests that must condemn it; others may. */
  readonly condemnedBy: readonly string[];
  /** 2^22 samples. */
  readonly generate: (blocks: number) => Float32Array;
}

const map = (samples: Float32Array, change: (x: number, i: number) => number) =>
  samples.map(change);

export const FLAWED_GENERATORS: readonly FlawedGenerator[] = [
  {
    flaw: 'uniform samples of variance 1',
    condemnedBy: ['moments', 'Kolmogorov-Smirnov', 'Anderson-Darling', 'tails', 'pairs'],
    generate: (blocks) =>
      Float32Array.from(uniform(blocks * 4096, 'uniform'), (u) => (u - 0.5) * Math.sqrt(12)),
  },
  {
    flaw: 'sums of 12 uniform numbers (central limit theorem)',
    condemnedBy: ['moments', 'Kolmogorov-Smirnov', 'Anderson-Darling', 'tails'],
    generate(blocks) {
      const sums = new Float32Array(blocks * 4096).fill(-6);
      for (let term = 0; term < 12; term++) {
        const terms = uniform(sums.length, `term ${term}`);
        for (let i = 0; i < sums.length; i++) sums[i]! += terms[i]!;
      }
      return sums;
    },
  },
  {
    flaw: 'a standard deviation of 1.004',
    condemnedBy: ['moments', 'Anderson-Darling'],
    generate: (blocks) => map(sound(blocks, 'std'), (x) => x * 1.004),
  },
  {
    flaw: 'a mean of 0.003',
    condemnedBy: ['moments', 'Kolmogorov-Smirnov', 'Anderson-Darling'],
    generate: (blocks) => map(sound(blocks, 'mean'), (x) => x + 0.003),
  },
  {
    flaw: 'tails that end at 4 sigma',
    condemnedBy: ['tails'],
    generate: (blocks) => map(sound(blocks, 'short'), (x) => (Math.abs(x) > 4 ? x / 2 : x)),
  },
  {
    flaw: 'a hundredth of the sample before',
    condemnedBy: ['autocorrelation', 'spectrum'],
    generate(blocks) {
      const samples = sound(blocks, 'echo');
      return map(samples, (x, i) => (x + 0.01 * (samples[i - 1] ?? 0)) / Math.sqrt(1.0001));
    },
  },
  {
    flaw: 'a hum of 60 dB below the noise',
    condemnedBy: ['spectrum'],
    generate: (blocks) =>
      map(sound(blocks, 'hum'), (x, i) => x + Math.SQRT2 * 0.002 * Math.sin((2 * Math.PI * i) / 16)),
  },
  {
    flaw: 'loudness that wavers by 2 % with a period of 16 samples',
    condemnedBy: ['autocorrelation of squares'],
    generate: (blocks) =>
      map(sound(blocks, 'waver'), (x, i) => x * (1 + 0.02 * Math.SQRT2 * Math.sin((Math.PI * i) / 8))),
  },
  {
    flaw: 'blocks that repeat the one before',
    condemnedBy: ['autocorrelation', 'positions'],
    generate: (blocks) =>
      blocksAlong(blocks, (i) => ({ seed: 21, blockIndex: Math.floor(i / 2) })),
  },
  {
    flaw: 'four lanes with the same seed',
    condemnedBy: ['autocorrelation', 'spectrum', 'signs'],
    generate(blocks) {
      const samples = sound(blocks, 'lanes');
      return map(samples, (_, i) => samples[i - (i % 4)]!);
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
    generate: (blocks) => map(sound(blocks, 'half'), (x, i) => ((i & 4) === 4 ? Math.abs(x) : x)),
  },
  {
    flaw: 'signs that stay in 50.2 cases of 100',
    condemnedBy: ['signs'],
    generate(blocks) {
      const stays = uniform(blocks * 4096, 'stays');
      let sign = 1;
      return map(sound(blocks, 'sign'), (x, i) => {
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
      return map(samples, (x, i) =>
        (i & 4) === 4 && (i >> 3) % 100 === 0 ? Math.sign(x) * Math.abs(samples[i - 4]!) : x,
      );
    },
  },
  {
    flaw: 'lowbias32 of a counter, with a counter for the radii beside that of the angles',
    condemnedBy: ['autocorrelation'],
    generate(blocks) {
      const samples = new Float32Array(blocks * 4096);
      for (let i = 0; i < samples.length; i += 2) {
        const radius = Math.sqrt(-2 * Math.log((lowbias32(i) + 0.5) / 2 ** 32));
        const angle = (2 * Math.PI * lowbias32(i + 1)) / 2 ** 32;
        samples[i] = radius * Math.sin(angle);
        samples[i + 1] = radius * Math.cos(angle);
      }
      return samples;
    },
  },
];
