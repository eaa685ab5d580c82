import { CORPUS_COMMAND_OPTIONS, SUMMARIZE_OPTIONS, VERIFY_OPTIONS } from './corpus-options.ts';
import { describeOptions } from './help.ts';

/** Text of `awgn corpus --help`. */
export function corpusHelpText(): string {
  return `Makes a corpus with noise of a corpus, of the same kind, at exact SNRs.

Usage
  awgn corpus [options] <source> <folder>   source: a folder of audio, a Kaldi folder, a NeMo, Lhotse, Hugging Face,
                                            CSV or TSV list, tar archives; folder: where the result goes
  awgn corpus - -                           tar archive in, tar archive out
  awgn corpus merge <folder>                joins what the parts of --shard have made

One of --snr, --snr-schedule and --snr-column is needed.

${describeOptions(CORPUS_COMMAND_OPTIONS)}
Examples
  awgn corpus clean/ noisy/ --snr 0:20 --copies 3 --seed 1
  awgn corpus data/train data/train_noisy --snr 0,5,10,15,20 --each
  awgn corpus train.jsonl noisy/ --snr 5:25 --stratified --color white,pink,speech --level active
  awgn corpus data/train noisy/ --snr 0:20 --shard 3/16; ...; awgn corpus merge noisy/
  awgn corpus clean/ pairs/ --snr 0:15 --pairs clean-noise

Exit status
  0 done; 1 an utterance failed (see failures.jsonl), or bad data or input/output; 2 wrong usage. With --shard: 0 the
  part is finished, 1 it is not, and another try goes on where it ended; what failed gives awgn corpus merge a 1.
`;
}

/** Text of `awgn verify --help` and `awgn summarize --help`. */
export function auditHelpText(): string {
  return `Audits a corpus that awgn has made.

Usage
  awgn verify [options] <folder>      hashes, counts and SNRs against the receipts: what is missing, truncated, altered
  awgn summarize [options] <folder>   hours, histogram of the SNRs, clipping, failures

awgn verify

${describeOptions(VERIFY_OPTIONS)}
awgn summarize

${describeOptions(SUMMARIZE_OPTIONS)}
Exit status
  0 all is well; 1 something is not, or bad data or input/output; 2 wrong usage.
`;
}
