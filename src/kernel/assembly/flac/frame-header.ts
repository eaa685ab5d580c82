// The header of a frame: RFC 9639, 9.1.
//
//   11111111 1111100v │ block size 4, rate 4 │ channels 4, bits 3, 0 │ number 1-7 │ block size 0-2 │ rate 0-2 │ CRC-8

import { crc8Of } from './crc';
import { CUT_SHORT, DAMAGED, SOUND } from './status';

/** Bytes of the shortest header. */
const LEAST_BYTES: usize = 6;

/** How the two channels of a frame were made of left and right. */
export const INDEPENDENT: i32 = 0;
export const LEFT_SIDE: i32 = 1;
export const SIDE_RIGHT: i32 = 2;
export const MID_SIDE: i32 = 3;

export let headerBytes: i32 = 0;
export let blockFrames: i32 = 0;
/** 0: as STREAMINFO says. */
export let sampleRate: i32 = 0;
export let numberOfChannels: i32 = 0;
export let stereo: i32 = 0;
/** 0: as STREAMINFO says. */
export let bitsPerSample: i32 = 0;
/** True if `codedNumber` counts samples, false if it counts frames. */
export let isVariable: bool = false;
/** At most 2^36 - 1. */
export let codedNumber: f64 = 0;

/** The bits of a sample that the codes 1 to 7 stand for; 3 is reserved. */
const BITS: usize = memory.data<u8>([0, 8, 12, 0, 16, 20, 24, 32]);
/** The rates that the codes 1 to 11 stand for. */
const RATES: usize = memory.data<i32>([
  0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000,
]);

/** Reads the header at an address; what it says is then in the globals. */
export function readHeader(at: usize, end: usize): i32 {
  if (at + 2 > end) return at < end && load<u8>(at) != 0xff ? DAMAGED : CUT_SHORT;
  if (load<u8>(at) != 0xff || (load<u8>(at, 1) & 0xfe) != 0xf8) return DAMAGED;
  if (at + LEAST_BYTES > end) return CUT_SHORT;
  isVariable = (load<u8>(at, 1) & 1) != 0;
  const blockCode = <i32>(load<u8>(at, 2) >> 4);
  const rateCode = <i32>(load<u8>(at, 2) & 15);
  const channelCode = <i32>(load<u8>(at, 3) >> 4);
  const bitsCode = <usize>(load<u8>(at, 3) >> 1) & 7;
  if (blockCode == 0 || rateCode == 15 || channelCode > 10 || bitsCode == 3) return DAMAGED;
  if (load<u8>(at, 3) & 1) return DAMAGED;
  numberOfChannels = channelCode < 8 ? channelCode + 1 : 2;
  stereo = channelCode < 8 ? INDEPENDENT : channelCode - 7;
  bitsPerSample = load<u8>(BITS + bitsCode);

  let next = at + 4;
  // As UTF-8 does it: as many ones as there are bytes.
  const first = load<u8>(next++);
  const ones = <i32>clz<u32>(~(<u32>first << 24));
  if (ones == 1 || ones == 8 || (ones == 7 && !isVariable)) return DAMAGED;
  let number = <u64>(ones == 0 ? <u32>first : <u32>first & (<u32>0x7f >> ones));
  const more = max<i32>(ones - 1, 0);
  const sizeBytes = blockCode == 6 ? 1 : blockCode == 7 ? 2 : 0;
  const rateBytes = rateCode == 12 ? 1 : rateCode > 12 ? 2 : 0;
  const length = 5 + more + sizeBytes + rateBytes + 1;
  if (at + <usize>length > end) return CUT_SHORT;
  for (let i = 0; i < more; i++) {
    const byte = load<u8>(next++);
    if ((byte & 0xc0) != 0x80) return DAMAGED;
    number = (number << 6) | (byte & 0x3f);
  }
  codedNumber = <f64>number;

  if (blockCode == 1) blockFrames = 192;
  else if (blockCode < 6) blockFrames = 144 << blockCode;
  else if (blockCode > 7) blockFrames = 1 << blockCode;
  else blockFrames = readCoded(next, sizeBytes) + 1;
  if (blockFrames > 65535) return DAMAGED;
  next += sizeBytes;
  if (rateCode < 12) sampleRate = load<i32>(RATES + (<usize>rateCode << 2));
  else {
    const coded = readCoded(next, rateBytes);
    sampleRate = rateCode == 12 ? coded * 1000 : rateCode == 14 ? coded * 10 : coded;
    if (sampleRate == 0) return DAMAGED;
  }
  next += rateBytes;
  headerBytes = length;
  return crc8Of(at, next) == load<u8>(next) ? SOUND : DAMAGED;
}

function readCoded(at: usize, byteLength: i32): i32 {
  return byteLength == 1 ? load<u8>(at) : bswap<u16>(load<u16>(at));
}

/** The first address from `at` on where a header may begin: two bytes that fit, or one at the very end; else `end`. */
export function findSync(at: usize, end: usize): usize {
  for (; at < end; at++) {
    if (load<u8>(at) != 0xff) continue;
    if (at + 1 == end || (load<u8>(at, 1) & 0xfe) == 0xf8) return at;
  }
  return end;
}
