import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Where Debian and others put it. */
const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const CHROMIUM: string | undefined = CANDIDATES.find((path) => existsSync(path));

if (CHROMIUM === undefined) {
  console.warn(`The tests in Chromium are skipped: none of ${CANDIDATES.join(', ')} is there.`);
}

/** A site that the browser cannot tell from one on the net: secure, as audio worklets want it. */
const ORIGIN = 'https://awgn.test';

/** The test's own script, bundled as an application's would be: renderings.ts and awgn/web-audio. */
async function bundleTestScript(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "import * as webAudio from 'awgn/web-audio'; import * as renderings from './renderings.ts';" +
        'Object.assign(globalThis, { webAudio, renderings });',
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
  });
  return outputFiles[0]!.text;
}

/** Starts the browser, and opens a page on which `/bundle.js` has run and the folder `dist` is served. */
export async function openPage(): Promise<{ browser: Browser; page: Page }> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM!,
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
  });
  const page = await browser.newPage();
  const bundle = await bundleTestScript();
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const script = (body: string) => route.fulfill({ contentType: 'text/javascript', body });
    if (pathname === '/bundle.js') await script(bundle);
    else if (pathname.startsWith('/dist/')) await script(readFileSync(join(ROOT, pathname), 'utf8'));
    else {
      const body = '<!doctype html><script type="module" src="/bundle.js"></script>';
      await route.fulfill({ contentType: 'text/html', body });
    }
  });
  await page.goto(ORIGIN);
  await page.waitForFunction(() => 'renderings' in globalThis);
  return { browser, page };
}
