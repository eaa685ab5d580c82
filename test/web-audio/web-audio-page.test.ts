import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { sampleOf } from '../tools/depth.ts';
import './built.ts';
import { openPage } from './chromium.ts';
import { webAudioEngine } from './engine.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(ROOT, 'docs/web-audio.md'), 'utf8');

/** The programs of the page, by what stands after the fence. */
function snippets(fence: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${fence}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    (match) => match[1]!,
  );
}

describe('docs/web-audio.md', () => {
  test('has programs of both kinds', () => {
    expect(snippets('js').length).toBeGreaterThanOrEqual(2);
    expect(snippets('js browser').length).toBe(1);
  });

  test.each(
    sampleOf(
      snippets('js').map((code) => [code]),
      1,
    ),
  )('has programs that run in Node:\n%s', (code) => {
    webAudioEngine();
    const run = () =>
      execFileSync(process.execPath, ['--input-type=module', '-e', code], {
        cwd: ROOT,
        encoding: 'utf8',
      });
    expect(run()).toMatch(/^(2 48000|24000)$/m);
  });

  test('has a program that runs in Chromium', async () => {
    const open = await openPage();
    const { outputFiles } = await build({
      stdin: { contents: snippets('js browser')[0]!, resolveDir: ROOT },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
    });
    const script = Buffer.from(outputFiles[0]!.contents).toString('base64');
    try {
      const run = open.page.evaluate(
        `import('data:text/javascript;base64,${script}').then(() => 1)`,
      );
      expect(await run).toBe(1);
    } finally {
      await open.close();
    }
  });

  test('names every option of the node', () => {
    const source = readFileSync(join(ROOT, 'src/web-audio/gaussian-noise-node.ts'), 'utf8');
    const names = [...source.matchAll(/^ {2}readonly (\w+)\??: /gm)].map((match) => match[1]!);
    expect(names.length).toBeGreaterThan(7);
    for (const name of names) expect(page).toContain(`\`${name}`);
  });
});
