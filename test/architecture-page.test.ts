import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(resolve(root, 'docs/architecture.md'), 'utf8');

/** Files and rooms in code, but those with a part to be filled in. */
const named = [...page.matchAll(/`([\w./-]+(?:\.ts|\.mjs|\/))`/g)].map(([, path]) => path!);

test.each([...new Set(named)])('%s, which the page on the architecture names, is there', (path) => {
  const places = ['', 'src', 'src/kernel', 'src/corpus'].map((folder) =>
    resolve(root, folder, path),
  );
  expect(places.some((place) => existsSync(place))).toBe(true);
});

test('the page names every room', () => {
  for (const room of ['cli', 'corpus', 'web-audio', 'streams', 'analysis', 'audio-files', 'io']) {
    expect(named).toContain(`${room}/`);
  }
});
