// Linear memory, in bytes. The caller's audio begins at the second page; its size is the caller's affair.
//
//   1024  state of the two generators      8 x v128   radius s0 s1 s2 s3, angle s0 s1 s2 s3
//   2048  radii                       2048 x f32      (their random words before that)
//  10240  angle words                 2048 x u32
//  18432  normals of one channel      4096 x f32
//  65536  audio

/** Frames that one seeding of the generators serves. */
export const BLOCK_FRAMES: i32 = 4096;

export const STATE: usize = 1024;
export const RADII: usize = 2048;
export const ANGLES: usize = RADII + 8192;
export const NORMALS: usize = ANGLES + 8192;
