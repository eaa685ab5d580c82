import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WavReader } from '../../src/formats/wav/wav-reader.ts';
import { ActiveLevelMeter } from '../../src/level/active-level-meter.ts';
import { seededRandom } from '../formats/wav/splitting.ts';
import { SAMPLES } from '../tools/wav-files.ts';

export const RATE = 16000;

/** Utterances at 16 kHz, mono. */
const UTTERANCES = [
  'male-16khz-s16-mono.wav',
  'female-16khz-s16-mono.wav',
  'pauses-16khz-s16-mono.wav',
  'male-16khz-f32-mono.wav',
  'female-16khz-s32-mono.wav',
].map((name) => {
  const reader = new WavReader();
  const blocks = [...reader.push(readFileSync(join(SAMPLES, name))), ...reader.end()];
  return Float32Array.from(blocks.flatMap(({ channelData }) => [...channelData[0]!]));
});

/**
 * The utterances of samples/ at the levels that they have, over and over, with pauses between of half to one and a half
 * times `pauseSeconds` and a room of -85 dBFS.
 *
 * @param stepDb by how much the second half is louder.
 */
export function speechWithPauses(
  seconds: number,
  pauseSeconds: number,
  levelDb = 0,
  stepDb = 0,
): Float32Array {
  const samples = new Float32Array(seconds * RATE);
  const random = seededRandom(5);
  for (let at = 0, next = 0; at < samples.length; next++) {
    const utterance = UTTERANCES[next % UTTERANCES.length]!;
    samples.set(utterance.subarray(0, samples.length - at), at);
    at += utterance.length + Math.round(pauseSeconds * RATE * (0.5 + random()));
  }
  return samples.map((sample, i) => {
    const gainDb = levelDb + (i < samples.length / 2 ? 0 : stepDb);
    return sample * 10 ** (gainDb / 20) + 2e-4 * (random() - 0.5);
  });
}

/** Active level (ITU-T P.56) of the whole, as a power. */
export function activePower(samples: Float32Array): number {
  const format = { sampleRate: RATE, numberOfChannels: 1 };
  const meter = new ActiveLevelMeter(format);
  meter.process({ format, frameIndex: 0, channelData: [samples] });
  return meter.power()!;
}
