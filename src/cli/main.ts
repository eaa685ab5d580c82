#!/usr/bin/env node
import module from 'node:module';

// Node 22.8 and later keep compiled code between runs; what is loaded from here on profits.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2));
