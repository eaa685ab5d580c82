// A frame: a header, a subframe for each channel, zeros up to a byte, CRC-16.

import { alignToByte, byteAddress, isOverrun, startBits } from './bit-reader';
import { crc16Of } from './crc';
import {
  blockFrames, headerBytes, INDEPENDENT, LEFT_SIDE, numberOfChannels, SIDE_RIGHT, stereo,
} from './frame-header';
import { readSubframe } from './subframe';
import { CUT_SHORT, DAMAGED, SOUND } from './status';

/** Of the last frame that was read whole. */
export let frameBytes: i32 = 0;

/**
 * Reads the frame whose header was read last.
 *
 * @param at where the frame begins, header included.
 * @param end of what there is of the file; 16 bytes of memory must follow.
 * @param samples i32, channel after channel.
 * @param side i64, a channel; needed for frames of 32 bits with a side channel, whose samples have 33.
 * @param bits of a sample.
 */
export function readFrame(at: usize, end: usize, samples: usize, side: usize, bits: i32): i32 {
  startBits(at + headerBytes, end);
  const frames = blockFrames;
  const channelBytes = <usize>frames << 2;
  const mode = stereo;
  const sideChannel = mode == INDEPENDENT ? -1 : mode == SIDE_RIGHT ? 0 : 1;
  for (let channel = 0, to = samples; channel < numberOfChannels; channel++, to += channelBytes) {
    const isSide = channel == sideChannel;
    const isSound =
      isSide && bits == 32
        ? readSubframe<i64>(to, side, frames, 33)
        : readSubframe<i32>(to, to, frames, isSide ? bits + 1 : bits);
    // What was read past the end may be anything.
    if (isOverrun()) return CUT_SHORT;
    if (!isSound) return DAMAGED;
  }
  const isAligned = alignToByte();
  const bodyEnd = byteAddress();
  if (bodyEnd + 2 > end) return CUT_SHORT;
  if (!isAligned || crc16Of(at, bodyEnd) != <u32>bswap<u16>(load<u16>(bodyEnd))) return DAMAGED;
  frameBytes = <i32>(bodyEnd + 2 - at);
  if (mode != INDEPENDENT) {
    const second = samples + channelBytes;
    if (bits == 32) joinWide(samples, second, side, frames);
    else join(samples, second, frames);
  }
  return SOUND;
}

// Modulo 2^32 all of this is right, since left and right themselves fit:
//
//   left/side    right = left - side
//   side/right   left = right + side
//   mid/side     mid = floor((left + right) / 2):   left = mid + ceil(side / 2), right = left - side

/** Makes left and right, in place. */
function join(first: usize, second: usize, frames: i32): void {
  const end = first + (<usize>frames << 2);
  const one = i32x4.splat(1);
  const vectorEnd = first + (<usize>(frames & ~3) << 2);
  if (stereo == LEFT_SIDE) {
    for (; first < vectorEnd; first += 16, second += 16) {
      v128.store(second, i32x4.sub(v128.load(first), v128.load(second)));
    }
    for (; first < end; first += 4, second += 4) {
      store<i32>(second, load<i32>(first) - load<i32>(second));
    }
  } else if (stereo == SIDE_RIGHT) {
    for (; first < vectorEnd; first += 16, second += 16) {
      v128.store(first, i32x4.add(v128.load(first), v128.load(second)));
    }
    for (; first < end; first += 4, second += 4) {
      store<i32>(first, load<i32>(first) + load<i32>(second));
    }
  } else {
    for (; first < vectorEnd; first += 16, second += 16) {
      const side = v128.load(second);
      const half = i32x4.add(i32x4.shr_s(side, 1), v128.and(side, one));
      const left = i32x4.add(v128.load(first), half);
      v128.store(first, left);
      v128.store(second, i32x4.sub(left, side));
    }
    for (; first < end; first += 4, second += 4) {
      const side = load<i32>(second);
      const left = load<i32>(first) + (side >> 1) + (side & 1);
      store<i32>(first, left);
      store<i32>(second, left - side);
    }
  }
}

/** The same for a side channel of i64, which stands elsewhere. */
function joinWide(first: usize, second: usize, side: usize, frames: i32): void {
  for (const end = first + (<usize>frames << 2); first < end; first += 4, second += 4, side += 8) {
    const difference = load<i64>(side);
    if (stereo == LEFT_SIDE) store<i32>(second, load<i32>(first) - <i32>difference);
    else if (stereo == SIDE_RIGHT) store<i32>(first, <i32>difference + load<i32>(second));
    else {
      const left = <i32>(<i64>load<i32>(first) + (difference >> 1) + (difference & 1));
      store<i32>(first, left);
      store<i32>(second, left - <i32>difference);
    }
  }
}
