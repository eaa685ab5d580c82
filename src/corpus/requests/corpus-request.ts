import { availableParallelism } from 'node:os';
import { formatOfKind, recogniseFormat } from '../kinds/corpus-formats.ts';
import { isWebDataset } from '../plan/archive-names.ts';
import type { SourceKind } from '../plan/corpus-kind.ts';
import type { OutputOptions } from '../plan/corpus-options.ts';
import { type CorpusSettings, type CorpusValues, planningOf } from '../plan/corpus-table.ts';
import type { SnrChoice } from '../plan/output-plan.ts';
import type { CorpusOptions } from '../run/run-options.ts';

/** A corpus as it is asked for, by whom and however. */
export interface CorpusRequest
  extends OutputOptions,
    Pick<CorpusOptions, 'folder' | 'use' | 'jobs' | 'mostFailures'> {
  /** What `settingsOf` states. */
  readonly settings: CorpusSettings;
  readonly from: SourceKind | undefined;
  readonly to: SourceKind | undefined;
}

/** What is asked for cannot be had, though each option by itself is right. */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';
}

/** What values of options ask for, when no rule has refused them. */
export function corpusRequestOf(
  source: string,
  folder: string,
  values: Omit<CorpusValues, 'shard' | 'shards' | 'isDryRun'> & { readonly overwrite: boolean },
): CorpusRequest {
  const { from, to, root, allowCommands, mostCommandBytes, pathColumn, snrColumn, unit } = values;
  const settings = { ...values, snr: snrOf(values) };
  return {
    source,
    folder,
    from,
    to,
    use: values.resume ? 'resume' : values.overwrite ? 'force' : 'new',
    read: { root, allowCommands, mostCommandBytes, pathColumn, snrColumn, unit },
    ...planningOf(settings),
    settings,
    jobs: values.jobs ?? availableParallelism(),
    mostFailures: values.mostFailures,
  };
}

/** What one of `--snr`, `--snr-schedule` and `--snr-column` says; a schedule goes from copy to copy. */
function snrOf({
  snr,
  snrSchedule,
  each,
  copies,
}: Pick<CorpusValues, 'snr' | 'snrSchedule' | 'each' | 'copies'>): SnrChoice {
  if (snrSchedule)
    return { type: 'schedule', schedule: { ...snrSchedule, rampEpochs: copies - 1 } };
  if (snr === undefined) return { type: 'row' };
  return snr.type === 'list' ? { ...snr, each } : snr;
}

/**
 * Kinds of source and result: both consist of audio files and lists, or both of tar archives.
 *
 * @throws RequestFault where one is to become the other.
 */
export function kindsOf({ source, from, to }: Pick<CorpusRequest, 'source' | 'from' | 'to'>): {
  from: SourceKind;
  to: SourceKind;
} {
  const isOfArchives = from === 'webdataset' || (from === undefined && isWebDataset(source));
  const becomesArchives = to === undefined ? isOfArchives : to === 'webdataset';
  if (isOfArchives !== becomesArchives) {
    throw new RequestFault(
      `${source} is ${isOfArchives ? '' : 'not '}of the kind webdataset, and the result is ${isOfArchives ? 'not to be' : 'to be'}; ` +
        'expected tar archives to become tar archives, and files files; leave out --to',
    );
  }
  const kind = isOfArchives ? 'webdataset' : (from ?? recogniseFormat(source).kind);
  return { from: kind, to: to ?? kind };
}

/** Kinds of lists whose columns have names of their maker's. */
const KINDS_WITH_COLUMNS: readonly SourceKind[] = ['csv', 'tsv', 'huggingface'];

/** @throws RequestFault where a column of paths is named, and the list has one by its kind, or has none. */
function refusePathColumn(
  { read: { pathColumn } }: Pick<CorpusRequest, 'read'>,
  { from }: { readonly from: SourceKind },
): void {
  if (pathColumn === undefined || KINDS_WITH_COLUMNS.includes(from)) return;
  throw new RequestFault(
    `--path-column is for lists of the kinds ${KINDS_WITH_COLUMNS.join(', ')}, and the source is of the kind ${from}; leave it out, or say with --from what the list is`,
  );
}

/** @throws RequestFault where recordings are to stay whole, and the result cannot say what is where in them. */
function refuseUnit(
  { read: { unit } }: Pick<CorpusRequest, 'read'>,
  { from, to }: { readonly from: SourceKind; readonly to: SourceKind },
): void {
  if (unit === 'utterance' || from === to) return;
  throw new RequestFault(
    `--unit recording keeps the lists of ${from}, and the result is to be of the kind ${to}; expected --to ${from}, or leave out --unit`,
  );
}

/** @throws RequestFault for what the kinds of source and result do not have room for. */
export function refuseMisfits(
  request: Pick<CorpusRequest, 'isVirtual' | 'pairs' | 'read'>,
  kinds: { readonly from: SourceKind; readonly to: SourceKind },
): void {
  refuseVirtual(request, kinds.to);
  refuseUnit(request, kinds);
  refusePathColumn(request, kinds);
}

/** @throws RequestFault where a result of commands is asked for, and cannot be of that kind. */
function refuseVirtual(
  { isVirtual, pairs }: Pick<CorpusRequest, 'isVirtual' | 'pairs'>,
  to: SourceKind,
): void {
  if (!isVirtual) return;
  if (to === 'webdataset' || !formatOfKind(to).knowsCommands) {
    throw new RequestFault(
      `--virtual makes lists of commands, which a result of the kind ${to} does not have; expected --to kaldi or --to lhotse`,
    );
  }
  if (pairs !== 'none') {
    throw new RequestFault('--virtual makes no files; expected it without --pairs');
  }
}
