/**
 * What a run makes as one: an utterance of a list, or a tar archive with its samples.
 *
 * Plain data: it is kept as a line of JSON.
 */
export interface PlannedItem {
  /** Unique in its source. Items are planned, told and joined in the order of its bytes. */
  readonly id: string;
  /** Where it stands in the source, for messages: `wav.scp:12`. */
  readonly origin: string;
  /** Its place among all, from 0. */
  readonly index: number;
  /** To be read, about; 0 where that is not known. */
  readonly bytes: number;
}
