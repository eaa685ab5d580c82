import type { CorpusFormat, CorpusKind } from './corpus-kind.ts';
import { DIRECTORY } from './kinds/directory.ts';

export function formatOfKind(_kind: CorpusKind): CorpusFormat {
  return DIRECTORY;
}
export function recogniseFormat(_source: string): CorpusFormat {
  return DIRECTORY;
}
