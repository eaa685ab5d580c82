/** Every {@link Container}. */
export const CONTAINERS = ['wav', 'flac'] as const;

/** A format that is written, as options name it. */
export type Container = (typeof CONTAINERS)[number];
