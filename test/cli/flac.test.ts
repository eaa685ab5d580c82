import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { decodeFlac } from '../formats/flac/decoding.ts';
import { encodeFlac, formatOf } from '../formats/flac/encoding.ts';
import { awgn, namesIn, receiptIn } from '../tools/awgn.ts';
import { SPEECH, temporaryFolder } from '../tools/wav-files.ts';

const root = temporaryFolder();
let count = 0;
let cwd: string;

const wav = readFileSync(SPEECH);
const flac = encodeFlac([wav.subarray(44)], { format: formatOf(1, 16) }).bytes;

beforeEach(() => {
  cwd = join(root, `${count++}`);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'in.wav'), wav);
  writeFileSync(join(cwd, 'in.flac'), flac);
});

const run = (...args: string[]) => awgn(args, { cwd });
const read = (name: string) => readFileSync(join(cwd, name));
const NOISE = ['--snr', '10', '--seed', '1', '--key', 'k', '--quiet'];

test('the noise does not depend on the formats of input and output', () => {
  for (const [input, output] of [
    ['in.wav', 'a.wav'],
    ['in.flac', 'b.wav'],
    ['in.wav', 'a.flac'],
    ['in.flac', 'b.flac'],
  ]) {
    expect(run(...NOISE, input!, output!)).toMatchObject({ status: 0, stderr: '' });
  }
  expect(read('b.wav').equals(read('a.wav'))).toBe(true);
  expect(read('b.flac').equals(read('a.flac'))).toBe(true);
  const { data, warnings, header } = decodeFlac([read('a.flac')]);
  expect(Buffer.compare(data, read('a.wav').subarray(44))).toBe(0);
  expect(warnings).toEqual([]);
  expect(header.declaredFrames).toBe(data.length / 2);
});

test('pipes are WAV unless asked for otherwise, and FLAC in a pipe states its length', () => {
  run(...NOISE, 'in.wav', 'a.wav');
  const samples = read('a.wav').subarray(44);
  const plain = awgn([...NOISE, '-', '-'], { cwd, input: flac });
  expect(Buffer.compare(plain.stdout, read('a.wav'))).toBe(0);
  const asked = awgn([...NOISE, '--container', 'flac', '-', '-'], { cwd, input: flac });
  const decoded = decodeFlac([asked.stdout]);
  expect(Buffer.compare(decoded.data, samples)).toBe(0);
  expect(decoded.header).toMatchObject({ declaredFrames: samples.length / 2 });
  expect(decoded.header).toMatchObject({ streamInfo: { md5: undefined } });
});

test('pairs are FLAC as well, and the receipt names the container', () => {
  const parts = ['--write-clean', 'c.flac', '--write-noise', 'n.flac', '--report', 'json'];
  const outcome = run('--snr', '10', '--seed', '1', ...parts, 'in.flac', 'a.flac');
  expect(receiptIn(outcome.stderr)).toMatchObject({
    container: 'flac',
    encoding: 's16',
    warnings: [],
  });
  const samplesOf = (name: string) => new Int16Array(decodeFlac([read(name)]).data.buffer);
  const [noisy, clean, noise] = ['a.flac', 'c.flac', 'n.flac'].map(samplesOf) as Int16Array[];
  expect(noisy!.every((sample, i) => sample === clean![i]! + noise![i]!)).toBe(true);
});

test.each([
  ['a name that contradicts the container', ['--container', 'wav', 'in.wav', 'a.flac'], 2],
  ['a format that is not written', ['in.wav', 'a.mp3'], 2],
  ['floats in FLAC', ['--encoding', 'f32', 'in.wav', 'a.flac'], 2],
  ['a container that there is not', ['--container', 'mp3', 'in.wav', 'a.mp3'], 2],
])('%s is refused', (_, args, expected) => {
  const { status, stderr } = run(...NOISE, ...args);
  expect({ status, lines: stderr.trim().split('\n').length }).toEqual({
    status: expected,
    lines: 1,
  });
  expect(namesIn(cwd)).toEqual(['in.flac', 'in.wav']);
});

test('generated noise is the same in both', () => {
  const words = ['generate', '--duration', '1', '--seed', '1', '--quiet'];
  expect(run(...words, 'a.wav')).toMatchObject({ status: 0 });
  expect(run(...words, 'a.flac')).toMatchObject({ status: 0 });
  const { data, warnings } = decodeFlac([read('a.flac')]);
  expect(warnings).toEqual([]);
  expect(Buffer.compare(data, read('a.wav').subarray(44))).toBe(0);
});

test('noise that follows a signal live is the same in both', () => {
  const words = ['--live', '--snr', '10', '--seed', '1', '--quiet'];
  expect(run(...words, 'in.flac', 'a.flac')).toMatchObject({ status: 0 });
  expect(run(...words, 'in.wav', 'a.wav')).toMatchObject({ status: 0 });
  const { data } = decodeFlac([read('a.flac')]);
  expect(Buffer.compare(data, read('a.wav').subarray(44))).toBe(0);
});

test('measure and compare read both', { tags: 'thorough' }, () => {
  run(...NOISE, 'in.flac', 'a.flac');
  expect(run('measure', '--json', 'a.flac')).toMatchObject({ status: 0 });
  const { status, stdout } = run('compare', '--json', 'in.wav', 'a.flac');
  expect(status).toBe(0);
  expect(JSON.parse(stdout.toString()).snr_db.rms).toBeCloseTo(10, 2);
});

test('a damaged file is processed, and told', () => {
  const damaged = Uint8Array.from(flac);
  damaged[20_000]! ^= 1;
  writeFileSync(join(cwd, 'damaged.flac'), damaged);
  const { status, stderr } = run('--snr', '10', '--seed', '1', 'damaged.flac', 'a.wav');
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /damaged\.flac: \d+ bytes are no sound frame; silence stands for the 4096/,
  );
  expect(read('a.wav').length).toBe(wav.length);
});

test('a corpus of FLAC stays FLAC, unless it is asked for otherwise', { tags: 'thorough' }, () => {
  const source = join(cwd, 'source');
  mkdirSync(source);
  for (const name of ['a.flac', 'b.wav', 'b.flac']) {
    writeFileSync(join(source, name), name.endsWith('.wav') ? wav : flac);
  }
  const words = ['corpus', 'source', 'out', '--snr', '10', '--seed', '1', '--quiet'];
  expect(run(...words)).toMatchObject({ status: 0, stderr: '' });
  const audioIn = (folder: string) =>
    namesIn(join(cwd, folder)).filter((name) => /\.(wav|flac)$/.test(name));
  expect(audioIn('out')).toEqual(['a.flac', 'b.flac.flac', 'b.wav']);
  expect(run('verify', 'out')).toMatchObject({ status: 0 });
  expect(run('verify', '--source', 'source', 'out').status).toBeLessThan(2);
  words[2] = 'wavs';
  expect(run(...words, '--container', 'wav')).toMatchObject({ status: 0, stderr: '' });
  expect(audioIn('wavs')).toEqual(['a.wav', 'b.flac.wav', 'b.wav']);
  expect(read('wavs/b.wav').equals(read('out/b.wav'))).toBe(true);
  const { data } = decodeFlac([read('out/a.flac')]);
  expect(Buffer.compare(data, read('wavs/a.wav').subarray(44))).toBe(0);
  words[2] = 'floats';
  expect(run(...words, '--encoding', 'f32')).toMatchObject({ status: 0, stderr: '' });
  expect(audioIn('floats')).toEqual(['a.wav', 'b.flac.wav', 'b.wav']);
});
