// Linear memory of the FLAC kernel, in bytes. What lies from the second page on is the affair of the caller.
//
//    1024  CRC-8 of a byte                    256 x u8
//    2048  CRC-16 of a byte and 0-7 zeros     8 x 256 x u16
//    6144  MD5: state, then a block           4 x u32, 64 x u8
//    6400  coefficients of a predictor       32 x i32
//   65536  samples, encoded samples, bytes of the file

export const CRC8: usize = 1024;
export const CRC16: usize = 2048;
export const MD5_STATE: usize = 6144;
export const MD5_BLOCK: usize = MD5_STATE + 16;
export const COEFFICIENTS: usize = 6400;
