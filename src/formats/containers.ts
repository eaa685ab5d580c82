/** A format that is written, as options name it; `raw` is samples without a header. */
export type Container = 'wav' | 'flac' | 'raw';

/** Every {@link Container}. */
export const CONTAINERS = ['wav', 'flac', 'raw'] as const satisfies readonly Container[];

/** Those that say themselves what their samples are, as files in lists must. */
export type StoredContainer = Exclude<Container, 'raw'>;

/** Every {@link StoredContainer}. */
export const STORED_CONTAINERS = ['wav', 'flac'] as const satisfies readonly StoredContainer[];
