import { statSync } from 'node:fs';
import { CorpusError } from '../../errors.ts';
import { CORPUS_KINDS, type CorpusFormat, type CorpusKind } from '../plan/corpus-kind.ts';
import { DIRECTORY } from './directory/directory.ts';
import { huggingFaceFormat, RECOGNISED_DEPTH } from './huggingface/huggingface.ts';
import { refuseParquet } from './huggingface/huggingface-reader.ts';
import { KALDI } from './kaldi/kaldi.ts';
import { lhotseFormat } from './lhotse/lhotse.ts';
import { nemoFormat } from './nemo/nemo.ts';
import { csvFormat, tsvFormat } from './table/table.ts';

/** From the one that is recognised by most to the one that every folder is. */
const FORMATS: readonly CorpusFormat[] = [
  KALDI,
  huggingFaceFormat,
  lhotseFormat,
  nemoFormat,
  tsvFormat,
  csvFormat,
  DIRECTORY,
];

/** @throws CorpusError for anything else: what names it may be a file that somebody changed. */
export function formatOfKind(kind: CorpusKind): CorpusFormat {
  const format = FORMATS.find((one) => one.kind === kind);
  if (format !== undefined) return format;
  throw new CorpusError(
    'ERR_SOURCE_KIND',
    `${JSON.stringify(kind) ?? 'nothing'} is no kind of corpus; expected one of ${CORPUS_KINDS.join(', ')}`,
  );
}

/**
 * What a source is.
 *
 * @throws CorpusError where it is nothing that is known, or seems to be a folder but for a table that is not read; what the
 *   system says.
 */
export function recogniseFormat(source: string): CorpusFormat {
  statSync(source);
  const format = FORMATS.find((one) => one.recognises(source));
  if (format === DIRECTORY) refuseParquet(source, RECOGNISED_DEPTH);
  if (format !== undefined) return format;
  throw new CorpusError(
    'ERR_SOURCE_KIND',
    `${source} is no corpus of a kind that is known; expected one of ${CORPUS_KINDS.join(', ')}; say which with --from`,
  );
}
