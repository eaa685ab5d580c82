import { LoudnessMeter } from '../../src/level/loudness-meter.ts';
import { concatenate, feed, tone } from './test-signals.ts';

/** Tones of 1 kHz one after the other: seconds and peak level in dBFS. */
export function steps(sampleRate: number, ...parts: [number, number][]): Float32Array {
  return concatenate(
    ...parts.map(([seconds, dbfs]) =>
      tone({
        hertz: 1000,
        sampleRate,
        frames: Math.round(seconds * sampleRate),
        amplitude: 10 ** (dbfs / 20),
      }),
    ),
  );
}

/** Integrated loudness of a whole signal, in LUFS. */
export function loudness(channelData: Float32Array[], sampleRate: number, channelMask = 0) {
  const format = { sampleRate, numberOfChannels: channelData.length, channelMask };
  return feed(new LoudnessMeter(format), channelData, format).integratedLufs;
}
