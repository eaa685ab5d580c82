// Set up before all tests: what AWGN_HIDE_TOOLS hides is not found by the programs that tests start, either.

import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { isHidden } from './find-tool.ts';

/** Has PATH lead to a folder of links to what is not hidden, and removes it afterwards. */
export default function hideTools(): (() => void) | undefined {
  if (!process.env.AWGN_HIDE_TOOLS) return undefined;
  const shown = mkdtempSync(join(tmpdir(), 'awgn-tools-'));
  const folders = (process.env.PATH ?? '').split(delimiter).filter(existsSync);
  for (const folder of folders) {
    for (const name of readdirSync(folder)) {
      const link = join(shown, name);
      if (!isHidden(name) && !existsSync(link)) symlinkSync(join(folder, name), link);
    }
  }
  process.env.PATH = shown;
  return () => rmSync(shown, { recursive: true });
}
