// @ts-check
// node bench/make-input.mjs SECONDS OUT [--from SAMPLE]: a long 16 kHz mono s16 WAV, a sample of speech repeated to the length.
//
// OUT may be - for stdout. Above 4 GiB the file is RF64. Memory is constant.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const SAMPLE_RATE = 16000;
export const BYTES_PER_SECOND = 2 * SAMPLE_RATE;
const DEFAULT_SAMPLE = fileURLToPath(
  new URL('../samples/male-16khz-s16-mono.wav', import.meta.url),
);
const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * @param {number} dataBytes
 * @returns {Buffer} RIFF, or RF64 with ds64 where 32 bits do not hold the sizes
 */
function wavHeader(dataBytes) {
  const isRf64 = dataBytes + 36 > 0xffffffff;
  const ds64 = Buffer.alloc(isRf64 ? 36 : 0);
  if (isRf64) {
    ds64.write('ds64', 0, 'latin1');
    ds64.writeUInt32LE(28, 4);
    ds64.writeBigUInt64LE(BigInt(dataBytes + 36 + ds64.length), 8);
    ds64.writeBigUInt64LE(BigInt(dataBytes), 16);
    ds64.writeBigUInt64LE(BigInt(dataBytes / 2), 24);
  }
  const riff = Buffer.alloc(12);
  riff.write(isRf64 ? 'RF64' : 'RIFF', 0, 'latin1');
  riff.writeUInt32LE(isRf64 ? 0xffffffff : dataBytes + 36, 4);
  riff.write('WAVE', 8, 'latin1');
  const fmtAndData = Buffer.alloc(32);
  fmtAndData.write('fmt ', 0, 'latin1');
  fmtAndData.writeUInt32LE(16, 4);
  fmtAndData.writeUInt16LE(1, 8);
  fmtAndData.writeUInt16LE(1, 10);
  fmtAndData.writeUInt32LE(SAMPLE_RATE, 12);
  fmtAndData.writeUInt32LE(BYTES_PER_SECOND, 16);
  fmtAndData.writeUInt16LE(2, 20);
  fmtAndData.writeUInt16LE(16, 22);
  fmtAndData.write('data', 24, 'latin1');
  fmtAndData.writeUInt32LE(isRf64 ? 0xffffffff : dataBytes, 28);
  return Buffer.concat([riff, ds64, fmtAndData]);
}

/**
 * The samples of a WAV whose header is the 44 bytes that sox writes for 16 kHz mono s16.
 *
 * @param {string} path
 * @returns {Buffer}
 */
function readSamples(path) {
  const wav = readFileSync(path);
  const isExpected =
    wav.toString('latin1', 36, 40) === 'data' &&
    wav.readUInt32LE(20) === 0x00010001 &&
    wav.readUInt32LE(24) === SAMPLE_RATE &&
    wav.readUInt16LE(34) === 16;
  if (!isExpected) throw new Error(`${path} is not a plain 16 kHz mono s16 WAV`);
  return wav.subarray(44);
}

/**
 * @param {number} fileDescriptor
 * @param {Buffer} bytes
 */
function writeAll(fileDescriptor, bytes) {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(fileDescriptor, bytes, written);
  }
}

/**
 * Writes a 16 kHz mono s16 WAV of `seconds` seconds.
 *
 * @param {number} seconds
 * @param {string} outPath `-` is stdout
 * @param {string} [samplePath]
 * @returns {number} bytes of the data chunk
 */
export function makeInput(seconds, outPath, samplePath = DEFAULT_SAMPLE) {
  const samples = readSamples(samplePath);
  const repeats = Math.ceil(PIECE_BYTES / samples.length);
  const piece = Buffer.concat(Array.from({ length: repeats }, () => samples));
  const dataBytes = 2 * Math.round(seconds * SAMPLE_RATE);

  const fileDescriptor = outPath === '-' ? 1 : openSync(outPath, 'w');
  try {
    writeAll(fileDescriptor, wavHeader(dataBytes));
    for (let left = dataBytes; left > 0; left -= piece.length) {
      writeAll(fileDescriptor, left < piece.length ? piece.subarray(0, left) : piece);
    }
  } finally {
    if (outPath !== '-') closeSync(fileDescriptor);
  }
  return dataBytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { from: { type: 'string' } },
  });
  const [seconds, outPath] = positionals;
  if (!(Number(seconds) > 0) || outPath === undefined) {
    console.error('usage: node bench/make-input.mjs SECONDS OUT [--from SAMPLE]');
    process.exit(2);
  }
  try {
    makeInput(Number(seconds), outPath, values.from);
  } catch (error) {
    // The reader of the pipe has had enough.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPIPE') throw error;
  }
}
