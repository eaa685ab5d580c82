import type { OutputTree } from '../../io/output-tree.ts';
import { jsonLines } from '../lists/json-lines.ts';
import type { PlannedItem } from './planned-item.ts';
import type { TallyCount } from './tally.ts';

/** What the reading of a source found besides what is to be made of it. */
export interface SourceRemarks {
  /** What no output is made of, by its sort. */
  readonly leftOut: readonly TallyCount[];
  /** What somebody should know of utterances, by its sort. */
  readonly notes: readonly TallyCount[];
}

/** Where there is nothing to be said. */
export const NO_REMARKS: SourceRemarks = { leftOut: [], notes: [] };

/** How much there is to be made. */
export interface PlanSize extends SourceRemarks {
  readonly items: number;
  /** In all items together; 0 where nobody needs to know. */
  readonly utterances: number;
  readonly bytes: number;
}

/** Where a plan is kept. */
export interface PlanPlace {
  /** File of the plan. */
  readonly path: string;
  /** Where long lists are sorted. */
  readonly temporaryFolder: string;
  /** That both are in. It gets to know the folders of the sources. */
  readonly tree: OutputTree;
}

/** The items of a source in the order of their ids, on disk: the same for any order of its rows. */
export class ItemPlan<Item extends PlannedItem = PlannedItem> {
  readonly size: PlanSize;
  readonly #path: string;

  /** A plan that is on disk. */
  constructor(path: string, size: PlanSize) {
    this.#path = path;
    this.size = size;
  }

  items(): Generator<Item> {
    return jsonLines(this.#path);
  }
}
