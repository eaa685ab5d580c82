import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NoisyFileOptions } from '../../src/audio-files/noisy-file.ts';
import { createWavFormat, type WavFormatOptions } from '../../src/formats/wav/wav-format.ts';
import { WavWriter } from '../../src/formats/wav/wav-writer.ts';

export const SAMPLES = fileURLToPath(new URL('../../samples/', import.meta.url));

export const SAMPLE_FILES: readonly string[] = readdirSync(SAMPLES).filter((name) =>
  name.endsWith('.wav'),
);

export const SPEECH: string = join(SAMPLES, 'male-16khz-s16-mono.wav');

let root: string | undefined;

/** An empty folder, removed after the tests of the file. */
export function temporaryFolder(): string {
  root ??= mkdtempSync(join(tmpdir(), 'awgn-test-'));
  return mkdtempSync(join(root, 'f'));
}

/** Removes what `temporaryFolder` has given. */
export function removeTemporaryFolders(): void {
  if (root !== undefined) rmSync(root, { recursive: true, force: true });
  root = undefined;
}

/** A WAV file of the given samples. */
export function wavBytes(
  channelData: Float32Array[],
  options: Partial<WavFormatOptions> = {},
): Uint8Array {
  const numberOfChannels = channelData.length;
  const format = createWavFormat({
    sampleRate: 16000,
    encoding: 's16',
    ...options,
    numberOfChannels,
  });
  const numberOfFrames = channelData[0]!.length;
  const writer = new WavWriter({ format, numberOfFrames });
  const samples = writer.write({ format, frameIndex: 0, channelData });
  return Buffer.concat([writer.header(), samples, writer.end()]);
}

export function sha256(bytes: Uint8Array | string): string {
  const content = typeof bytes === 'string' ? readFileSync(bytes) : bytes;
  return createHash('sha256').update(content).digest('hex');
}

/** Options of writeNoisyFile: 10 dB, unless told otherwise. */
export function noisyOptions(options: Partial<NoisyFileOptions> = {}): NoisyFileOptions {
  return {
    target: { type: 'snr', snrDb: 10 },
    seed: 7,
    key: '',
    clip: 'saturate',
    onSilence: 'fail',
    overwrite: true,
    ...options,
  };
}
