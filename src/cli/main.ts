#!/usr/bin/env node
import { writeSync } from 'node:fs';
import module from 'node:module';

// Node 22.8 and later keep compiled code between runs; what is loaded from here on profits.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

try {
  const { beforeEnd, run } = await import('./run.ts');
  process.exitCode = await run(process.argv.slice(2));
  beforeEnd();
} catch (error) {
  // The program itself could not be loaded: too many open files, a disk that fails.
  process.exitCode = 1;
  writeSync(2, `awgn: ${(error as Error).message}\n`);
}
