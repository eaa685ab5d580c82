import { join } from 'node:path';
import { expect, test } from 'vitest';
import { awgn, type JsonReceipt, receiptIn } from '../tools/awgn.ts';
import { sampleOf } from '../tools/depth.ts';
import { SAMPLES, sha256, temporaryFolder } from '../tools/wav-files.ts';

const folder = temporaryFolder();

/** The command line that a receipt stands for, whatever was asked for at first. */
function commandOf(receipt: JsonReceipt): string[] {
  const { noise_std, noise_mean, seed, key, encoding, clip, source } = receipt;
  const noise = ['--std', `${noise_std}`, '--mean', `${noise_mean}`];
  const stream = ['--seed', `${seed}`, '--key', `${key}`];
  return [...noise, ...stream, '--encoding', `${encoding}`, '--clip', `${clip}`, `${source}`];
}

test.each(
  sampleOf(
    [
      ['male-16khz-s16-mono.wav', ['--snr', '10']],
      ['male-16khz-s16-mono.wav', ['--snr', '-10', '--key', "it's -- 'quoted' ü\n"]],
      ['male-16khz-s16-mono.wav', ['--snr', '-10', '--clip', 'scale']],
      ['male-16khz-s16-mono.wav', ['--snr', '30', '--clip', 'fail', '--no-exact']],
      ['male-16khz-s16-mono.wav', ['--snr', '3', '--signal-level', '-26']],
      ['male-16khz-s16-mono-rifx.wav', ['--noise-level', '-33.3']],
      ['male-16khz-f32-mono.wav', ['--std', '0.1', '--mean', '-1e-3']],
      ['two-speakers-44khz-s16-stereo.wav', ['--snr', '7', '--encoding', 'f32']],
      ['two-speakers-8khz-s16-3-channels-extensible.wav', ['--snr', '7']],
      ['female-48khz-s24-mono.wav', ['--snr', '7']],
      ['female-16khz-s32-mono.wav', ['--snr', '0', '--clip', 'scale']],
      ['digits-22khz-u8-mono.wav', ['--snr', '20']],
      ['female-8khz-alaw-mono.wav', ['--snr', '20', '--encoding', 'mulaw']],
    ],
    2,
  ),
)('%s with %j is made again, bit for bit, from its receipt alone', (name, args) => {
  const [first, second] = [join(folder, 'first.wav'), join(folder, 'second.wav')];
  const made = awgn([...args, '-f', '--report', 'json', join(SAMPLES, name), first]);
  const receipt = receiptIn(made.stderr);
  expect(receipt.output_sha256).toBe(sha256(first));
  const again = awgn(['-f', '--report', 'json', ...commandOf(receipt), second]);
  expect(again.status).toBe(0);
  expect(sha256(second)).toBe(receipt.output_sha256);
  const numbers = ['snr_achieved_db', 'noise_std', 'gain_db', 'clipped', 'source_sha256'];
  for (const number of numbers) expect(receiptIn(again.stderr)[number]).toBe(receipt[number]);
});
