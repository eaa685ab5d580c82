import { expect, test } from 'vitest';
import type { AudioPair, AudioSurvey } from '../../src/analysis/audio-pair.ts';
import { findPairDelay } from '../../src/analysis/pair-delay.ts';
import { createWavFormat } from '../../src/formats/wav/wav-format.ts';

function surveyOf(numberOfChannels: number, changes: Partial<AudioSurvey> = {}): AudioSurvey {
  return {
    name: 'test',
    format: createWavFormat({ sampleRate: 48000, numberOfChannels, encoding: 's16' }),
    numberOfFrames: 1e9,
    channelPowers: Array.from({ length: numberOfChannels }, (_, channel) => channel % 7),
    firstSound: 0,
    usedBits: 16,
    fullScale: { fullScaleSamples: 0, clippedRuns: 0, clippedSamples: 0, longestRun: 0 },
    warnings: [],
    ...changes,
  };
}

/** What is read for files that are surveyed so. */
async function asked(survey: AudioSurvey) {
  const calls: { which: string; start: number; frames: number; channels: readonly number[] }[] = [];
  const frames: AudioPair['frames'] = async (which, start, numberOfFrames, channels) => {
    calls.push({ which, start, frames: numberOfFrames, channels });
    return channels.map(() => new Float32Array(1));
  };
  await findPairDelay({ frames } as AudioPair, { clean: survey, noisy: survey });
  return calls;
}

test('of many channels the strongest are looked at, as many as fit into 16 MiB', async () => {
  const calls = await asked(surveyOf(100));
  for (const { channels, frames } of calls) {
    expect(channels.every((channel) => channel % 7 === 6)).toBe(true);
    expect(channels.length).toBeGreaterThan(3);
    expect(4 * channels.length * frames).toBeLessThanOrEqual(2 ** 24);
  }
});

test('one channel is looked at even where it does not fit', async () => {
  const format = createWavFormat({ sampleRate: 2 ** 31, numberOfChannels: 3, encoding: 's16' });
  const calls = await asked(surveyOf(3, { format }));
  for (const { channels, frames } of calls) {
    expect(channels).toEqual([2]);
    expect(frames).toBeLessThan(2 ** 22);
  }
});

test('the window begins a second before the first sound, the clean one another second before', async () => {
  const calls = await asked(surveyOf(1, { firstSound: 480_000 }));
  expect(calls.map(({ which, start, frames }) => [which, start, frames])).toEqual([
    ['noisy', 432_000, 12 * 48_000],
    ['clean', 384_000, 14 * 48_000],
  ]);
});
