// Floats of any bits: levels are numbers above 0 or undefined, or one of our errors is thrown.

import { AwgnError } from '../../../src/errors.ts';
import { createLevelMeter, LEVEL_DEFINITIONS } from '../../../src/level/level-definitions.ts';
import { SignalStatistics } from '../../../src/level/signal-statistics.ts';
import { holdsNaN, must, orOurs } from '../expect.ts';

const floats = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer);
const HEAD = Buffer.of(0, 0, 0, 0);
export const seeds = [
  Buffer.concat([HEAD, floats(0.5, -0.25, 0.1)]),
  Buffer.concat([HEAD, floats(3e38, -3e38, 3e38, 1e38)]),
  Buffer.concat([HEAD, floats(Number.NaN, Number.POSITIVE_INFINITY)]),
  Buffer.concat([Buffer.of(2, 1, 1, 4), floats(1e-45, 1e-40, 0, 1e-38)]),
  ...LEVEL_DEFINITIONS.map((_, i) =>
    Buffer.concat([
      Buffer.of(i, i % 2, i, 9),
      floats(...Array.from({ length: 900 }, (_, n) => Math.sin(n * n))),
    ]),
  ),
];
const RATES = [8000, 16000, 44100, 48000, 1, 100, 192000, 0xffffffff];

export function run(bytes: Uint8Array): void {
  const [definition = 0, channels = 0, rate = 0, blocks = 0] = bytes;
  const numberOfChannels = 1 + (channels % 3);
  const body = bytes.slice(4);
  const frames = Math.floor(body.length / 4 / numberOfChannels);
  const samples = new Float32Array(body.buffer, 0, frames * numberOfChannels);
  const format = { sampleRate: RATES[rate % RATES.length]!, numberOfChannels };
  const blockFrames = 1 + blocks * 3;
  const level = LEVEL_DEFINITIONS[definition % LEVEL_DEFINITIONS.length]!;
  const meter = createLevelMeter(level, format);
  const statistics = new SignalStatistics(numberOfChannels);
  const done = orOurs(() => {
    for (let at = 0; at < frames; at += blockFrames) {
      const end = Math.min(frames, at + blockFrames);
      const channelData = Array.from({ length: numberOfChannels }, (_, c) =>
        samples.subarray(c * frames + at, c * frames + end),
      );
      meter.process({ format, frameIndex: at, channelData });
      statistics.process({ format, frameIndex: at, channelData });
    }
    return [meter.power(), ...meter.channelPowers()];
  });
  if (done instanceof AwgnError) return;
  for (const power of done) {
    must(power === undefined || (power > 0 && power < Infinity), `${level}: a power of ${power}`);
  }
  must(!holdsNaN(statistics.channels) && !holdsNaN(statistics.pooled), 'NaN in the statistics');
}
