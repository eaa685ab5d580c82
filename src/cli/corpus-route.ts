import { recogniseFormat } from '../corpus/kinds/corpus-formats.ts';
import { isWebDataset } from '../corpus/plan/archive-names.ts';
import type { SourceKind } from '../corpus/plan/corpus-kind.ts';
import type { CorpusCommand } from './corpus-arguments.ts';
import { UsageError } from './usage-error.ts';

/**
 * Kinds of source and result: both consist of audio files and lists, or both of tar archives.
 *
 * @throws UsageError where one is to become the other.
 */
export function kindsOf(command: CorpusCommand): { from: SourceKind; to: SourceKind } {
  const { source, from, to } = command;
  const isOfArchives = from === 'webdataset' || (from === undefined && isWebDataset(source));
  const becomesArchives = to === undefined ? isOfArchives : to === 'webdataset';
  if (isOfArchives !== becomesArchives) {
    throw new UsageError(
      `${source} is ${isOfArchives ? '' : 'not '}of the kind webdataset, and the result is ${isOfArchives ? 'not to be' : 'to be'}; ` +
        'expected tar archives to become tar archives, and files files; leave out --to',
    );
  }
  const kind = isOfArchives ? 'webdataset' : (from ?? recogniseFormat(source).kind);
  return { from: kind, to: to ?? kind };
}
