// Exports of the FLAC kernel. See layout.ts for the memory, RFC 9639 for the format.

export { frameBytes, readFrame } from './frame';
export {
  bitsPerSample, blockFrames, codedNumber, findSync, headerBytes, isVariable, numberOfChannels, readHeader, sampleRate,
} from './frame-header';
export { flipSigns, interleave } from './interleave';
export { addMd5, finishMd5, startMd5 } from './md5';
export { encodeBlock, encodedAddress, encoderBytes, frameAddress } from './encoder';
