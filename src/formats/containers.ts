/** A format that is written, as options name it. */
export type Container = 'wav' | 'flac';

/** Every {@link Container}. */
export const CONTAINERS = ['wav', 'flac'] as const satisfies readonly Container[];
