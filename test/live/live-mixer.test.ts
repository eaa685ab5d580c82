import { describe, expect, test } from 'vitest';
import { decodeSamples } from '../../src/formats/encoded-samples/sample-codec.ts';
import { createWavFormat } from '../../src/formats/wav/wav-format.ts';
import { LiveMixer, type LiveMixerOptions } from '../../src/live/live-mixer.ts';
import { NormalStream } from '../../src/noise/normal-stream.ts';
import { seededRandom } from '../formats/wav/splitting.ts';
import { encode, formatOf, inFrames, randomChannels } from '../mix/signals.ts';
import { sampleOf } from '../tools/depth.ts';
import { activePower, RATE, speechWithPauses } from './live-speech.ts';

const SNR_DB = 10;
const FLOAT = formatOf('f32');

function createMixer(options: Partial<LiveMixerOptions> = {}): LiveMixer {
  return new LiveMixer({
    input: FLOAT,
    output: FLOAT,
    source: { seed: 3, key: '' },
    snrDb: SNR_DB,
    windowSeconds: 0.5,
    shared: false,
    ...options,
  });
}

function mix(mixer: LiveMixer, pieces: readonly Uint8Array[]): Buffer {
  const out: Uint8Array[] = [];
  const emit = (bytes: Uint8Array) => out.push(bytes.slice());
  for (const piece of pieces) mixer.push(piece, emit);
  mixer.end(emit);
  return Buffer.concat(out);
}

/** What was added to mono floats. */
function noiseAddedTo(samples: Float32Array, options: Partial<LiveMixerOptions> = {}) {
  const mixed = new Float32Array(samples.length);
  decodeSamples(mix(createMixer(options), [encode([samples], FLOAT)]), FLOAT, [mixed]);
  return mixed.map((sample, i) => sample - samples[i]!);
}

/** Active level of the signal over the noise, from some second on, less what was asked for: dB. */
function deviationDb(samples: Float32Array, from: number, windowSeconds = 0.5): number {
  const start = from * RATE;
  const noise = noiseAddedTo(samples, { windowSeconds }).subarray(start);
  const noisePower = noise.reduce((sum, value) => sum + value * value, 0) / noise.length;
  return 10 * Math.log10(activePower(samples.subarray(start)) / noisePower) - SNR_DB;
}

describe('on speech with pauses, after the first 5 s, the SNR is within 1 dB of the exact one', () => {
  test.each(sampleOf([0, -20, -40], 1))('of a speaker at %d dB', (levelDb) => {
    for (const pauseSeconds of [0.3, 1, 2, 4]) {
      expect(Math.abs(deviationDb(speechWithPauses(30, pauseSeconds, levelDb), 5))).toBeLessThan(1);
    }
  });

  test.each([
    [6, 30],
    [-6, 30],
    [10, 30],
    [-10, 30],
    [10, 60],
    [-10, 60],
  ])('of a speaker who gets %d dB louder in the middle of %d s', (stepDb, seconds) => {
    expect(Math.abs(deviationDb(speechWithPauses(seconds, 1, -12, stepDb), 5))).toBeLessThan(1);
  });

  test.each(sampleOf([0.05, 0.2, 2], 1))('with a window of %d s', (windowSeconds) => {
    expect(Math.abs(deviationDb(speechWithPauses(30, 1), 5, windowSeconds))).toBeLessThan(1);
  });
});

describe('the live mixer', () => {
  test.each(['f32', 's16', 's24'] as const)(
    'gives the same %s bytes however the input is split',
    (encoding) => {
      const format = createWavFormat({ sampleRate: 11025, numberOfChannels: 2, encoding });
      const bytes = encode(randomChannels(1, 2, 30_000, 0.5), format);
      const options = { input: format, output: format };
      const whole = mix(createMixer(options), [bytes]);
      const random = seededRandom(2);
      for (const most of [1, 200, 9000]) {
        const pieces = inFrames(bytes, format, () => 1 + Math.floor(random() * most));
        expect(mix(createMixer(options), pieces).equals(whole)).toBe(true);
      }
    },
  );

  test('releases a frame when the window after it is there, and not before the window but a step', () => {
    const mixer = createMixer({ windowSeconds: 0.5 });
    const bytes = encode(randomChannels(1, 1, 16_000), FLOAT);
    let bytesOut = 0;
    for (const [i, piece] of inFrames(bytes, FLOAT, () => 1).entries()) {
      mixer.push(piece, (out) => {
        bytesOut += out.length;
      });
      const waiting = i + 1 - bytesOut / FLOAT.bytesPerFrame;
      expect(waiting).toBeLessThan(8000);
      if (bytesOut > 0) expect(waiting).toBeGreaterThanOrEqual(8000 - 160);
    }
  });

  test('adds nothing before the first sound within reach, and noise from there on', () => {
    const samples = new Float32Array(4 * RATE);
    samples.set(speechWithPauses(2, 1), 2 * RATE);
    const noise = noiseAddedTo(samples);
    expect(noise.subarray(0, 1.5 * RATE).every((value) => value === 0)).toBe(true);
    expect(noise.subarray(1.6 * RATE, 2 * RATE).some((value) => value !== 0)).toBe(true);
  });

  test('keeps the noise of the speech through two minutes of a quiet room', {
    tags: 'thorough',
  }, () => {
    const speech = speechWithPauses(10, 0.3);
    const samples = new Float32Array(130 * RATE);
    const random = seededRandom(8);
    for (let i = 0; i < samples.length; i++) {
      samples[i] = speech[i] ?? 2e-4 * (random() - 0.5);
    }
    const noise = noiseAddedTo(samples).subarray(129 * RATE);
    const power = noise.reduce((sum, value) => sum + value * value, 0) / noise.length;
    const snrDb = 10 * Math.log10(activePower(speech) / power);
    // 1.5 dB for the level of the last words, 0.15 (3 σ: 13·√(2/16000)) for the draw.
    expect(Math.abs(snrDb - SNR_DB)).toBeLessThan(1.65);
  });

  test('changes its gain by no more than 20 dB in a window', { tags: 'thorough' }, () => {
    const samples = speechWithPauses(6, 0.3, -40, 40);
    const noise = noiseAddedTo(samples);
    const normals = noiseAddedTo(new Float32Array(samples.length).fill(0.1));
    const last = Math.abs(normals.length - 1);
    // A constant has a constant gain, so the quotient of the two noises is the gain up to a factor.
    const gainDb = (at: number) => {
      let sum = 0;
      for (let i = at; i < at + 160; i++) sum += Math.abs(noise[i]! / normals[i]!);
      return 20 * Math.log10(sum / 160);
    };
    for (let at = RATE; at + 8160 < last; at += 800) {
      expect(Math.abs(gainDb(at + 8000) - gainDb(at))).toBeLessThan(20.5);
    }
  });

  test('adds the noise of seed, key and frame, whatever the gain', () => {
    const noise = noiseAddedTo(speechWithPauses(4, 0.3));
    const stream = new NormalStream(3, '');
    for (let block = 0; block < noise.length / 4096 - 1; block++) {
      const normals = stream.block(0, block);
      let [cross, ofNoise, ofNormals] = [0, 0, 0];
      for (let i = 0; i < 4096; i++) {
        const sample = noise[block * 4096 + i]!;
        cross += sample * normals[i]!;
        ofNoise += sample * sample;
        ofNormals += normals[i]! * normals[i]!;
      }
      // A gain that goes by 10 dB within the block, 20 dB a window, leaves 0.94.
      expect(cross / Math.sqrt(ofNoise * ofNormals)).toBeGreaterThan(0.9);
    }
  });

  test('gives channels the same noise where that is asked for', { tags: 'thorough' }, () => {
    const format = formatOf('f32', 2);
    const [samples] = randomChannels(4, 1, RATE);
    const mixed = [new Float32Array(RATE), new Float32Array(RATE)];
    const bytes = encode([samples!, samples!], format);
    const options = { input: format, output: format };
    decodeSamples(mix(createMixer({ ...options, shared: true }), [bytes]), format, mixed);
    expect(mixed[0]).toEqual(mixed[1]);
    decodeSamples(mix(createMixer(options), [bytes]), format, mixed);
    expect(mixed[0]).not.toEqual(mixed[1]);
  });

  test.each([0, 0.019, 10.01, Number.NaN])('refuses a window of %d s', (windowSeconds) => {
    expect(() => createMixer({ windowSeconds })).toThrow(RangeError);
  });
});

describe('live, at length', { tags: 'slow' }, () => {
  test('8 channels of 192 kHz go five times as fast as they come', () => {
    const input = createWavFormat({ sampleRate: 192_000, numberOfChannels: 8, encoding: 's24' });
    const mixer = createMixer({ input, output: input });
    const second = encode(randomChannels(1, 8, 192_000), input);
    const start = process.cpuUsage();
    for (let i = 0; i < 20; i++) mixer.push(second, () => {});
    // Of the processor, not of the clock: others may be at work.
    const { user, system } = process.cpuUsage(start);
    const times = 20e6 / (user + system);
    console.log(`192 kHz x 8 channels, s24: ${times.toFixed(1)} x real time`);
    expect(times).toBeGreaterThan(5);
  });

  test('an hour of 16 kHz takes no more memory than a minute', () => {
    const input = formatOf('s16');
    const mixer = createMixer({ input, output: input });
    const minute = encode([speechWithPauses(60, 1)], input);
    const memory = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
    mixer.push(minute, () => {});
    globalThis.gc?.();
    const before = memory();
    for (let i = 1; i < 60; i++) mixer.push(minute, () => {});
    globalThis.gc?.();
    // Garbage of the young generation; an hour is 115 MB of samples.
    expect(memory() - before).toBeLessThan(32e6);
  });
});
