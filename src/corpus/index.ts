// Noisy corpora from clean ones, for programs: what the commands `awgn corpus`, `verify` and `summarize` do.

export type { CorpusOverview, SnrBin } from './audit/survey-corpus.ts';
export type { CorpusVerification } from './audit/verify-outputs.ts';
export { CORPUS_KINDS, type CorpusKind, type SourceKind } from './plan/corpus-kind.ts';
export type { CorpusSummary, Failure } from './plan/corpus-options.ts';
export { PAIRS, type Pairs } from './plan/output-paths.ts';
export type { StaleFiles } from './plan/stale-files.ts';
export type { TallyCount } from './plan/tally.ts';
export { type MakeCorpusOptions, makeCorpus } from './requests/make-corpus.ts';
export { type SummarizeCorpusOptions, summarizeCorpus } from './requests/summarize-corpus.ts';
export { type VerifyCorpusOptions, verifyCorpus } from './requests/verify-corpus.ts';
export type { CorpusFault } from './run/corpus-contents.ts';
