import { statSync } from 'node:fs';
import { ManifestError } from '../errors.ts';
import { CORPUS_KINDS, type CorpusFormat, type CorpusKind } from './corpus-kind.ts';
import { DIRECTORY } from './kinds/directory.ts';
import { HUGGING_FACE } from './kinds/huggingface.ts';
import { KALDI } from './kinds/kaldi.ts';
import { LHOTSE } from './kinds/lhotse.ts';
import { NEMO } from './kinds/nemo.ts';
import { CSV, TSV } from './kinds/table.ts';

/** From the one that is recognised by most to the one that every folder is. */
const FORMATS: readonly CorpusFormat[] = [KALDI, HUGGING_FACE, LHOTSE, NEMO, TSV, CSV, DIRECTORY];

export function formatOfKind(kind: CorpusKind): CorpusFormat {
  return FORMATS.find((format) => format.kind === kind)!;
}

/**
 * What a source is.
 *
 * @throws ManifestError where it is nothing that is known; what the system says.
 */
export function recogniseFormat(source: string): CorpusFormat {
  statSync(source);
  const format = FORMATS.find((one) => one.recognises(source));
  if (format !== undefined) return format;
  throw new ManifestError(
    `${source} is no corpus of a kind that is known; expected one of ${CORPUS_KINDS.join(', ')}; say which with --from`,
  );
}
