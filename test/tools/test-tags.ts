import type { TestTagDefinition } from 'vitest/config';
import { IS_ALL_TRIED } from './depth.ts';

/** Tags of tests, for the configurations of Vitest. `skip` is stated only where it is true: a later tag would undo it. */
export const TEST_TAGS: TestTagDefinition[] = [
  {
    name: 'thorough',
    description: 'takes longer than npm test has; run by npm run test:all',
    ...(!IS_ALL_TRIED && { skip: true }),
  },
  {
    name: 'slow',
    description: 'takes minutes; run where AWGN_SLOW is set',
    // Several run at a time, and machines differ.
    timeout: 300_000,
    ...(!process.env.AWGN_SLOW && { skip: true }),
  },
  {
    name: 'realtime',
    description:
      'depends on the clock, so on what else the machine does; what passes when tried again is counted',
    retry: 2,
  },
];
