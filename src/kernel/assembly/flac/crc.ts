// The two checksums of RFC 9639, 9.1.8 and 9.3: x^8 + x^2 + x + 1 and x^16 + x^15 + x^2 + 1, most significant bit first, from 0.

import { CRC16, CRC8 } from './layout';

for (let byte = 0; byte < 256; byte++) {
  let crc8 = byte;
  let crc16 = byte << 8;
  for (let bit = 0; bit < 8; bit++) {
    crc8 = (crc8 << 1) ^ (crc8 & 0x80 ? 0x107 : 0);
    crc16 = (crc16 << 1) ^ (crc16 & 0x8000 ? 0x18005 : 0);
  }
  store<u8>(CRC8 + <usize>byte, <u8>crc8);
  store<u16>(CRC16 + (<usize>byte << 1), <u16>crc16);
}
// Table n + 1 has a zero byte more behind each byte than table n, so that eight bytes are looked up at once.
for (let entry: usize = 0; entry < 7 * 256; entry++) {
  const crc = <u32>load<u16>(CRC16 + (entry << 1));
  const longer = (crc << 8) ^ load<u16>(CRC16 + <usize>((crc >> 8) << 1));
  store<u16>(CRC16 + ((entry + 256) << 1), <u16>longer);
}

/** CRC-8 of the bytes from `at` to before `end`. */
export function crc8Of(at: usize, end: usize): u32 {
  let crc: u32 = 0;
  for (; at < end; at++) crc = load<u8>(CRC8 + <usize>(crc ^ load<u8>(at)));
  return crc;
}

// @ts-ignore: decorator
@inline
function look(table: usize, byte: u64): u32 {
  return load<u16>(CRC16 + (table << 9) + (<usize>(byte & 0xff) << 1));
}

/** CRC-16 of the bytes from `at` to before `end`. */
export function crc16Of(at: usize, end: usize): u32 {
  let crc: u32 = 0;
  for (; at + 8 <= end; at += 8) {
    // The first byte of the file is the lowest of the word.
    const word = load<u64>(at) ^ <u64>((crc >> 8) | ((crc & 0xff) << 8));
    crc =
      look(7, word) ^ look(6, word >> 8) ^ look(5, word >> 16) ^ look(4, word >> 24) ^
      look(3, word >> 32) ^ look(2, word >> 40) ^ look(1, word >> 48) ^ look(0, word >> 56);
  }
  for (; at < end; at++) {
    crc = ((crc << 8) & 0xffff) ^ look(0, (crc >> 8) ^ load<u8>(at));
  }
  return crc;
}
