import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AudioHeader } from '../../../src/formats/audio-decoder.ts';
import { loadPeer } from '../../../src/formats/peers/peer-package.ts';
import { vorbisSpeakers } from '../../../src/formats/peers/vorbis-channels.ts';
import { SniffingDecoder } from '../../../src/formats/sniffing-decoder.ts';
import { IS_ALL_TRIED } from '../../tools/depth.ts';
import { tool } from '../../tools/find-tool.ts';
import { SPEECH, temporaryFolder } from '../../tools/wav-files.ts';
import { collectEventsLate } from '../collected-events.ts';
import { inPiecesOf, inRandomPieces } from '../wav/splitting.ts';

interface Decoded {
  readonly header: AudioHeader;
  readonly samples: Float32Array;
  readonly warnings: readonly string[];
}

async function decode(pieces: readonly Uint8Array[]): Promise<Decoded> {
  const decoder = new SniffingDecoder();
  const { header, data } = await collectEventsLate(decoder, pieces);
  const samples = new Float32Array(Uint8Array.from(data).buffer);
  return { header, samples, warnings: decoder.warnings.map(({ code }) => code) };
}

const fixture = (name: string) => readFileSync(new URL(name, import.meta.url));

/** The largest difference between samples; infinite where there are others in number. */
function differenceOf(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((most, sample, i) => Math.max(most, Math.abs(sample - b[i]!)), 0);
}

const FILES = [
  ['mono-16khz-4000-frames.mp3', 'MP3', 'mpg123-decoder', 16_000, 1, 4000],
  ['stereo-44khz-8820-frames.mp3', 'MP3', 'mpg123-decoder', 44_100, 2, 8820],
  ['mono-16khz-4000-frames.opus', 'Ogg Opus', 'ogg-opus-decoder', 48_000, 1, 12_000],
  ['mono-16khz-4000-frames.ogg', 'Ogg Vorbis', '@wasm-audio-decoders/ogg-vorbis', 16_000, 1, 4000],
] as const;

describe.each(FILES)('%s', (name, container, peer, sampleRate, numberOfChannels, frames) => {
  test('has its true channels and its exact length, whole and in pieces', {
    timeout: 120_000,
  }, async () => {
    const bytes = fixture(name);
    const whole = await decode([bytes]);
    expect(whole.header).toMatchObject({
      container,
      decoder: expect.stringMatching(`^${peer} \\d+\\.\\d+\\.\\d+$`),
      format: { sampleRate, numberOfChannels, encoding: 'f32', storedAs: 's16' },
      declaredFrames: undefined,
      dataByteOffset: undefined,
    });
    expect(whole.samples.length).toBe(frames * numberOfChannels);
    expect(whole.warnings).toEqual([]);
    // A package is called for each piece: of single bytes it takes minutes beside other work.
    for (const pieces of [inPiecesOf(IS_ALL_TRIED ? 7 : 97, bytes), inRandomPieces(1, bytes)]) {
      expect(differenceOf((await decode(pieces)).samples, whole.samples)).toBe(0);
    }
  });
});

describe('an MP3 file', () => {
  /** An ID3v2 tag of zeros. */
  const tag = (size: number) => {
    const bytes = Buffer.alloc(10 + size);
    bytes.write('ID3\x04', 'latin1');
    for (let i = 0; i < 4; i++) bytes[9 - i] = (size >> (7 * i)) & 127;
    return bytes;
  };

  test.each([0, 1, 500, 70_000, 3 << 20])(
    'is mono behind a tag of %i bytes, in any pieces',
    async (size) => {
      const bare = fixture('mono-16khz-4000-frames.mp3');
      const { samples } = await decode([bare]);
      const bytes = Buffer.concat([tag(size), tag(3), bare]);
      for (const pieces of [[bytes], inPiecesOf(10_007, bytes)]) {
        const tagged = await decode(pieces);
        expect(tagged.header.format.numberOfChannels).toBe(1);
        expect(differenceOf(tagged.samples, samples)).toBe(0);
      }
    },
  );

  test('that is cut off or damaged gives what can be decoded', async () => {
    const bytes = fixture('stereo-44khz-8820-frames.mp3');
    const cut = await decode([bytes.subarray(0, 2500)]);
    expect(cut.samples.length).toBeGreaterThan(1000);
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, 1500, 1700);
    expect((await decode([damaged])).samples.length).toBeGreaterThan(8000);
  });
});

describe('an Ogg file', () => {
  const opus = fixture('mono-16khz-4000-frames.opus');

  test('that is cut off gives no sound beyond its last whole page, and says so', async () => {
    const whole = await decode([opus]);
    const { samples, warnings } = await decode([opus.subarray(0, opus.length - 50)]);
    expect(samples.length).toBeLessThan(whole.samples.length);
    expect(warnings).toEqual(['truncated-data']);
  });

  test('of several recordings one after the other is refused', async () => {
    const ogg = fixture('mono-16khz-4000-frames.ogg');
    for (const file of [opus, ogg]) {
      await expect(decode([Buffer.concat([file, file])])).rejects.toThrow(
        'holds several recordings',
      );
    }
  });

  test('whose pages state more than is there says so', async () => {
    const damaged = Buffer.from(opus);
    const last = damaged.lastIndexOf('OggS');
    damaged.writeUInt32LE(50_000, last + 6);
    expect((await decode([damaged])).warnings).toContain('lost-frames');
  });

  test('has its channels in the order of WAV, with their speakers', () => {
    expect(vorbisSpeakers(2)).toBeUndefined();
    for (const numberOfChannels of [3, 4, 5, 6, 7, 8]) {
      const { order, channelMask } = vorbisSpeakers(numberOfChannels)!;
      expect([...order].sort()).toEqual(order.map((_, channel) => channel));
      expect(channelMask.toString(2).replaceAll('0', '')).toHaveLength(numberOfChannels);
    }
    // Left, centre, right, rear left, rear right, low frequencies.
    expect(vorbisSpeakers(6)!.order).toEqual([0, 2, 1, 5, 3, 4]);
  });
});

test.each([
  ['AAC', Buffer.from('fff15080', 'hex')],
  ['noise', Buffer.from([1, 2, 3, 4])],
])('%s behind a tag is not taken for MP3', async (_, magic) => {
  const tag = Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1');
  const bytes = Buffer.concat([tag, magic, Buffer.alloc(30_000, 0x5a)]);
  await expect(decode([bytes])).rejects.toThrow();
});

test('headerless samples that look like a frame of MPEG audio are not taken for one', async () => {
  const bytes = Buffer.alloc(5000);
  bytes.set([0xff, 0xfb, 0x90, 0x00]);
  await expect(decode([bytes])).rejects.toThrow('which is not read here');
});

test('a package that is not installed is told with the command that installs it', async () => {
  await expect(loadPeer('awgn-no-such-package', 'an XYZ file')).rejects.toMatchObject({
    code: 'ERR_AUDIO_UNSUPPORTED',
    message:
      'the input is an XYZ file, and the package that decodes it cannot be loaded; install it where awgn is installed: npm install awgn-no-such-package',
  });
});

describe('speech', () => {
  const floats = (bytes: Buffer) => new Float32Array(Uint8Array.from(bytes).buffer);
  const run = (command: string, args: readonly string[]) => {
    const { status, stdout } = spawnSync(tool(command), args, { maxBuffer: 1 << 26 });
    expect(status).toBe(0);
    return stdout;
  };

  test('in MP3 is within 1e-5 of what mpg123 decodes', async () => {
    const path = join(temporaryFolder(), 'a.mp3');
    run('lame', ['--quiet', '-b', '64', SPEECH, path]);
    const expected = floats(run('mpg123', ['-q', '-e', 'f32', '-s', path]));
    expect(differenceOf((await decode([readFileSync(path)])).samples, expected)).toBeLessThan(1e-5);
  });

  test('in Opus is within 1e-5 of what opusdec decodes', async () => {
    const path = join(temporaryFolder(), 'a.opus');
    run('opusenc', ['--quiet', SPEECH, path]);
    const raw = run('opusdec', ['--quiet', '--float', '--rate', '48000', '--no-dither', path, '-']);
    const expected = floats(raw);
    expect(differenceOf((await decode([readFileSync(path)])).samples, expected)).toBeLessThan(1e-5);
  });

  test('in Vorbis is within 1e-5 of what FFmpeg decodes', async () => {
    const path = join(temporaryFolder(), 'a.ogg');
    run('oggenc', ['-Q', SPEECH, '-o', path]);
    const expected = floats(run('ffmpeg', ['-v', 'error', '-i', path, '-f', 'f32le', '-']));
    expect(differenceOf((await decode([readFileSync(path)])).samples, expected)).toBeLessThan(1e-5);
  });
});
