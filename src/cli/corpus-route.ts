import { isWebDataset } from '../corpus/plan/archive-names.ts';
import type { CorpusKind } from '../corpus/plan/corpus-kind.ts';
import type { CorpusCommand } from './corpus-arguments.ts';
import { UsageError } from './usage-error.ts';

/** A command for a corpus of audio files and lists. */
export type FilesCommand = Omit<CorpusCommand, 'from' | 'to'> & {
  readonly from: CorpusKind | undefined;
  readonly to: CorpusKind | undefined;
};

/**
 * Whether source and result consist of audio files and lists, or else of tar archives.
 *
 * @throws UsageError where one is to become the other.
 */
export function isOfFiles(command: CorpusCommand): command is CorpusCommand & FilesCommand {
  const { source, from, to } = command;
  const isOfArchives = from === 'webdataset' || (from === undefined && isWebDataset(source));
  if (!isOfArchives && to !== 'webdataset') return true;
  if (isOfArchives && (to === undefined || to === 'webdataset')) return false;
  throw new UsageError(
    `${source} is ${isOfArchives ? '' : 'not '}of the kind webdataset, and the result is ${isOfArchives ? 'not to be' : 'to be'}; ` +
      'expected tar archives to become tar archives, and files files; leave out --to',
  );
}
