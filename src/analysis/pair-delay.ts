import type { AudioPair, AudioSurvey } from './audio-pair.ts';
import { type Delay, findDelay } from './delay-finder.ts';

/** The largest delay that is looked for, of either sign: a second, or so many frames. */
const MAX_DELAY_SECONDS = 1;
const MAX_DELAY_FRAMES = 2 ** 18;
/** How much of the noisy file is explained, from about the first sound of the clean one on: ten seconds and more, or so many frames. */
const WINDOW_SECONDS = 10;
const MAX_WINDOW_FRAMES = 2 ** 21;
/** Samples of one window, all channels together. Of many channels the strongest are looked at. */
const MAX_WINDOW_SAMPLES = 2 ** 22;

/** Finds the delay between two files. Memory: 16 MiB a file, and some 50 MiB for the transform at rates of 192 kHz. */
export async function findPairDelay(
  pair: AudioPair,
  { clean, noisy }: { readonly clean: AudioSurvey; readonly noisy: AudioSurvey },
): Promise<Delay> {
  const { sampleRate } = clean.format;
  const maxDelayFrames = Math.min(MAX_DELAY_SECONDS * sampleRate, MAX_DELAY_FRAMES);
  // Wherever the first sound of the clean file has gone, it is within.
  const start = Math.max(0, clean.firstSound - maxDelayFrames);
  const windowFrames = Math.min(
    WINDOW_SECONDS * sampleRate + 2 * maxDelayFrames,
    MAX_WINDOW_FRAMES,
    Math.max(0, noisy.numberOfFrames - start),
  );
  const cleanStart = Math.max(0, start - maxDelayFrames);
  const cleanEnd = Math.min(start + windowFrames + maxDelayFrames, clean.numberOfFrames);
  const channels = strongestChannels(
    clean,
    Math.floor(MAX_WINDOW_SAMPLES / (cleanEnd - cleanStart)),
  );
  return findDelay({
    noisy: await pair.frames('noisy', start, windowFrames, channels),
    clean: await pair.frames('clean', cleanStart, cleanEnd - cleanStart, channels),
    leadFrames: start - cleanStart,
    maxDelayFrames,
  });
}

function strongestChannels({ channelPowers }: AudioSurvey, most: number): number[] {
  return [...channelPowers.keys()]
    .sort((a, b) => channelPowers[b]! - channelPowers[a]!)
    .slice(0, Math.max(1, most));
}
