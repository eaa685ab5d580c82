import { describe, expect, test } from 'vitest';
import { decodeSamples, encodeSamples } from '../../src/formats/encoded-samples/sample-codec.ts';
import { scaleToFit } from '../../src/mix/clipping.ts';
import { createDither, TpdfDither } from '../../src/mix/dither.ts';
import { deriveNoiseKey, splitMix64 } from '../../src/noise/noise-key.ts';
import { createWhiteMixer, encode, formatOf } from './signals.ts';

const FRAMES = 1 << 18;
const NOISE = { seed: 5, key: 'k', mean: 0, scale: 1 };

/** Dither of a channel in steps of 16 bits: exact, since it is added to 0. */
function steps(frames: number, { seed = 5, key = 'k', channel = 0, frameIndex = 0 } = {}) {
  const samples = new Float32Array(frames);
  new TpdfDither(seed, key, 16).add(samples, frameIndex, frames, channel);
  return samples.map((x) => x * 32768);
}

/** The definition in the class's comment, in integers of any size. */
function naiveSteps(
  seed: number,
  key: string,
  channel: number,
  block: number,
  frames: number,
): number[] {
  const mask = 0xffff_ffffn;
  const { low, high } = deriveNoiseKey(seed, key);
  const domain = BigInt(`0x${Buffer.from('dither').toString('hex')}`);
  const base = splitMix64(((BigInt(high) << 32n) + BigInt(low)) ^ domain);
  const z = splitMix64(splitMix64(base + BigInt(block)) + BigInt(channel));
  const [a, b] = [splitMix64(z), splitMix64(z + 0x9e3779b97f4a7c15n)];
  let [s0, s1, s2, s3] = [a & mask, a >> 32n, b & mask, b >> 32n];
  const rotate = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & mask;
  return Array.from({ length: frames }, () => {
    const word = (rotate((s0 + s3) & mask, 7n) + s0) & mask;
    const t = (s1 << 9n) & mask;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = rotate(s3, 11n);
    return (Number(word % 65536n) + Number(word >> 16n) - 65535) / 65536;
  });
}

function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += x[i]! * y[i]!;
    xx += x[i]! * x[i]!;
    yy += y[i]! * y[i]!;
  }
  return xy / Math.sqrt(xx * yy);
}

describe('the dither', () => {
  test('is that of its definition, computed in integers of any size', () => {
    expect([...steps(5)]).toEqual(naiveSteps(5, 'k', 0, 0, 5));
    const far = { channel: 3, frameIndex: 4096 * 2 ** 33 };
    expect([...steps(5, far)]).toEqual(naiveSteps(5, 'k', 3, 2 ** 33, 5));
  });

  test('of a frame does not depend on what was asked for before', () => {
    const whole = steps(10_000);
    for (const [start, frames] of [
      [0, 1],
      [4095, 2],
      [8191, 1809],
      [3, 9000],
    ] as const) {
      expect(steps(frames, { frameIndex: start })).toEqual(whole.slice(start, start + frames));
    }
  });

  test('has a triangular distribution between -1 and 1 step', () => {
    const bins = 64;
    const counts = new Array<number>(bins).fill(0);
    for (const step of steps(FRAMES)) counts[Math.floor(((step + 1) / 2) * bins)]!++;
    let chiSquare = 0;
    for (const [bin, count] of counts.entries()) {
      const distance = Math.abs(2 * bin + 1 - bins) / bins;
      const expected = ((1 - distance) * 2 * FRAMES) / bins;
      chiSquare += (count - expected) ** 2 / expected;
    }
    // 63 degrees of freedom: 63 ± √126; five of these. The 2^-16 steps of the dither show in 1e-3 of a count.
    expect(Math.abs(chiSquare - (bins - 1))).toBeLessThan(5 * Math.sqrt(2 * (bins - 1)));
  });

  test('is independent between frames, channels, keys and seeds, and of the noise', () => {
    const dither = steps(FRAMES);
    const noise = new Uint8Array(4 * FRAMES);
    const mixer = createWhiteMixer({
      ...NOISE,
      std: 1,
      input: formatOf('f32'),
      output: formatOf('f32'),
    });
    let at = 0;
    const collect = (bytes: Uint8Array) => {
      noise.set(bytes, at);
      at += bytes.length;
    };
    mixer.push(new Uint8Array(4 * FRAMES), collect);
    mixer.end(collect);
    const others = {
      'the next frame': steps(FRAMES, { frameIndex: 1 }),
      'the next block': steps(FRAMES, { frameIndex: 4096 }),
      'another channel': steps(FRAMES, { channel: 1 }),
      'another key': steps(FRAMES, { key: 'l' }),
      'another seed': steps(FRAMES, { seed: 6 }),
      'the noise': new Float32Array(noise.buffer),
    };
    for (const [name, other] of Object.entries(others)) {
      // The correlation of N independent pairs strays by 1/√N; five of these.
      expect(Math.abs(correlation(dither, other)), name).toBeLessThan(5 / Math.sqrt(FRAMES));
    }
  });

  test('is refused for bits that it is not for, and not made for encodings that do not need it', () => {
    for (const bits of [0, 17, 1.5, Number.NaN]) {
      expect(() => new TpdfDither(1, '', bits)).toThrow(RangeError);
    }
    expect(createDither('none', NOISE, formatOf('s16'))).toBeUndefined();
    expect(createDither(undefined, NOISE, formatOf('u8'))).toBeUndefined();
    for (const encoding of ['s24', 's32', 'f32', 'f64', 'alaw', 'mulaw'] as const) {
      expect(createDither('tpdf', NOISE, formatOf(encoding))).toBeUndefined();
    }
    expect(createDither('tpdf', NOISE, formatOf('u8'))).toBeInstanceOf(TpdfDither);
  });
});

describe.each([
  ['u8', 8],
  ['s16', 16],
] as const)('rounding to %s', (encoding, bits) => {
  const step = 2 ** (1 - bits);

  /** Mean and power of the error of a constant, in steps. */
  function errorOf(constantSteps: number, dither: 'tpdf' | 'none') {
    const format = formatOf(encoding);
    const samples = new Float32Array(FRAMES).fill(constantSteps * step);
    const constant = samples[0]!;
    createDither(dither, NOISE, format)?.add(samples, 0, FRAMES, 0);
    const bytes = new Uint8Array(FRAMES * format.bytesPerFrame);
    encodeSamples([samples], FRAMES, format, bytes);
    decodeSamples(bytes, format, [samples]);
    let [sum, squares] = [0, 0];
    for (const sample of samples) {
      const error = (sample - constant) / step;
      sum += error;
      squares += error * error;
    }
    return { mean: sum / FRAMES, power: squares / FRAMES };
  }

  test.each([0, 0.01, 0.25, 0.4999, 0.5, -0.3, 3.75, -60.1])(
    'with dither, a constant of %d steps has an error of mean 0 and power step² / 4',
    (constant) => {
      const { mean, power } = errorOf(constant, 'tpdf');
      // The error's standard deviation is 1/2 step; five of what the mean of N strays by.
      expect(Math.abs(mean)).toBeLessThan((5 * 0.5) / Math.sqrt(FRAMES));
      // Errors are at most 3/2 steps, so their squares' variance is at most 9/4 · 1/4 - 1/16 = 1/2.
      expect(Math.abs(power - 0.25)).toBeLessThan((5 * Math.SQRT1_2) / Math.sqrt(FRAMES));
    },
  );

  test('without, it is the constant itself that is lost', () => {
    const { mean, power } = errorOf(0.25, 'none');
    expect(mean).toBeCloseTo(-0.25, 6);
    expect(power).toBeCloseTo(0.0625, 6);
  });
});

describe('a mixer with dither', () => {
  const s16 = formatOf('s16', 2);
  const quiet = { ...NOISE, std: 1e-3 / 32768, input: formatOf('f32', 2), output: s16 };

  function mix(
    options: Parameters<typeof createWhiteMixer>[0],
    bytes: Uint8Array,
    pieceFrames = 1e9,
  ) {
    const mixer = createWhiteMixer(options);
    const out: Uint8Array[] = [];
    const pieceBytes = pieceFrames * options.input.bytesPerFrame;
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      mixer.push(bytes.subarray(at, at + pieceBytes), (piece) => out.push(piece.slice()));
    }
    mixer.end((piece) => out.push(piece.slice()));
    return { bytes: Buffer.concat(out), statistics: mixer.statistics };
  }

  const tone = [0, 1].map((channel) =>
    Float32Array.from({ length: FRAMES }, (_, i) => (0.4 / 32768) * Math.sin(0.01 * i + channel)),
  );

  test('keeps a tone that is smaller than half a step, and counts what it added', () => {
    const signal = encode(tone, quiet.input);
    const { bytes, statistics } = mix({ ...quiet, dither: 'tpdf' }, signal);
    const heard = [new Float32Array(FRAMES), new Float32Array(FRAMES)];
    decodeSamples(bytes, s16, heard);
    for (const [channel, samples] of heard.entries()) {
      const gain = (correlation(samples, tone[channel]!) * norm(samples)) / norm(tone[channel]!);
      // Errors of 1/2 step against the tone's RMS of 0.28: the gain strays by 1.77/√N; five of these.
      expect(Math.abs(gain - 1)).toBeLessThan((5 * 1.77) / Math.sqrt(FRAMES));
    }
    // Both channels' step² / 4, to five of √(1/2) / √(2 N).
    const power = (statistics.noiseEnergy / (2 * FRAMES)) * 32768 ** 2;
    expect(Math.abs(power - 0.25)).toBeLessThan(2.5 / Math.sqrt(FRAMES));
    const plain = mix({ ...quiet, dither: 'none' }, signal);
    expect(plain.bytes.every((byte) => byte === 0)).toBe(true);
  });

  function norm(samples: Float32Array): number {
    return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0));
  }

  test('gives the same bytes however its input is split', { tags: 'thorough' }, () => {
    const signal = encode(tone, quiet.input).subarray(0, 8 * 20_000);
    const whole = mix({ ...quiet, dither: 'tpdf' }, signal);
    for (const pieceFrames of [1, 997, 4096, 5000]) {
      expect(mix({ ...quiet, dither: 'tpdf' }, signal, pieceFrames)).toEqual(whole);
    }
  });

  test('dithers 16-bit input too, which else takes the quick route', () => {
    const options = { ...quiet, input: s16 };
    const signal = new Uint8Array(4 * 4096);
    expect(mix(options, signal).bytes.every((byte) => byte === 0)).toBe(true);
    expect(mix({ ...options, dither: 'tpdf' }, signal).bytes.some((byte) => byte !== 0)).toBe(true);
  });

  test('leaves channels without noise alone', () => {
    const options = { ...quiet, std: 0, input: s16, dither: 'tpdf' } as const;
    expect(mix(options, new Uint8Array(4 * 4096)).bytes.every((byte) => byte === 0)).toBe(true);
  });

  test.each(['u8', 's16'] as const)('scaled to fit %s does not clip', (encoding) => {
    const format = formatOf(encoding);
    const input = formatOf('f32');
    const signal = encode([new Float32Array(FRAMES).fill(1.5)], input);
    const options = { ...NOISE, std: 1e-9, input, output: format, dither: 'tpdf' } as const;
    const peak = mix({ ...options, findsPeak: true }, signal).statistics.peak;
    const clipped = (dither: 'tpdf' | 'none') =>
      mix({ ...options, scale: scaleToFit(peak, format, dither) }, signal).statistics
        .clippedSamples;
    expect(clipped('tpdf')).toBe(0);
    // Where no room is kept for it, the eighth of all dither that is beyond half a step is cut off.
    expect(clipped('none')).toBeGreaterThan(FRAMES / 16);
  });
});
