import type { AudioFormat } from '../audio-format.ts';
import { createNoiseMeter, LEVELS, type LevelDefinition } from '../level/level-definitions.ts';
import { MeterMemory } from '../level/meter-memory.ts';
import { SIGNAL_SUMS_BYTES } from '../level/signal-sums.ts';
import { WEIGHTING_BYTES } from '../level/weighting-filter.ts';
import type { FillGains, GainedNoise } from '../noise/noise-adder.ts';
import { NOISE_BLOCK_FRAMES } from '../noise/normal-stream.ts';

/** Blocks of all channels after which {@link measureNoise} yields. */
const BLOCKS_PER_TURN = 1024;
/** The same, where the noise must be drawn. */
const BLOCKS_PER_LONG_TURN = 64;

/** Power of unit noise by some definition of level. */
export interface NoisePower {
  /** All channels together. */
  readonly power: number;
  readonly channelPowers: readonly number[];
}

/** Bytes of audio memory that {@link measureNoise} needs in the kernel of the noise. */
export function noiseMeterBytes({ numberOfChannels }: AudioFormat, level: LevelDefinition): number {
  const { weighting } = LEVELS[level];
  return (weighting === undefined ? SIGNAL_SUMS_BYTES : WEIGHTING_BYTES) * numberOfChannels;
}

/**
 * Measures the very noise that is going to be added, before it is scaled.
 *
 * Yields now and then, so that long work can be interrupted.
 *
 * @param noise whose kernel has {@link noiseMeterBytes} of audio memory.
 * @param numberOfFrames 1 or more.
 */
export function* measureNoise(
  noise: GainedNoise,
  format: AudioFormat,
  numberOfFrames: number,
  level: LevelDefinition,
): Generator<void, NoisePower> {
  return noise.isPlain && LEVELS[level].weighting === undefined
    ? yield* sumEnergies(noise, format, numberOfFrames)
    : yield* measureBlocks(noise, format, numberOfFrames, level);
}

/** Mean of the squares of the gains of the first frames. */
export function* meanSquareGain(
  fillGains: FillGains,
  numberOfFrames: number,
): Generator<void, number> {
  const gains = new Float32Array(NOISE_BLOCK_FRAMES);
  let sum = 0;
  for (const { blockIndex, count } of blocksOf(numberOfFrames)) {
    fillGains(gains, blockIndex * NOISE_BLOCK_FRAMES, count);
    for (let i = 0; i < count; i++) sum += gains[i]! * gains[i]!;
    if (blockIndex % BLOCKS_PER_TURN === BLOCKS_PER_TURN - 1) yield;
  }
  return sum / numberOfFrames;
}

/** The quick way: for white noise the kernel knows the energy without drawing it. */
function* sumEnergies(
  noise: GainedNoise,
  { numberOfChannels }: AudioFormat,
  numberOfFrames: number,
): Generator<void, NoisePower> {
  const energies: number[] = [];
  for (let channel = 0; channel < numberOfChannels; channel++) {
    const streamChannel = noise.streamChannel(channel);
    // What is shared was summed for the first channel.
    energies.push(
      energies[streamChannel] ?? (yield* energyOf(noise, streamChannel, numberOfFrames)),
    );
  }
  return {
    power: energies.reduce((sum, energy) => sum + energy, 0) / numberOfFrames / numberOfChannels,
    channelPowers: energies.map((energy) => energy / numberOfFrames),
  };
}

function* energyOf(
  noise: GainedNoise,
  streamChannel: number,
  numberOfFrames: number,
): Generator<void, number> {
  const framesPerTurn = BLOCKS_PER_TURN * NOISE_BLOCK_FRAMES;
  let energy = 0;
  for (let start = 0; start < numberOfFrames; start += framesPerTurn) {
    const count = Math.min(framesPerTurn, numberOfFrames - start);
    energy = noise.stream.addEnergy(energy, streamChannel, start / NOISE_BLOCK_FRAMES, count);
    yield;
  }
  return energy;
}

/** Where gains or a weighting make the noise another one: in the kernel, block by block as they are drawn. */
function* measureBlocks(
  noise: GainedNoise,
  format: AudioFormat,
  numberOfFrames: number,
  level: LevelDefinition,
): Generator<void, NoisePower> {
  const meter = createNoiseMeter(level, format, new MeterMemory(noise.stream.kernel));
  for (const { blockIndex, count } of blocksOf(numberOfFrames)) {
    for (let channel = 0; channel < format.numberOfChannels; channel++) {
      meter.addChannel(channel, noise.block(channel, blockIndex).byteOffset, count);
    }
    if (blockIndex % BLOCKS_PER_LONG_TURN === 0) yield;
  }
  return {
    power: meter.power() ?? 0,
    channelPowers: meter.channelPowers().map((power) => power ?? 0),
  };
}

function* blocksOf(numberOfFrames: number): Generator<{ blockIndex: number; count: number }> {
  for (let start = 0; start < numberOfFrames; start += NOISE_BLOCK_FRAMES) {
    const count = Math.min(NOISE_BLOCK_FRAMES, numberOfFrames - start);
    yield { blockIndex: start / NOISE_BLOCK_FRAMES, count };
  }
}
