import type { Transform } from 'node:stream';
import { objectTransform } from 'through2';
import { type AudioBlock, type AudioFormat, numberOfFrames } from '../audio-format.ts';
import { decibelsToPower, powerToDecibels } from '../decibels.ts';
import { SilentSignalError } from '../errors.ts';
import { RmsMeter } from '../level/rms-meter.ts';
import { GaussianNoise } from '../noise/gaussian-noise.ts';
import { drawSeed } from '../noise/noise-key.ts';
import { NormalStream } from '../noise/normal-stream.ts';
import { exactNoiseGain, noiseRmsForSnr } from '../snr/noise-gain.ts';
import { BlockSpool } from './block-spool.ts';

interface NoiseIdentity {
  /** Integer from 0 to 2^53 - 1; drawn when it is not given. */
  readonly seed?: number;
  /** Any text: an utterance id, a path. Default: the empty one. */
  readonly key?: string;
}

/** Noise in a ratio to the signal. */
export interface SnrNoiseOptions extends NoiseIdentity {
  /** Signal-to-noise ratio, dB. */
  readonly snrDb: number;
  /**
   * Power of the signal in dB re full scale, if it is known. Without it nothing comes out before all has gone in: the
   * blocks are kept in memory and, from 16 MiB on, in an unlinked temporary file.
   */
  readonly signalLevelDbfs?: number;
  /** Whether the very noise drawn is scaled to the SNR (default), or its expected power. Not with a known level. */
  readonly exact?: boolean;
}

/** Noise of a fixed strength. */
export interface FixedNoiseOptions extends NoiseIdentity {
  /** Standard deviation, linear, full scale 1. */
  readonly std: number;
  /** Mean, linear; 0 unless given. */
  readonly mean?: number;
}

/** Noise of a fixed level. */
export interface LevelNoiseOptions extends NoiseIdentity {
  /** Power of the noise in dB re full scale. */
  readonly noiseLevelDbfs: number;
}

export type GaussianNoiseStreamOptions = SnrNoiseOptions | FixedNoiseOptions | LevelNoiseOptions;

/** A Node object stream that adds noise to {@link AudioBlock}s. */
export interface GaussianNoiseStream extends Transform {
  /** The seed in use: with it, the same noise can be made again. */
  readonly seed: number;
  readonly key: string;
  /** Standard deviation of the noise, linear; undefined until the signal has been measured. */
  readonly std: number | undefined;
  /** Level of the signal, dB re full scale, where it was measured. */
  readonly signalDbfs: number | undefined;
}

/**
 * Adds white Gaussian noise to a stream of blocks.
 *
 * The blocks that come out have the frames and the formats of those that went in, not always their size. What noise a
 * frame gets depends on seed, key, channel and its `frameIndex` alone.
 *
 * The stream fails with SilentSignalError where an SNR is asked for and the signal has no power, with
 * NonFiniteSignalError where it has no level, and with a RangeError for blocks that do not follow one another.
 *
 * @throws RangeError, TypeError for options out of range.
 */
export function gaussianNoise(options: GaussianNoiseStreamOptions): GaussianNoiseStream {
  const { seed = drawSeed(), key = '' } = options;
  let noise: GaussianNoise | undefined;
  let signalDbfs: number | undefined;

  const std = knownStd(options);
  if (std !== undefined) {
    noise = new GaussianNoise({
      std,
      mean: 'mean' in options ? (options.mean ?? 0) : 0,
      seed,
      key,
    });
  } else {
    // Refuses a bad seed here and not at the first block.
    new NormalStream(seed, key);
  }

  // The bound on memory: one block in, one block out.
  const limits = { readableHighWaterMark: 1, writableHighWaterMark: 1 };
  const stream = objectTransform(
    limits,
    async function* addNoise(source: AsyncIterable<AudioBlock>) {
      if (noise !== undefined) {
        for await (const block of source) yield noise.process(block);
        return;
      }
      const spool = new BlockSpool();
      try {
        const { meter, format } = await measure(source, spool);
        const signal = { energy: meter.energy, numberOfSamples: samplesIn(meter, format) };
        signalDbfs = powerToDecibels(signal.energy / signal.numberOfSamples);
        noise = calibrate(options as SnrNoiseOptions, signal, meter, format, seed, key);
        for (const block of spool.read()) {
          yield noise.process({ ...block, format: format! });
        }
      } finally {
        spool.close();
      }
    },
  );
  return Object.defineProperties(stream as unknown as GaussianNoiseStream, {
    seed: { value: seed },
    key: { value: key },
    std: { get: () => noise?.std },
    signalDbfs: { get: () => signalDbfs },
  });
}

/** The standard deviation, where it does not depend on the signal. */
function knownStd(options: GaussianNoiseStreamOptions): number | undefined {
  if ('std' in options) return options.std;
  if ('noiseLevelDbfs' in options) {
    return Math.sqrt(decibelsToPower(finite('noiseLevelDbfs', options.noiseLevelDbfs)));
  }
  const snrDb = finite('snrDb', options.snrDb);
  if (options.signalLevelDbfs === undefined) return undefined;
  const signalDbfs = finite('signalLevelDbfs', options.signalLevelDbfs);
  return noiseRmsForSnr(decibelsToPower(signalDbfs), snrDb);
}

async function measure(
  source: AsyncIterable<AudioBlock>,
  spool: BlockSpool,
): Promise<{ meter: RmsMeter; format: AudioFormat | undefined }> {
  const meter = new RmsMeter();
  let format: AudioFormat | undefined;
  for await (const block of source) {
    format ??= block.format;
    if (block.frameIndex !== meter.numberOfFrames) {
      throw new RangeError(
        `a block begins at frame ${block.frameIndex}; expected ${meter.numberOfFrames}, the one after the last: ` +
          'exact calibration needs all frames from 0 on',
      );
    }
    meter.process(block);
    if (numberOfFrames(block) > 0) spool.write(block);
  }
  return { meter, format };
}

function samplesIn(meter: RmsMeter, format: AudioFormat | undefined): number {
  return meter.numberOfFrames * (format?.numberOfChannels ?? 0);
}

function calibrate(
  { snrDb, exact = true }: SnrNoiseOptions,
  signal: { energy: number; numberOfSamples: number },
  meter: RmsMeter,
  format: AudioFormat | undefined,
  seed: number,
  key: string,
): GaussianNoise {
  if (!(signal.energy > 0)) {
    throw new SilentSignalError(
      `the signal is silent: all ${meter.numberOfFrames} frames are 0; expected one with power, since no noise stands ` +
        'in a ratio to silence; ask for std or noiseLevelDbfs instead',
    );
  }
  const rms = noiseRmsForSnr(signal.energy / signal.numberOfSamples, snrDb);
  if (!exact) return new GaussianNoise({ std: rms, seed, key });
  const normals = new NormalStream(seed, key);
  const { numberOfChannels } = format!;
  const energy = normals.pooledEnergy(numberOfChannels, meter.numberOfFrames);
  const std = exactNoiseGain(rms, energy / meter.numberOfFrames / numberOfChannels);
  return new GaussianNoise({ std, seed, key });
}

function finite(name: string, value: unknown): number {
  if (typeof value !== 'number') {
    throw new TypeError(`${name} is ${String(value)}; expected a number of dB`);
  }
  if (Number.isFinite(value)) return value;
  throw new RangeError(`${name} is ${value}; expected a finite number of dB`);
}
