import { isHidden, skipWithout } from '../tools/find-tool.ts';

type Engine = typeof import('node-web-audio-api');

/** What the binary of node-web-audio-api is linked to: of the package libasound2 in Debian. */
const LIBRARY = 'libasound.so.2';

async function load(): Promise<{ engine: Engine } | { missing: string }> {
  if (isHidden(LIBRARY)) return { missing: LIBRARY };
  try {
    return { engine: await import('node-web-audio-api') };
  } catch (error) {
    const { message } = error as Error;
    return {
      missing: message.includes(LIBRARY) ? LIBRARY : `what node-web-audio-api needs (${message})`,
    };
  }
}

const loaded = await load();

/** The Web Audio engine for Node. Where it cannot be loaded for want of a library, the running test is skipped. */
export function webAudioEngine(): Engine {
  return 'engine' in loaded ? loaded.engine : skipWithout(loaded.missing);
}
