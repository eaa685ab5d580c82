// Noise stream v1, one number after the other, written from docs/noise-stream.md alone. It imports nothing of src/.

const { fround, sqrt } = Math;

/** Four 32-bit words, unsigned. */
export type Words4 = readonly [number, number, number, number];

/** What names one block of one channel of one stream. */
export interface BlockAddress {
  readonly seed: number;
  readonly key: string;
  readonly channel: number;
  readonly blockIndex: number;
}

export const BLOCK_FRAMES = 4096;
const LANES = 4;
/** Words that each lane of each generator gives to a block. */
const STEPS = 512;

const scratch = new DataView(new ArrayBuffer(8));

/** Bits of a 32-bit float, as a signed integer. */
export function bitsOf(value: number): number {
  scratch.setFloat32(0, value);
  return scratch.getInt32(0);
}

/** The 32-bit float of some bits. */
export function floatOf(bits: number): number {
  scratch.setInt32(0, bits);
  return scratch.getFloat32(0);
}

/** The double of 64 bits. */
function doubleOf(bits: bigint): number {
  scratch.setBigUint64(0, bits);
  return scratch.getFloat64(0);
}

// Key

const wrap64 = (value: bigint): bigint => BigInt.asUintN(64, value);

export function splitMix64(state: bigint): bigint {
  let z = wrap64(state + 0x9e3779b97f4a7c15n);
  z = wrap64((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = wrap64((z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}

export function fnv1a64(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) {
    hash = wrap64((hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash;
}

/** The 64-bit key: its low half, then its high half. */
export function streamKey(seed: number, key: string): readonly [number, number] {
  const bits = splitMix64(splitMix64(BigInt(seed)) ^ fnv1a64(new TextEncoder().encode(key)));
  return [Number(BigInt.asUintN(32, bits)), Number(bits >> 32n)];
}

// Words

function multiplyWide(a: number, b: number): { high: number; low: number } {
  const product = BigInt(a) * BigInt(b);
  return { high: Number(product >> 32n), low: Number(BigInt.asUintN(32, product)) };
}

export function philox4x32(counter: Words4, key: readonly [number, number]): Words4 {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const p0 = multiplyWide(0xd2511f53, c0);
    const p1 = multiplyWide(0xcd9e8d57, c2);
    c0 = (p1.high ^ c1 ^ k0) >>> 0;
    c1 = p1.low;
    c2 = (p0.high ^ c3 ^ k1) >>> 0;
    c3 = p0.low;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

const rotateLeft = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** xoshiro128++ from a state: a function that gives the next word. */
export function xoshiro128plusplus(state: Words4): () => number {
  let [s0, s1, s2, s3] = state;
  return () => {
    const result = (rotateLeft((s0 + s3) | 0, 7) + s0) >>> 0;
    const t = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = rotateLeft(s3, 11);
    return result;
  };
}

/** State of lane 0..7 of a block: 0..3 give radii, 4..7 angles. */
export function laneState({ seed, key, channel, blockIndex }: BlockAddress, lane: number): Words4 {
  const blockLow = Number(BigInt.asUintN(32, BigInt(blockIndex)));
  const blockHigh = Number(BigInt(blockIndex) >> 32n);
  return philox4x32([lane, blockLow, channel, blockHigh], streamKey(seed, key));
}

function generators(address: BlockAddress, firstLane: number): (() => number)[] {
  return [0, 1, 2, 3].map((lane) => xoshiro128plusplus(laneState(address, firstLane + lane)));
}

// Normals

const EXPONENT_OFFSET = 0x4eb504f3;
const SQRT_HALF = 0x3f3504f3;
const TWO_31 = 2147483648;
const LN4 = floatOf(0x3fb17218);
const LN4_DOUBLE = doubleOf(0x3ff62e42fefa39efn);
const L0 = floatOf(0xc0800001);
const L1 = floatOf(0xbfaaa134);
const L2 = floatOf(0xbf536fe7);
const S0 = floatOf(0x3f8e2bea);
const S1 = floatOf(0xbde9c5d0);
const S2 = floatOf(0x3b60f2e5);
const C0 = floatOf(0x3fb504f3);
const C1 = floatOf(0xbedf52b1);
const C2 = floatOf(0x3cb7a002);
const C3 = floatOf(0xb9ec6f8d);

/** u·2^31 of a radius word, split: u = 2^exponent · mantissa / 2^31. */
function splitRadiusWord(word: number): { exponent: number; mantissa: number } {
  const u = fround(fround(word >>> 1) + 0.5);
  const exponent = (bitsOf(u) - EXPONENT_OFFSET) >> 23;
  return { exponent, mantissa: floatOf(bitsOf(u) - (exponent << 23)) };
}

/** -4 artanh(s), the polynomial. */
function minusFourArtanh(s: number): number {
  const q = fround(s * s);
  let p = fround(q * L2);
  p = fround(p + L1);
  p = fround(p * q);
  p = fround(p + L0);
  return fround(p * s);
}

export function radiusOf(word: number): number {
  const { exponent, mantissa } = splitRadiusWord(word);
  const numerator = fround(mantissa - TWO_31);
  const denominator = fround(mantissa + TWO_31);
  const p = minusFourArtanh(fround(numerator / denominator));
  return fround(sqrt(fround(p - fround(exponent * LN4))));
}

/** The two normals of a pair: sine, then cosine. */
export function pairOf(radius: number, angleWord: number): [number, number] {
  const t = fround(fround(angleWord | 0) / TWO_31);
  const q = fround(t * t);
  let s = fround(q * S2);
  s = fround(s + S1);
  s = fround(s * q);
  s = fround(s + S0);
  s = fround(s * t);
  let c = fround(q * C3);
  c = fround(c + C2);
  c = fround(c * q);
  c = fround(c + C1);
  c = fround(c * q);
  c = fround(c + C0);
  const rs = fround(radius * s);
  const half = fround(radius - fround(rs * s));
  return [fround(rs * c), angleWord % 2 === 1 ? -half : half];
}

export function oracleNormals(address: BlockAddress): Float32Array {
  const radii = generators(address, 0);
  const angles = generators(address, 4);
  const normals = new Float32Array(BLOCK_FRAMES);
  for (let step = 0; step < STEPS; step++) {
    for (let lane = 0; lane < LANES; lane++) {
      const [sine, cosine] = pairOf(radiusOf(radii[lane]!()), angles[lane]!());
      normals[8 * step + lane] = sine;
      normals[8 * step + 4 + lane] = cosine;
    }
  }
  return normals;
}

// Energy

export function oracleEnergy(address: BlockAddress): number {
  const words = generators(address, 0);
  let exponents = 0;
  let mantissas = 0;
  for (let group = 0; group < STEPS / 32; group++) {
    // Lane after lane: the kernel runs them abreast, but only the order of the additions to `mantissas` counts.
    for (let lane = 0; lane < LANES; lane++) {
      let product = 1;
      for (let i = 0; i < 32; i++) {
        const { exponent, mantissa } = splitRadiusWord(words[lane]!());
        product = fround(product * fround(mantissa / TWO_31));
        exponents += exponent;
      }
      const exponent = (bitsOf(product) - SQRT_HALF) >> 23;
      exponents += exponent;
      const m = floatOf(bitsOf(product) - (exponent << 23));
      mantissas += minusFourArtanh(fround(fround(m - 1) / fround(m + 1)));
    }
  }
  return mantissas - exponents * LN4_DOUBLE;
}

// Noise

/** signal + gain · normal + mean, in 32-bit floats, rounded after each step. */
export function oracleMix(signal: number, normal: number, gain: number, mean: number): number {
  return fround(signal + fround(fround(fround(gain) * normal) + fround(mean)));
}
