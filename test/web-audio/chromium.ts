import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { findTool, skipWithout } from '../tools/find-tool.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Path of the browser. Without it the running test is skipped. */
export function chromiumPath(): string {
  const path = findTool('chromium', 'chromium-browser', 'google-chrome');
  return path ?? skipWithout('chromium');
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

/** Starts the browser; skips the running test where there is none. */
export async function openPage(): Promise<OpenPage> {
  const executablePath = chromiumPath();
  const server = await serve();
  const browser = await chromium.launch({
    executablePath,
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
