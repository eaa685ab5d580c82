// @ts-check
// node bench/flac-codec.mjs decode|encode FOLDER IN OUT: the FLAC codec by itself, from a file to raw samples or from a WAV file of
// 16-bit mono samples to FLAC. FOLDER has the bundles that topics/flac.mjs makes.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , what = '', folder = '', inPath = '', outPath = ''] = process.argv;
const input = openSync(inPath, 'r');
const output = openSync(outPath, 'w');
const piece = new Uint8Array(1 << 18);
const load = (/** @type {string} */ name) => import(pathToFileURL(join(folder, name)).href);
const read = () => piece.subarray(0, readSync(input, piece));

if (what === 'decode') {
  const { FlacDecoder } = await load('flac-decoder.mjs');
  const decoder = new FlacDecoder();
  const write = (/** @type {Iterable<{ type: string, bytes: Uint8Array }>} */ events) => {
    for (const { type, bytes } of events) if (type === 'data') writeSync(output, bytes);
  };
  for (let bytes = read(); bytes.length > 0; bytes = read()) write(decoder.push(bytes));
  write(decoder.end());
  if (decoder.warnings.length > 0) throw new Error(decoder.warnings[0].message);
} else {
  const { FLAC_WRITER } = await load('flac-writer.mjs');
  readSync(input, piece, 0, 44, null);
  const sampleRate = new DataView(piece.buffer).getUint32(24, true);
  const format = FLAC_WRITER.sampleFormat(
    { sampleRate, numberOfChannels: 1, channelMask: 0 },
    's16',
  );
  const encoder = FLAC_WRITER.createEncoder({ format });
  writeSync(output, encoder.header());
  for (let bytes = read(); bytes.length > 0; bytes = read())
    writeSync(output, encoder.write(bytes));
  writeSync(output, encoder.end());
  for (const { byteOffset, bytes } of encoder.patches()) {
    writeSync(output, bytes, 0, bytes.length, byteOffset);
  }
}
closeSync(output);
