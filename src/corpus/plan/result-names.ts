// Names of what the folder of a finished corpus holds besides audio and the lists of its kind.

/** A receipt a line, one of each output. */
export const RECEIPTS_NAME = 'receipts.jsonl';
/** A line for each utterance that failed. */
export const FAILURES_NAME = 'failures.jsonl';
/** How the corpus was made. */
export const SETTINGS_NAME = 'awgn.json';
/** Its tar archives, where it consists of such. */
export const SHARDS_NAME = 'shards.jsonl';
