import { formatOfKind } from '../corpus/kinds/corpus-formats.ts';
import { parseOwnJson } from '../corpus/lists/own-json.ts';
import type { CorpusKind } from '../corpus/plan/corpus-kind.ts';
import type { SnrChoice } from '../corpus/plan/output-plan.ts';
import { SETTINGS_NAME } from '../corpus/plan/result-names.ts';
import type { MergeOptions } from '../corpus/shards/merge-shards.ts';
import { CorpusError } from '../errors.ts';
import { LEVEL_DEFINITIONS } from '../level/level-meter.ts';
import { NOISE_COLORS } from '../noise/noise-color.ts';
import { NOISE_STREAM_VERSION } from '../noise/normal-stream.ts';
import { VERSION } from '../version.ts';
import { type CorpusCommand, MOST_COPIES } from './corpus-arguments.ts';

/**
 * How the corpus is made, in JSON: what `awgn.json` in its folder says, and what must be the same for it to be gone on
 * with. Neither where the source lies nor how many threads there are changes a byte of it.
 */
export function settingsOf(
  { plan, render, pairs, labels, isVirtual }: CorpusCommand,
  from: string,
  to: string,
): string {
  const { seed, snr, stratified, copies, includeClean, colors, levels } = plan;
  const settings = {
    tool_version: VERSION,
    stream_version: NOISE_STREAM_VERSION,
    from,
    to,
    seed,
    snr,
    stratified,
    copies,
    include_clean: includeClean,
    pairs,
    labels,
    virtual: isVirtual,
    level: levels,
    color: colors,
    band: render.band ?? null,
    channels: render.channels ?? 'joint',
    noise_channels: render.noiseChannels ?? 'independent',
    exact: render.exact ?? true,
    remove_dc: render.removeDc ?? false,
    encoding: render.encoding ?? null,
    dither: render.dither ?? 'none',
    clip: render.clip,
    on_silence: render.onSilence,
  };
  return `${JSON.stringify(settings, undefined, 2)}\n`;
}

/**
 * What those settings say of how a corpus is finished: the inverse of {@link settingsOf}, but for what only rendering needs.
 *
 * @throws CorpusError, ManifestError where the text is none of ours: somebody may have changed it.
 */
export function mergeOptionsOf(text: string): MergeOptions {
  const settings: ReturnType<typeof JSON.parse> = parseOwnJson(text, SETTINGS_NAME);
  const wrong = Object.entries(CHECKS).find(([name, isSound]) => !isSound(settings[name]));
  if (wrong !== undefined) {
    throw new CorpusError(
      `${SETTINGS_NAME} has no sound "${wrong[0]}"; expected the file as awgn wrote it; make the corpus anew`,
    );
  }
  return {
    from: formatOfKind(settings.from as CorpusKind),
    to: formatOfKind(settings.to as CorpusKind),
    plan: {
      seed: settings.seed,
      snr: settings.snr,
      stratified: settings.stratified,
      copies: settings.copies,
      includeClean: settings.include_clean,
      colors: settings.color,
      levels: settings.level,
    },
    render: { seed: settings.seed, clip: settings.clip, onSilence: settings.on_silence },
    pairs: settings.pairs,
    labels: settings.labels,
    isVirtual: settings.virtual,
  };
}

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isFlag: Check = (value) => typeof value === 'boolean';
const isSomeOf =
  (known: readonly unknown[]): Check =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every((one) => known.includes(one));

/** What {@link mergeOptionsOf} passes on, and the kinds besides. */
const CHECKS: Readonly<Record<string, Check>> = {
  seed: isNumber,
  snr: isSnrChoice,
  stratified: isFlag,
  copies: (value) =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST_COPIES,
  include_clean: isFlag,
  color: isSomeOf(NOISE_COLORS),
  level: isSomeOf(LEVEL_DEFINITIONS),
  pairs: (value) => isSomeOf(['none', 'clean', 'clean-noise'])([value]),
  labels: isFlag,
  virtual: isFlag,
};

function isSnrChoice(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const choice = value as SnrChoice;
  switch (choice.type) {
    case 'constant':
      return isNumber(choice.snrDb);
    case 'list': {
      const { valuesDb } = choice;
      return Array.isArray(valuesDb) && valuesDb.length > 0 && valuesDb.every(isNumber);
    }
    case 'range':
      return isNumber(choice.range?.lowDb) && isNumber(choice.range?.highDb);
    case 'schedule': {
      const { fromDb, toDb, rampEpochs } = choice.schedule ?? {};
      return isNumber(fromDb) && isNumber(toDb) && isNumber(rampEpochs);
    }
    default:
      return choice.type === 'row';
  }
}
