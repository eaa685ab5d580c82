// The licences of what is bundled: they want to go with every copy.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes the licence texts of all packages that went into a bundle.
 *
 * @param metafile esbuild's account of the bundle.
 * @param path of the text.
 */
export async function writeNotices(metafile, path) {
  const folders = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) folders.add(found[1]);
  }
  const notices = [];
  for (const folder of [...folders].sort()) {
    const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const files = (await readdir(folder)).filter((file) => /^licen[cs]e/i.test(file)).sort();
    if (files.length === 0) throw new Error(`${name} has no licence file; bundle it no more`);
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    notices.push(`${name} ${version}\n\n${texts.map((text) => text.trim()).join('\n\n')}\n`);
  }
  await writeFile(path, notices.join(`\n${'-'.repeat(80)}\n\n`));
}
