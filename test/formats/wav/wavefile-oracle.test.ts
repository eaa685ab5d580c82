import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import type { AudioBlock, SampleEncoding } from '../../../src/audio-format.ts';
import { createWavFormat, wavFormatWithEncoding } from '../../../src/formats/wav/wav-format.ts';
import { WavReader } from '../../../src/formats/wav/wav-reader.ts';
import { WavWriter } from '../../../src/formats/wav/wav-writer.ts';
import { bytesOf } from '../../tools/wav-fixtures.ts';
import { seededRandom } from './splitting.ts';

/** The part of wavefile that is used here; its own declarations do not compile with TypeScript 6. */
interface WaveFile {
  readonly fmt: { readonly numChannels: number };
  fromScratch(
    numberOfChannels: number,
    sampleRate: number,
    bitDepth: string,
    samples: readonly number[] | readonly (readonly number[])[],
    options?: { container: string },
  ): void;
  /** One array per channel; of one channel, the array itself. */
  getSamples(interleaved: boolean): Float64Array | Float64Array[];
  toBuffer(): Uint8Array;
  toALaw(): void;
  fromALaw(bitDepth: string): void;
  toMuLaw(): void;
  fromMuLaw(bitDepth: string): void;
}

const { WaveFile } = createRequire(import.meta.url)('wavefile') as {
  WaveFile: new (bytes?: Uint8Array) => WaveFile;
};

/** wavefile's names of the encodings, but of G.711, of which it gives the code words. */
const BIT_DEPTHS = [
  ['u8', '8'],
  ['s16', '16'],
  ['s24', '24'],
  ['s32', '32'],
  ['f32', '32f'],
  ['f64', '64'],
] as const;

const CONTAINERS = ['RIFF', 'RIFX', 'RF64'] as const;
const LINEAR_CASES = BIT_DEPTHS.flatMap(([encoding, depth]) =>
  CONTAINERS.map((container) => [encoding, container, depth] as const),
);

function read(bytes: Uint8Array): { reader: WavReader; channels: Float32Array[] } {
  const reader = new WavReader();
  const blocks: AudioBlock[] = [...reader.push(bytes), ...reader.end()];
  expect(blocks.length).toBe(1);
  return { reader, channels: blocks[0]!.channelData };
}

function write(
  encoding: SampleEncoding,
  container: 'RIFF' | 'RIFX' | 'RF64',
  channelData: Float32Array[],
) {
  const numberOfChannels = channelData.length;
  const format = createWavFormat({ sampleRate: 44100, numberOfChannels, encoding, container });
  const writer = new WavWriter({ format, numberOfFrames: channelData[0]!.length });
  return bytesOf(
    writer.header(),
    writer.write({ format, frameIndex: 0, channelData }),
    writer.end(),
  );
}

function noise(seed: number, frames: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: frames }, () => 1.9 * random() - 0.95);
}

/** What wavefile gives for the samples of one channel: integers, or floats, or G.711 code words. */
function toUnits(samples: Float32Array, encoding: SampleEncoding): number[] {
  const scale = { u8: 128, s16: 2 ** 15, s24: 2 ** 23, s32: 2 ** 31 }[encoding as 'u8'] ?? 1;
  return [...samples].map((x) => x * scale + (encoding === 'u8' ? 128 : 0));
}

describe('wavefile, an independent implementation,', () => {
  test.each(LINEAR_CASES)('reads the %s that we write as %s', (encoding, container) => {
    const bytes = write(encoding, container, [noise(1, 1001), noise(2, 1001)]);
    const theirs = new WaveFile(bytes);
    const { channels } = read(bytes);
    expect(theirs.fmt.numChannels).toBe(2);
    const samples = theirs.getSamples(false) as Float64Array[];
    for (const [c, channel] of channels.entries()) {
      const expected = toUnits(channel, encoding);
      expect(
        Array.from(samples[c]!).every((x, i) => Math.fround(x) === Math.fround(expected[i]!)),
      ).toBe(true);
    }
  });

  test.each(['alaw', 'mulaw'] as const)('expands our %s to the same 16 bits', (encoding) => {
    const bytes = write(encoding, 'RIFF', [noise(3, 5000)]);
    const theirs = new WaveFile(bytes);
    if (encoding === 'alaw') theirs.fromALaw('16');
    else theirs.fromMuLaw('16');
    expect(Array.from(theirs.getSamples(false) as Float64Array)).toEqual(
      toUnits(read(bytes).channels[0]!, 's16'),
    );
  });

  test.each(LINEAR_CASES)('writes %s as %s that we read', (encoding, container, depth) => {
    const units = [noise(4, 777), noise(5, 777)].map((x) =>
      toUnits(x, encoding).map(encoding[0] === 'f' ? Math.fround : Math.round),
    );
    const theirs = new WaveFile();
    theirs.fromScratch(2, 8000, depth, units, { container });
    const { reader, channels } = read(theirs.toBuffer());
    expect(reader.header?.format).toMatchObject({ encoding, container, sampleRate: 8000 });
    for (const [c, channel] of channels.entries()) {
      const found = toUnits(channel, encoding);
      expect(found.every((x, i) => x === Math.fround(units[c]![i]!) || x === units[c]![i])).toBe(
        true,
      );
    }
  });

  test.each(['alaw', 'mulaw'] as const)(
    'compresses to %s that we read and write the same',
    (encoding) => {
      const units = toUnits(noise(6, 4000), 's16').map(Math.round);
      const theirs = new WaveFile();
      theirs.fromScratch(1, 8000, '16', units);
      if (encoding === 'alaw') theirs.toALaw();
      else theirs.toMuLaw();
      const bytes = theirs.toBuffer();
      const { reader, channels } = read(bytes);
      const { header } = reader;
      expect(header?.format.encoding).toBe(encoding);
      const format = wavFormatWithEncoding(header!.format, encoding);
      const writer = new WavWriter({ ...header!, format, numberOfFrames: 4000 });
      const again = writer.write({ format, frameIndex: 0, channelData: channels });
      expect(again).toEqual(bytes.slice(header!.dataByteOffset, header!.dataByteOffset + 4000));
    },
  );
});
