import { describe, expect, it } from 'vitest';
import { OutputPlan, type OutputPlanOptions } from '../../../src/corpus/plan/output-plan.ts';
import type { Utterance } from '../../../src/corpus/utterance.ts';
import { drawSnrDb } from '../../../src/noise/snr-draw.ts';

const OPTIONS: OutputPlanOptions = {
  seed: 1,
  snr: { type: 'range', range: { lowDb: 0, highDb: 20 } },
  stratified: false,
  copies: 1,
  includeClean: false,
  colors: ['white'],
  levels: ['rms'],
  alwaysSuffixed: false,
};

function utterance(id: string, snrDb?: number): Utterance {
  const audio = { type: 'file' as const, path: `/${id}.wav`, name: `${id}.wav` };
  return { id, audio, origin: id, row: null, ...(snrDb !== undefined && { snrDb }) };
}

/** The outputs of some utterances in order. */
function planned(options: Partial<OutputPlanOptions>, ids: readonly string[]) {
  const plan = new OutputPlan({ ...OPTIONS, ...options }, ids.length);
  return ids.map((id, index) => plan.outputsOf(utterance(id), index));
}

const IDS = Array.from({ length: 500 }, (_, i) => `utt${i}`);

describe('the outputs of an utterance', () => {
  it('depend on its id, not on its place in the list or on the others', () => {
    const all = planned({ copies: 3, colors: ['white', 'pink'], levels: ['rms', 'active'] }, IDS);
    const alone = planned({ copies: 3, colors: ['white', 'pink'], levels: ['rms', 'active'] }, [
      'utt7',
    ]);
    expect(alone[0]).toEqual(all[7]);
  });

  it('have the ratio that the filter draws from the same seed and key', () => {
    const [output] = planned({}, ['a/b'])[0]!;
    expect(output!.key).toBe('a/b#1');
    expect(output!.snrDb).toBe(drawSnrDb({ lowDb: 0, highDb: 20 }, 1, 'a/b#1'));
  });

  it('keep the name of an only child, unless their kind wants a suffix', () => {
    expect(planned({}, ['a'])[0]!.map(({ id }) => id)).toEqual(['a']);
    expect(planned({ alwaysSuffixed: true }, ['a'])[0]!.map(({ id }) => id)).toEqual(['a-noisy1']);
  });

  it('are named by copy, by ratio, or by both', () => {
    const list = { type: 'list' as const, valuesDb: [-5, 2.5], each: true };
    const names = (options: Partial<OutputPlanOptions>) =>
      planned(options, ['a'])[0]!.map(({ id, snrDb }) => `${id} ${snrDb}`);
    const constant = { type: 'constant' as const, snrDb: 3 };
    expect(names({ snr: constant, copies: 2, includeClean: true })).toEqual([
      'a-clean null',
      'a-noisy1 3',
      'a-noisy2 3',
    ]);
    expect(names({ snr: list })).toEqual(['a-snr-5 -5', 'a-snr2p5 2.5']);
    expect(names({ snr: list, copies: 2 })).toEqual([
      'a-snr-5-1 -5',
      'a-snr-5-2 -5',
      'a-snr2p5-1 2.5',
      'a-snr2p5-2 2.5',
    ]);
  });

  it('have noise of their own each', () => {
    const outputs = planned({ copies: 4, includeClean: true }, IDS).flat();
    expect(new Set(outputs.map(({ key }) => key)).size).toBe(outputs.length);
    expect(new Set(outputs.map(({ id }) => id)).size).toBe(outputs.length);
  });

  it('have the ratio of their row', () => {
    const plan = new OutputPlan({ ...OPTIONS, snr: { type: 'row' } }, 1);
    expect(plan.outputsOf(utterance('a', 7.25), 0)[0]!.snrDb).toBe(7.25);
  });

  it('are counted beforehand', () => {
    const list = { type: 'list' as const, valuesDb: [0, 5, 10], each: true };
    for (const options of [{}, { copies: 3 }, { snr: list, copies: 2, includeClean: true }]) {
      expect(planned(options, ['a'])[0]).toHaveLength(
        OutputPlan.outputsPerUtterance({ ...OPTIONS, ...options }),
      );
    }
  });
});

describe('draws', () => {
  it('from a list are about as frequent as each other', () => {
    const snr = { type: 'list' as const, valuesDb: [0, 5, 10, 15], each: false };
    const outputs = planned({ snr, copies: 8 }, IDS).flat();
    for (const value of snr.valuesDb) {
      const part = outputs.filter(({ snrDb }) => snrDb === value).length / outputs.length;
      // Of 4000 draws: σ = sqrt(0.25 · 0.75 / 4000) = 0.7 %.
      expect(Math.abs(part - 0.25)).toBeLessThan(0.035);
    }
  });

  it('of ratio, color and level are independent of each other', () => {
    const outputs = planned(
      {
        snr: { type: 'list', valuesDb: [0, 1], each: false },
        colors: ['white', 'pink'],
        levels: ['rms', 'active'],
        copies: 8,
      },
      IDS,
    ).flat();
    const cells = new Map<string, number>();
    for (const { snrDb, color, level } of outputs) {
      const cell = `${snrDb} ${color} ${level}`;
      cells.set(cell, (cells.get(cell) ?? 0) + 1);
    }
    expect(cells.size).toBe(8);
    // σ of 500 of 4000 is 21.
    for (const count of cells.values()) expect(Math.abs(count - 500)).toBeLessThan(105);
  });
});

describe('stratified ratios', () => {
  it('give a list an exact histogram', () => {
    const snr = { type: 'list' as const, valuesDb: [0, 5, 10, 15, 20], each: false };
    const outputs = planned({ snr, stratified: true, copies: 2 }, IDS).flat();
    for (const value of snr.valuesDb) {
      expect(outputs.filter(({ snrDb }) => snrDb === value)).toHaveLength(200);
    }
  });

  it('give a range one ratio for each of its equal parts', () => {
    const outputs = planned({ stratified: true, copies: 2 }, IDS).flat();
    const ratios = outputs.map(({ snrDb }) => snrDb!).sort((a, b) => a - b);
    for (const [i, ratio] of ratios.entries()) expect(ratio).toBeCloseTo((i + 0.5) * 0.02, 9);
    // Not in the order of the utterances: the correlation of random ranks has σ = 1/sqrt(1000).
    const inOrder = outputs.map(({ snrDb }) => snrDb!);
    const correlation =
      inOrder.reduce((sum, ratio, i) => sum + (ratio - 10) * (i - 499.5), 0) /
      (1000 * (20 / Math.sqrt(12)) * (1000 / Math.sqrt(12)));
    expect(Math.abs(correlation)).toBeLessThan(0.16);
  });
});

describe('a schedule', () => {
  it('goes from the easy end alone to the whole range, copy by copy', () => {
    const snr = {
      type: 'schedule' as const,
      schedule: { fromDb: 30, toDb: 0, rampEpochs: 3 },
    };
    const copies = planned({ snr, copies: 4 }, IDS);
    const lowest = [0, 1, 2, 3].map((copy) =>
      Math.min(...copies.map((outputs) => outputs[copy]!.snrDb!)),
    );
    expect(lowest[0]).toBe(30);
    for (const [copy, bound] of [
      [1, 20],
      [2, 10],
      [3, 0],
    ] as const) {
      expect(lowest[copy]).toBeGreaterThanOrEqual(bound);
      // The least of 500 uniform draws from d dB is above d/50 with a probability of e^-10.
      expect(lowest[copy]).toBeLessThan(bound + (30 - bound) / 50);
    }
  });
});

describe('a share of the outputs', () => {
  const MANY = Array.from({ length: 2000 }, (_, i) => `utt${i}`);
  const cleanOf = (outputs: readonly (readonly { id: string; snrDb: number | null }[])[]) =>
    outputs
      .flat()
      .filter(({ snrDb }) => snrDb === null)
      .map(({ id }) => id);

  it('gets no noise under the names that it would have, and the others are what they were', () => {
    const without = planned({ copies: 2 }, MANY).flat();
    const some = planned({ copies: 2, cleanShare: 0.2 }, MANY).flat();
    const clean = some.filter(({ snrDb }) => snrDb === null);
    // 4,000 draws: ±4 standard deviations.
    expect(Math.abs(clean.length - 800)).toBeLessThan(4 * Math.sqrt(4000 * 0.2 * 0.8));
    for (const [place, output] of some.entries()) {
      expect({ ...output, snrDb: null }).toEqual({ ...without[place]!, snrDb: null });
      if (output.snrDb !== null) expect(output.snrDb).toBe(without[place]!.snrDb);
    }
  });

  it('depends on seed and id alone', () => {
    const all = cleanOf(planned({ cleanShare: 0.3 }, MANY));
    const alone = MANY.filter((id) => planned({ cleanShare: 0.3 }, [id])[0]![0]!.snrDb === null);
    expect(alone).toEqual(all);
    expect(cleanOf(planned({ cleanShare: 0.3, seed: 2 }, MANY))).not.toEqual(all);
  });

  it.each([
    [0, 0],
    [0.2, 400],
    [0.12345, 247],
    [1, 2000],
  ])('is exactly %d where it is dealt out', (cleanShare, count) => {
    const clean = cleanOf(planned({ cleanShare, stratified: true }, MANY));
    expect(clean).toHaveLength(count);
    expect(new Set(clean).size).toBe(count);
  });
});

describe('a suffix', () => {
  const idsOf = (options: Partial<OutputPlanOptions>) =>
    planned({ suffix: '-pink', ...options }, ['a'])[0]!.map(({ id, suffix, key }) => [
      id,
      suffix,
      key,
    ]);

  it('ends all ids, takes the place of one that would only tell outputs from their source, and changes no noise', () => {
    expect(idsOf({})).toEqual([['a-pink', '-pink', 'a#1']]);
    expect(idsOf({ alwaysSuffixed: true })).toEqual([['a-pink', '-pink', 'a#1']]);
    expect(idsOf({ copies: 2, includeClean: true })).toEqual([
      ['a-clean-pink', '-clean-pink', 'a#0'],
      ['a-noisy1-pink', '-noisy1-pink', 'a#1'],
      ['a-noisy2-pink', '-noisy2-pink', 'a#2'],
    ]);
  });
});
