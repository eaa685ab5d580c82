import type { RowOfUtterance, Utterance } from '../utterance.ts';
import type { PlannedItem } from './planned-item.ts';

/** An utterance in its place among all. */
export interface PlannedUtterance extends Utterance, PlannedItem {
  /** Other rows of the same audio, where its kind of list has several. */
  readonly others?: readonly RowOfUtterance[];
}
