import { faultOfOutputNames } from '../audio-files/output-container.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError for names of outputs that no format fits, or two. */
export function refuseNames(...names: Parameters<typeof faultOfOutputNames>): void {
  const fault = faultOfOutputNames(...names);
  if (fault !== undefined) throw new UsageError(fault);
}
