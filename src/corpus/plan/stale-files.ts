/** What became of the outputs that an earlier corpus had in the same folder, and this one does not have. */
export interface StaleFiles {
  readonly removed: number;
  /** Somebody changed them since: they stay. */
  readonly kept: number;
  /** One of those that stay. */
  readonly example: string | undefined;
}

export const NO_STALE_FILES: StaleFiles = { removed: 0, kept: 0, example: undefined };
