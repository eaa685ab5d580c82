// Compiles the kernel and writes it, as base64, to src/kernel/kernel-bytes.ts.
// With --check it compares instead and fails if the committed bytes are not those of the source.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = fileURLToPath(new URL('../src/kernel/assembly/', import.meta.url));
const target = fileURLToPath(new URL('../src/kernel/kernel-bytes.ts', import.meta.url));

const files = new Map();
const { error, stderr } = await asc.main(
  [
    'kernel.ts',
    ...['--baseDir', here],
    ...['--outFile', 'kernel.wasm'],
    ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert'],
    ...['--enable', 'simd', '--runtime', 'stub'],
    // AssemblyScript's own static data would otherwise begin at 1024, where the generators' state is.
    ...['--memoryBase', '61440', '--initialMemory', '2'],
  ],
  {
    writeFile: (name, contents) => files.set(name, contents),
  },
);
if (error) {
  throw new Error(`the kernel does not compile: ${error.message}\n${stderr.toString()}`);
}

const base64 = Buffer.from(files.get('kernel.wasm')).toString('base64');
const lines = base64.match(/.{1,116}/g) ?? [];
const source = `// Generated from assembly/ by \`npm run build:kernel\`. Do not edit.

/** The WebAssembly kernel, base64. */
export const KERNEL_BASE64 =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;

if (process.argv.includes('--check')) {
  const committed = await readFile(target, 'utf8');
  if (committed !== source) {
    console.error('kernel-bytes.ts is not what assembly/ compiles to: run `npm run build:kernel`');
    process.exitCode = 1;
  }
} else {
  await writeFile(target, source);
}
