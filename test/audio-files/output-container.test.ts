import { expect, test } from 'vitest';
import { containerOf, faultOfOutputNames } from '../../src/audio-files/output-container.ts';

test.each([
  ['a.wav', undefined, 'wav'],
  ['a.WAVE', undefined, 'wav'],
  ['a.flac', undefined, 'flac'],
  ['a/b.FLAC', undefined, 'flac'],
  ['-', undefined, 'wav'],
  ['-', 'flac', 'flac'],
  ['/dev/null', 'flac', 'flac'],
  ['flac', undefined, 'wav'],
  ['a.flac.part', undefined, 'wav'],
  ['-', 'raw', 'raw'],
  ['a.pcm', 'raw', 'raw'],
  ['a.raw', 'raw', 'raw'],
] as const)('%s, where %s is asked for, is %s', (name, asked, container) => {
  expect(containerOf(name, asked)).toBe(container);
  expect(faultOfOutputNames([name], { container: asked })).toBeUndefined();
});

test.each([
  [['a.flac'], 'wav', 'a.flac has the name of a FLAC file and the container asked for is wav'],
  [['a.wav'], 'flac', 'a.wav has the name of a WAV file and the container asked for is flac'],
  [['a.wav'], 'raw', 'a.wav has the name of a WAV file and the container asked for is raw'],
  [['a.pcm'], undefined, 'a.pcm has the name of headerless samples; give --container raw'],
  [['-', 'b.RAW'], 'wav', 'b.RAW has the name of headerless samples'],
  [['a.mp3'], undefined, 'awgn ... - | ffmpeg -v error -i - a.mp3'],
  [['my song.OPUS'], 'wav', "awgn ... - | ffmpeg -v error -i - 'my song.OPUS'"],
  [['a.wav', undefined, 'b.ogg'], undefined, 'b.ogg has the name of another format'],
  [['a.wav', 'b.flac'], undefined, 'a.wav is to be a WAV file and b.flac a FLAC file'],
  [['-', 'b.flac'], undefined, '- is to be a WAV file and b.flac a FLAC file'],
] as const)('%s, where %s is asked for, is refused', (names, asked, message) => {
  expect(faultOfOutputNames(names, { container: asked })).toContain(message);
});

test.each(['alaw', 'mulaw', 'f32', 'f64'] as const)(
  '%s is refused for FLAC, and not for WAV',
  (encoding) => {
    expect(faultOfOutputNames(['a.flac'], { encoding })).toBe(
      `a.flac is to be a FLAC file, which holds integers, and the encoding asked for is ${encoding}; choose the encoding s24, or write a WAV file`,
    );
    expect(faultOfOutputNames(['-'], { encoding, container: 'flac' })).toBeDefined();
    expect(faultOfOutputNames(['a.wav'], { encoding })).toBeUndefined();
  },
);

test.each(['u8', 's16', 's24', 's32'] as const)('%s is stored in FLAC', (encoding) => {
  expect(faultOfOutputNames(['a.flac'], { encoding })).toBeUndefined();
});
