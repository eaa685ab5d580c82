// Compiles the kernels and writes them, as base64, to src/kernel/.
// With --check it compares instead and fails if the committed bytes are not those of the source.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = fileURLToPath(new URL('../src/kernel/assembly/', import.meta.url));

/** Each is a file of its own, so that none is loaded where another is wanted. */
const KERNELS = [
  {
    entry: 'kernel.ts',
    target: 'kernel-bytes.ts',
    name: 'KERNEL_BASE64',
    what: 'The WebAssembly kernel',
  },
  {
    entry: 'flac/flac.ts',
    target: 'flac-kernel-bytes.ts',
    name: 'FLAC_KERNEL_BASE64',
    what: 'The WebAssembly kernel of FLAC',
  },
];

for (const { entry, target, name, what } of KERNELS) {
  const path = fileURLToPath(new URL(`../src/kernel/${target}`, import.meta.url));
  const base64 = Buffer.from(await compile(entry)).toString('base64');
  const lines = base64.match(/.{1,116}/g) ?? [];
  const source = `// Generated from assembly/ by \`npm run build:kernel\`. Do not edit.

/** ${what}, base64. */
export const ${name} =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
  if (process.argv.includes('--check')) {
    const committed = await readFile(path, 'utf8');
    if (committed === source) continue;
    console.error(`${target} is not what assembly/ compiles to: run \`npm run build:kernel\``);
    process.exitCode = 1;
  } else {
    await writeFile(path, source);
  }
}

async function compile(entry) {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      entry,
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
    throw new Error(`${entry} does not compile: ${error.message}\n${stderr.toString()}`);
  }
  return files.get('kernel.wasm');
}
