// Samples of a block, channel after channel, as encoded frames and back.

/**
 * Writes encoded frames.
 *
 * @param samples i32, channel after channel.
 * @param sampleBytes of an encoded sample, little-endian and signed.
 * @param shift by how many bits samples are moved up.
 */
export function interleave(
  samples: usize,
  channels: i32,
  frames: i32,
  sampleBytes: i32,
  shift: i32,
  to: usize,
): void {
  if (sampleBytes == 2 && channels == 1 && shift == 0) return packS16(samples, frames, to);
  const channelBytes = <usize>frames << 2;
  const frameBytes = <usize>(channels * sampleBytes);
  for (let channel = 0; channel < channels; channel++) {
    const end = samples + channelBytes;
    let at = to + <usize>(channel * sampleBytes);
    if (sampleBytes == 2) {
      for (let from = samples; from < end; from += 4, at += frameBytes) {
        store<i16>(at, <i16>(load<i32>(from) << shift));
      }
    } else if (sampleBytes == 1) {
      for (let from = samples; from < end; from += 4, at += frameBytes) {
        store<i8>(at, <i8>(load<i32>(from) << shift));
      }
    } else if (sampleBytes == 3) {
      for (let from = samples; from < end; from += 4, at += frameBytes) {
        const sample = load<i32>(from) << shift;
        store<i16>(at, <i16>sample);
        store<i8>(at, <i8>(sample >> 16), 2);
      }
    } else {
      for (let from = samples; from < end; from += 4, at += frameBytes) {
        store<i32>(at, load<i32>(from) << shift);
      }
    }
    samples = end;
  }
}

function packS16(samples: usize, frames: i32, to: usize): void {
  const vectorEnd = samples + (<usize>(frames & ~7) << 2);
  const end = samples + (<usize>frames << 2);
  for (; samples < vectorEnd; samples += 32, to += 16) {
    v128.store(to, v128.shuffle<u16>(
      v128.load(samples), v128.load(samples, 16),
      0, 2, 4, 6, 8, 10, 12, 14,
    ));
  }
  for (; samples < end; samples += 4, to += 2) store<i16>(to, <i16>load<i32>(samples));
}

/** Turns signed bytes into those of u8, which has its zero at 128, or back. */
export function flipSigns(at: usize, byteLength: i32): void {
  for (const end = at + <usize>byteLength; at < end; at++) store<u8>(at, load<u8>(at) ^ 0x80);
}
