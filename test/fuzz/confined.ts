import * as fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve } from 'node:path';
import { Violation } from './expect.ts';

/** What opens, makes, moves or removes by a path; looking whether something is there is no harm. */
const CALLS = [
  'openSync',
  'readFileSync',
  'writeFileSync',
  'appendFileSync',
  'copyFileSync',
  'createReadStream',
  'createWriteStream',
  'mkdirSync',
  'mkdtempSync',
  'readdirSync',
  'renameSync',
  'rmSync',
  'rmdirSync',
  'unlinkSync',
  'symlinkSync',
  'linkSync',
  'truncateSync',
] as const;

/** What a crash of the machine would need takes most of the time, and is not looked at here. */
const SYNCS = ['fsyncSync', 'fdatasyncSync'] as const;

let allowed: string | undefined;

/** Has every such call of the sources fail that leads out of a folder, while {@link within} is at work. */
function spyOnFiles(): void {
  // The namespace of a built-in module is a copy; the object that it is made of is the default export.
  const module = (fs as unknown as { default: Record<string, (...args: unknown[]) => unknown> })
    .default;
  for (const name of CALLS) {
    const plain = module[name]!;
    module[name] = (...args: unknown[]) => {
      for (const path of args.slice(0, 2)) refuseOutside(name, path);
      return plain(...args);
    };
  }
  for (const name of SYNCS) module[name] = () => undefined;
  module.fdatasync = (_, done) => setImmediate(done as (error: null) => void, null);
  syncBuiltinESMExports();
}

function refuseOutside(name: string, path: unknown): void {
  // The second argument may be an option; such words have no slash.
  if (allowed === undefined || typeof path !== 'string' || !path.includes('/')) return;
  const absolute = resolve(path);
  if (absolute === allowed || absolute.startsWith(`${allowed}/`)) return;
  if (absolute.includes('/node_modules/')) return;
  throw new Violation(`${name} of ${absolute}`);
}

spyOnFiles();

/** Runs something that may touch nothing but what is in a folder. */
export async function within<T>(folder: string, work: () => Promise<T>): Promise<T> {
  allowed = folder;
  try {
    return await work();
  } finally {
    allowed = undefined;
  }
}
