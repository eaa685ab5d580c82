// The package as it is built: the worklet's script is bundled there, not in src.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const BUILT: string = fileURLToPath(new URL('../../dist/web-audio/', import.meta.url));

if (!existsSync(`${BUILT}processor.js`)) {
  throw new Error(`${BUILT} is not there; run "npm run build" first (npm test does)`);
}

const built: typeof import('../../src/web-audio/index.ts') = await import(`${BUILT}index.js`);

export const { GaussianNoiseNode, audioBufferToBlock, blockToAudioBuffer } = built;
