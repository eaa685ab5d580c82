// Mutations of bytes: flipped bits, numbers that are limits somewhere, pieces that move, words of the sources.

const LIMITS = [
  0, 1, 2, 3, 4, 7, 8, 15, 16, 24, 32, 40, 64, 127, 128, 255, 256, 1024, 4096, 32767, 32768, 65534,
  65535,
];
const LIMITS_32 = [
  0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 0x7ffff000, 0x10000, 0x7f800000, 0xff800000,
  0x7fc00000, 0x7f7fffff, 1,
];

/** Pseudo-random numbers from a seed (mulberry32): whole numbers below a bound. */
export function randomFrom(seed) {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let hash = Math.imul(state ^ (state >>> 15), state | 1);
    hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61);
    return Math.floor((((hash ^ (hash >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** What inputs are compared with, as bytes. */
export function wordsOf({ texts, numbers }) {
  const words = texts.filter((text) => text.length <= 40).map((text) => Buffer.from(text));
  for (const number of numbers) {
    words.push(Buffer.from(String(number)));
    if (!Number.isInteger(number) || number > 0xffffffff) continue;
    for (const bigEndian of [false, true]) {
      const word = Buffer.alloc(number > 0xffff ? 4 : 2);
      if (bigEndian) word.writeUIntBE(number, 0, word.length);
      else word.writeUIntLE(number, 0, word.length);
      words.push(word);
    }
  }
  return words;
}

/**
 * @param random see {@link randomFrom}.
 * @param other another input, of which pieces may be taken.
 * @param words see {@link wordsOf}.
 * @returns other bytes, at most `mostBytes`.
 */
export function mutate(input, other, words, random, mostBytes) {
  let bytes = Buffer.from(input);
  for (let n = 1 + random(random(4) === 0 ? 16 : 4); n > 0; n--) {
    bytes = mutateOnce(bytes, other, words, random);
  }
  return bytes.subarray(0, mostBytes);
}

function mutateOnce(bytes, other, words, random) {
  const at = random(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random(random(2) === 0 ? 8 : 64));
  const set = (index, value) => {
    if (index < bytes.length) bytes[index] = value;
    return bytes;
  };
  switch (random(12)) {
    case 0:
      return set(at, (bytes[at] ?? 0) ^ (1 << random(8)));
    case 1:
      return set(at, random(256));
    case 2:
      return set(at, (bytes[at] ?? 0) + random(35) - 17);
    case 3: {
      if (at + 2 > bytes.length) return bytes;
      const value = LIMITS[random(LIMITS.length)];
      if (random(2)) bytes.writeUInt16LE(value, at);
      else bytes.writeUInt16BE(value, at);
      return bytes;
    }
    case 4: {
      if (at + 4 > bytes.length) return bytes;
      const value = random(2) ? LIMITS_32[random(LIMITS_32.length)] : LIMITS[random(LIMITS.length)];
      if (random(4)) bytes.writeUInt32LE(value, at);
      else bytes.writeUInt32BE(value, at);
      return bytes;
    }
    case 5:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    case 6: {
      const from = random(bytes.length + 1);
      return Buffer.concat([
        bytes.subarray(0, from),
        bytes.subarray(at, end),
        bytes.subarray(from),
      ]);
    }
    case 7:
    case 8: {
      const word = words[random(words.length)] ?? Buffer.alloc(1);
      const kept = random(2) ? at : Math.min(bytes.length, at + word.length);
      return Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(kept)]);
    }
    case 9: {
      const from = random(other.length + 1);
      const piece = other.subarray(from, from + 1 + random(64));
      return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(random(2) ? at : end)]);
    }
    case 10:
      return Buffer.concat([bytes.subarray(0, at), other.subarray(Math.min(at, other.length))]);
    default:
      return bytes.subarray(0, random(8) === 0 ? at : bytes.length);
  }
}
