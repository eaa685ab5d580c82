import type { LevelDefinition } from '../../level/level-definitions.ts';
import type { NoiseColor } from '../../noise/noise-color.ts';
import { drawUniform } from '../../noise/noise-key.ts';
import {
  drawSnrDb,
  type SnrRange,
  type SnrSchedule,
  snrRangeOfEpoch,
} from '../../noise/snr-draw.ts';
import type { Utterance } from '../utterance.ts';
import { createPermutation } from './permutation.ts';
import type { PlannedOutput } from './planned-output.ts';

/** Which SNR an output gets. */
export type SnrChoice =
  | { readonly type: 'constant'; readonly snrDb: number }
  /** One of these, drawn; with `each`, one output for each of them. */
  | { readonly type: 'list'; readonly valuesDb: readonly number[]; readonly each: boolean }
  /** Drawn uniformly in dB. */
  | { readonly type: 'range'; readonly range: SnrRange }
  /** Drawn from a range that grows from copy to copy: copies are epochs. */
  | { readonly type: 'schedule'; readonly schedule: SnrSchedule }
  /** What the row itself asks for. */
  | { readonly type: 'row' };

export interface OutputPlanOptions {
  readonly seed: number;
  readonly snr: SnrChoice;
  /** Whether a list or range is dealt out evenly over the outputs, so that its histogram is exact. */
  readonly stratified: boolean;
  /** Noisy outputs of each utterance (of each utterance and SNR with `each`), 1 or more. */
  readonly copies: number;
  /** Whether each utterance has an output without noise, too. */
  readonly includeClean: boolean;
  /** Share of the noisy outputs that get no noise, 0 to 1: they keep their names, and the others all that they have. */
  readonly cleanShare?: number | undefined;
  /** Ends the ids of all outputs, so that results can be combined. */
  readonly suffix?: string | undefined;
  /** One, or several to draw from. */
  readonly colors: readonly NoiseColor[];
  /** One, or several to draw from. */
  readonly levels: readonly LevelDefinition[];
  /** Whether an utterance's only output gets a suffix, too. */
  readonly alwaysSuffixed: boolean;
}

/** All of an utterance that its outputs depend on. */
type PlannedFor = Pick<Utterance, 'id' | 'key' | 'snrDb'>;

/**
 * Decides what each output of a corpus is.
 *
 * A pure function of the options and of an utterance's id, but for stratified ratios, which depend on the place of the
 * utterance among all: nothing here depends on the order of a list, or on who does the work.
 */
export class OutputPlan {
  readonly #options: OutputPlanOptions;
  readonly #numberOfRatios: number;
  readonly #permute: ((index: number) => number) | undefined;
  /** Noisy outputs, those that get no noise included. */
  readonly #numberOfOutputs: number;
  /** The places of outputs among all that get noise or none, where the share is exact. */
  readonly #permuteClean: ((index: number) => number) | undefined;

  /** @param numberOfUtterances how many there are, for stratified ratios. */
  constructor(options: OutputPlanOptions, numberOfUtterances: number) {
    this.#options = options;
    this.#numberOfRatios = numberOfUtterances * options.copies;
    this.#permute =
      options.stratified && this.#numberOfRatios > 0
        ? createPermutation(this.#numberOfRatios, options.seed)
        : undefined;
    this.#numberOfOutputs = numberOfUtterances * noisyPerUtterance(options);
    const isExact = options.stratified && options.cleanShare && this.#numberOfOutputs > 0;
    this.#permuteClean = isExact
      ? createPermutation(this.#numberOfOutputs, options.seed, 'clean share')
      : undefined;
  }

  /** Outputs of each utterance. */
  static outputsPerUtterance(options: Omit<OutputPlanOptions, 'alwaysSuffixed'>): number {
    return noisyPerUtterance(options) + Number(options.includeClean);
  }

  /**
   * The outputs of one utterance, the clean one first.
   *
   * @param index the utterance's place among all in the order of their ids, from 0.
   */
  outputsOf(utterance: PlannedFor, index: number): PlannedOutput[] {
    const { snr, copies, includeClean } = this.#options;
    const outputs = includeClean ? [this.#cleanOutput(utterance)] : [];
    const values = isEach(snr) ? snr.valuesDb : [undefined];
    const first = index * values.length * copies;
    for (const [place, valueDb] of values.entries()) {
      for (let repeat = 1; repeat <= copies; repeat++) {
        const copy = place * copies + repeat;
        const key = noiseKeyOf(utterance, copy);
        outputs.push({
          ...this.#draws(key),
          id: utterance.id + this.#suffix(repeat, valueDb),
          suffix: this.#suffix(repeat, valueDb),
          copy,
          key,
          snrDb: this.#isClean(key, first + copy - 1)
            ? null
            : (valueDb ?? this.#snrDb(utterance, key, copy, index * copies + copy - 1)),
        });
      }
    }
    return outputs;
  }

  #cleanOutput(utterance: PlannedFor): PlannedOutput {
    const key = noiseKeyOf(utterance, 0);
    const suffix = `-clean${this.#options.suffix ?? ''}`;
    return { ...this.#draws(key), id: utterance.id + suffix, suffix, copy: 0, key, snrDb: null };
  }

  /** Drawn from a stream of its own, so that it changes no other draw. */
  #isClean(key: string, place: number): boolean {
    const { cleanShare = 0, seed } = this.#options;
    if (cleanShare === 0) return false;
    return this.#permuteClean === undefined
      ? drawUniform(seed, 'clean share', key) < cleanShare
      : this.#permuteClean(place) < Math.round(cleanShare * this.#numberOfOutputs);
  }

  #draws(key: string): Pick<PlannedOutput, 'color' | 'level'> {
    const { seed, colors, levels } = this.#options;
    return {
      // The word is part of what is drawn: spelled otherwise, every corpus of several colors would draw others.
      color: pick(colors, seed, 'colour', key),
      level: pick(levels, seed, 'level', key),
    };
  }

  #suffix(repeat: number, eachDb: number | undefined): string {
    const { suffix = '' } = this.#options;
    return this.#ownSuffix(repeat, eachDb, suffix !== '') + suffix;
  }

  #ownSuffix(repeat: number, eachDb: number | undefined, isTold: boolean): string {
    const { copies, includeClean, alwaysSuffixed } = this.#options;
    // A point would end the name of a sample in a tar archive.
    if (eachDb !== undefined) {
      return `-snr${String(eachDb).replace('.', 'p')}${copies > 1 ? `-${repeat}` : ''}`;
    }
    const isNeeded = copies > 1 || includeClean || (alwaysSuffixed && !isTold);
    return isNeeded ? `-noisy${repeat}` : '';
  }

  #snrDb(utterance: PlannedFor, key: string, copy: number, ratioIndex: number): number {
    const { snr, seed } = this.#options;
    const place = this.#permute?.(ratioIndex);
    switch (snr.type) {
      case 'constant':
        return snr.snrDb;
      case 'list':
        return place === undefined
          ? pick(snr.valuesDb, seed, 'snr', key)
          : snr.valuesDb[place % snr.valuesDb.length]!;
      case 'range': {
        if (place === undefined) return drawSnrDb(snr.range, seed, key);
        const { lowDb, highDb } = snr.range;
        return lowDb + (highDb - lowDb) * ((place + 0.5) / this.#numberOfRatios);
      }
      case 'schedule':
        return drawSnrDb(snrRangeOfEpoch(snr.schedule, copy - 1), seed, key);
      case 'row':
        // Rows without one were refused when they were read.
        return utterance.snrDb!;
    }
  }
}

/** The key of a noise: the same for the same utterance, whichever list it stands in. */
export function noiseKeyOf({ id, key = id }: Pick<Utterance, 'id' | 'key'>, copy: number): string {
  return `${key}#${copy}`;
}

function noisyPerUtterance({ snr, copies }: Pick<OutputPlanOptions, 'snr' | 'copies'>): number {
  return copies * (isEach(snr) ? snr.valuesDb.length : 1);
}

function isEach(snr: SnrChoice): snr is SnrChoice & { type: 'list' } {
  return snr.type === 'list' && snr.each;
}

function pick<T>(values: readonly T[], seed: number, purpose: string, key: string): T {
  if (values.length === 1) return values[0]!;
  return values[Math.floor(drawUniform(seed, purpose, key) * values.length)]!;
}
