import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Where Debian and others put it. */
const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const CHROMIUM: string | undefined = CANDIDATES.find((path) => existsSync(path));

if (CHROMIUM === undefined) {
  console.warn(`The tests in Chromium are skipped: none of ${CANDIDATES.join(', ')} is there.`);
}

/** The test's own script, bundled as an application's would be: renderings.ts and awgn/web-audio. */
async function bundleTestScript(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "import * as webAudio from 'awgn/web-audio'; import * as renderings from './renderings.ts';" +
        'Object.assign(globalThis, { webAudio, renderings, load: (url) => import(url) });',
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
  });
  return outputFiles[0]!.text;
}

/** Serves `/bundle.js`, the folder `dist`, and a page that loads the bundle. Audio worklets want a server, or https. */
async function serve(): Promise<Server> {
  const bundle = await bundleTestScript();
  const server = createServer(({ url = '/' }, response) => {
    if (url === '/') {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><script type="module" src="/bundle.js"></script>');
      return;
    }
    if (url !== '/bundle.js' && !url.startsWith('/dist/')) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', 'text/javascript');
    response.end(url === '/bundle.js' ? bundle : readFileSync(join(ROOT, url)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

/** A page in which the bundle has run. */
export interface OpenPage {
  readonly page: Page;
  close(): Promise<void>;
}

/** Starts the browser. */
export async function openPage(): Promise<OpenPage> {
  const server = await serve();
  const browser = await chromium.launch({
    executablePath: CHROMIUM!,
    args: [
      '--no-sandbox',
      '--autoplay-policy=no-user-gesture-required',
      // A microphone that beeps, and nobody to be asked for it.
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction(() => 'renderings' in globalThis);
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { page, close };
}
