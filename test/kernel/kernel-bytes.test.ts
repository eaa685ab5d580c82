import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import binaryen from 'assemblyscript/binaryen';
import { expect, test } from 'vitest';
import { FLAC_KERNEL_BASE64 } from '../../src/kernel/flac-kernel-bytes.ts';
import { KERNEL_BASE64 } from '../../src/kernel/kernel-bytes.ts';

const bytes = new Uint8Array(Buffer.from(KERNEL_BASE64, 'base64'));
const flacBytes = new Uint8Array(Buffer.from(FLAC_KERNEL_BASE64, 'base64'));

/** Instructions of relaxed SIMD: their results may differ from one processor to another. */
function relaxedInstructions(module: Uint8Array): string[] {
  const text = binaryen.readBinary(module).emitText();
  return text.match(/\([a-z0-9]+\.(relaxed_\w+|dot_i8x16_i7x16\w*)/g) ?? [];
}

test('the committed bytes are what the source compiles to', { tags: 'thorough' }, () => {
  const build = fileURLToPath(new URL('../../scripts/build-kernel.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [build, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test.each([
  ['the kernel', bytes],
  ['the kernel of FLAC', flacBytes],
])('%s imports nothing', (_, module) => {
  expect(WebAssembly.Module.imports(new WebAssembly.Module(module))).toEqual([]);
});

test('the kernel exports what the wrapper says', () => {
  const exports = WebAssembly.Module.exports(new WebAssembly.Module(bytes));
  expect(exports.map(({ name, kind }) => `${kind} ${name}`).sort()).toEqual([
    'function addLagProducts',
    'function addMixSumsF32',
    'function addNormalsEnergies',
    'function addSumsF32',
    'function decodeS16',
    'function decodeS24',
    'function drawNormals',
    'function encodeS24',
    'function fillKaiserWindow',
    'function fillNormals',
    'function fillRoots',
    'function filterSegments',
    'function followSpeechF32',
    'function mixF32',
    'function mixF32AndSum',
    'function mixNormalsS16',
    'function mixS16',
    'function mixS16AndSubtract',
    'function normalsEnergy',
    'function orderResponse',
    'function orderRoots',
    'function peakF32',
    'function scaleNormals',
    'function sumLanesS16',
    'function sumSquaresF32',
    'function sumSquaresOfThreeF32',
    'function sumSquaresS16',
    'function transformCosines',
    'function weighByThreeF32',
    'function weighByTwoF32',
    'global clippedSamples',
    'global signalEnergy',
    'memory memory',
  ]);
});

test('the kernel of FLAC exports what its wrapper says', () => {
  const exports = WebAssembly.Module.exports(new WebAssembly.Module(flacBytes));
  expect(exports.map(({ name, kind }) => `${kind} ${name}`).sort()).toEqual([
    'function addMd5',
    'function encodeBlock',
    'function encodedAddress',
    'function encoderBytes',
    'function findSync',
    'function finishMd5',
    'function flipSigns',
    'function frameAddress',
    'function interleave',
    'function readFrame',
    'function readHeader',
    'function startMd5',
    'global bitsPerSample',
    'global blockFrames',
    'global codedNumber',
    'global frameBytes',
    'global headerBytes',
    'global isVariable',
    'global numberOfChannels',
    'global sampleRate',
    'memory memory',
  ]);
  expect(relaxedInstructions(flacBytes)).toEqual([]);
});

test('the kernel uses SIMD, but none of the relaxed kind', () => {
  expect(binaryen.readBinary(bytes).emitText()).toContain('f32x4.sqrt');
  expect(relaxedInstructions(bytes)).toEqual([]);
});

test('an instruction of the relaxed kind would be found', () => {
  const module = binaryen.parseText(`(module
    (func (export "f") (param v128 v128 v128) (result v128)
      (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2))))`);
  module.setFeatures(binaryen.Features.All);
  expect(relaxedInstructions(module.emitBinary())).toEqual(['(f32x4.relaxed_madd']);
});
