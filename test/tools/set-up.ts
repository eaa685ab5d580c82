// Run with every file of tests.

import fc from 'fast-check';
import { afterAll } from 'vitest';
import { timesOf } from './depth.ts';
import { compareTypedArraysByBytes } from './typed-array-equality.ts';
import { removeTemporaryFolders } from './wav-files.ts';

fc.configureGlobal({ numRuns: timesOf(15, 100) });

compareTypedArraysByBytes();

// Modules stay between files, so what a file has made is removed here.
afterAll(removeTemporaryFolders);
