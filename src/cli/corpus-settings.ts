import { SETTINGS_NAME } from '../corpus/corpus-folder.ts';
import { formatOfKind } from '../corpus/corpus-formats.ts';
import type { CorpusKind } from '../corpus/corpus-kind.ts';
import { parseOwnJson } from '../corpus/own-json.ts';
import type { MergeOptions } from '../corpus/shards/merge-shards.ts';
import { NOISE_STREAM_VERSION } from '../noise/normal-stream.ts';
import { VERSION } from '../version.ts';
import type { CorpusCommand } from './corpus-arguments.ts';

/**
 * How the corpus is made, in JSON: what `awgn.json` in its folder says, and what must be the same for it to be gone on
 * with. Neither where the source lies nor how many threads there are changes a byte of it.
 */
export function settingsOf(
  { plan, render, pairs, labels, isVirtual }: CorpusCommand,
  from: string,
  to: string,
): string {
  const { seed, snr, stratified, copies, includeClean, colours, levels } = plan;
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
    color: colours,
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

/** What those settings say of how a corpus is finished: the inverse of {@link settingsOf}, but for what only rendering needs. */
export function mergeOptionsOf(text: string): MergeOptions {
  const settings: ReturnType<typeof JSON.parse> = parseOwnJson(text, SETTINGS_NAME);
  return {
    from: formatOfKind(settings.from as CorpusKind),
    to: formatOfKind(settings.to as CorpusKind),
    plan: {
      seed: settings.seed,
      snr: settings.snr,
      stratified: settings.stratified,
      copies: settings.copies,
      includeClean: settings.include_clean,
      colours: settings.color,
      levels: settings.level,
    },
    render: { seed: settings.seed, clip: settings.clip, onSilence: settings.on_silence },
    pairs: settings.pairs,
    labels: settings.labels,
    isVirtual: settings.virtual,
  };
}
