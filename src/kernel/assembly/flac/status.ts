// What reading a header or a frame comes to. src/kernel/flac-kernel.ts has the same numbers.

/** All is as it should be. */
export const SOUND: i32 = 0;
/** More of the file must be there to tell. */
export const CUT_SHORT: i32 = 1;
/** Not what a frame may be. */
export const DAMAGED: i32 = 2;
