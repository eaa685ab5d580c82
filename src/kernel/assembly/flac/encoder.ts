// Encodes blocks: RFC 9639, 9. Fixed and linear predictors, partitioned Rice codes, and of two channels the best of
// left/right, left/side, side/right and mid/side.

import { finishByte, startWriting, writeBits } from './bit-writer';
import { decide, writeSubframe } from './channel-coder';
import { crc16Of, crc8Of } from './crc';
import { BLOCK_FRAMES, ENCODED, FRAME, MIDDLE, samplesOf, SIDE } from './encoder-layout';

/** Where the caller puts encoded frames, little-endian and signed, as many as a block has. */
export function encodedAddress(): usize {
  return ENCODED;
}

/** Where frames are written. */
export function frameAddress(): usize {
  return FRAME;
}

/** Memory that an encoder needs. */
export function encoderBytes(): usize {
  // Verbatim, and what is beside it.
  return FRAME + 8 * 4 * <usize>BLOCK_FRAMES + 1024;
}

/**
 * Writes the frame of a block.
 *
 * @param sampleBytes of an encoded sample; all its bits are used.
 * @param number of the block.
 * @param rateCode, rateValue as the header of the frame has them.
 * @returns bytes of the frame.
 */
export function encodeBlock(
  channels: i32,
  frames: i32,
  sampleBytes: i32,
  number: u32,
  rateCode: i32,
  rateValue: i32,
): i32 {
  const bits = 8 * sampleBytes;
  for (let channel = 0; channel < channels; channel++) takeChannel(channel, channels, frames, sampleBytes);
  let first = 0;
  let second = 1;
  let channelCode = channels - 1;
  // Of 32 bits a difference would have 33, and seldom gains.
  if (channels == 2 && bits < 32) {
    makeMiddleAndSide(frames);
    const left = decide(0, frames, bits);
    const right = decide(1, frames, bits);
    const middle = decide(MIDDLE, frames, bits);
    const side = decide(SIDE, frames, bits + 1);
    let best = left + right;
    if (left + side < best) {
      best = left + side;
      second = SIDE;
      channelCode = 8;
    }
    if (side + right < best) {
      best = side + right;
      first = SIDE;
      second = 1;
      channelCode = 9;
    }
    if (middle + side < best) {
      first = MIDDLE;
      second = SIDE;
      channelCode = 10;
    }
  } else {
    for (let channel = 0; channel < channels; channel++) decide(channel, frames, bits);
  }
  writeHeader(frames, channelCode, bits, number, rateCode, rateValue);
  for (let channel = 0; channel < channels; channel++) {
    writeSubframe(channels == 2 ? (channel == 0 ? first : second) : channel, frames);
  }
  const end = finishByte();
  store<u16>(end, bswap<u16>(<u16>crc16Of(FRAME, end)));
  return <i32>(end + 2 - FRAME);
}

function takeChannel(channel: i32, channels: i32, frames: i32, sampleBytes: i32): void {
  const step = <usize>(channels * sampleBytes);
  let from = ENCODED + <usize>(channel * sampleBytes);
  let to = samplesOf(channel);
  const end = to + (<usize>frames << 2);
  if (sampleBytes == 1) for (; to < end; to += 4, from += step) store<i32>(to, load<i8>(from));
  else if (sampleBytes == 2) for (; to < end; to += 4, from += step) store<i32>(to, load<i16>(from));
  else if (sampleBytes == 3) {
    for (; to < end; to += 4, from += step) {
      store<i32>(to, (<i32>load<i8>(from, 2) << 16) | <i32>load<u16>(from));
    }
  } else for (; to < end; to += 4, from += step) store<i32>(to, load<i32>(from));
}

function makeMiddleAndSide(frames: i32): void {
  const left = samplesOf(0);
  const right = samplesOf(1);
  const middle = samplesOf(MIDDLE);
  const side = samplesOf(SIDE);
  for (let at: usize = 0, end = <usize>frames << 2; at < end; at += 4) {
    const l = load<i32>(left + at);
    const r = load<i32>(right + at);
    store<i32>(middle + at, (l + r) >> 1);
    store<i32>(side + at, l - r);
  }
}

function writeHeader(
  frames: i32,
  channelCode: i32,
  bits: i32,
  number: u32,
  rateCode: i32,
  rateValue: i32,
): void {
  startWriting(FRAME);
  writeBits(0xfff8, 16);
  writeBits(frames == BLOCK_FRAMES ? 12 : 7, 4);
  writeBits(rateCode, 4);
  writeBits(channelCode, 4);
  writeBits(bits == 8 ? 1 : bits == 16 ? 4 : bits == 24 ? 6 : 7, 3);
  writeBits(0, 1);
  writeNumber(number);
  if (frames != BLOCK_FRAMES) writeBits(frames - 1, 16);
  if (rateCode == 12) writeBits(rateValue, 8);
  else if (rateCode > 12) writeBits(rateValue, 16);
  const end = finishByte();
  store<u8>(end, <u8>crc8Of(FRAME, end));
  startWriting(end + 1);
}

/** As UTF-8 codes a character, for up to 31 bits. */
function writeNumber(number: u32): void {
  if (number < 0x80) {
    writeBits(number, 8);
    return;
  }
  let more = 1;
  while (more < 5 && number >> (5 * more + 6) != 0) more++;
  const ones = (0xff00 >> (more + 1)) & 0xff;
  writeBits(ones | (number >> (6 * more)), 8);
  for (let i = more - 1; i >= 0; i--) writeBits(0x80 | ((number >> (6 * i)) & 0x3f), 8);
}
