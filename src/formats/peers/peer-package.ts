import { UnsupportedAudioError } from '../../errors.ts';

/** Audio as the packages decode it. */
export interface PeerAudio {
  readonly channelData: readonly Float32Array[];
  readonly samplesDecoded: number;
  readonly sampleRate: number;
  readonly errors: readonly { readonly message: string }[];
}

/** What the decoders of all these packages have in common. */
export interface PackageDecoder {
  readonly ready: Promise<unknown>;
  decode(bytes: Uint8Array): PeerAudio | Promise<PeerAudio>;
  /** Gives what is left at the end; absent where {@link decode} leaves nothing. */
  flush?(): PeerAudio | Promise<PeerAudio>;
  free(): void;
}

/**
 * Loads a package that whoever has files of a format installs: awgn depends on none of them.
 *
 * @param name of the package.
 * @param what it is for, as a message names the file: `an MP3 file`.
 * @throws UnsupportedAudioError where it is not installed, with the command that installs it.
 */
export async function loadPeer<Module>(name: string, what: string): Promise<Module> {
  try {
    // A name in a variable: no bundler shall look for what may not be there.
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as Module;
  } catch (cause) {
    throw new UnsupportedAudioError(
      `the input is ${what}, and the package that decodes it cannot be loaded; install it where awgn is installed: npm install ${name}`,
      { cause },
    );
  }
}

const versions = new Map<string, string>();

/** Name and version of a package, for receipts: its samples may depend on it. */
export function versionOf(name: string): string {
  let version = versions.get(name);
  if (version === undefined) {
    version = findVersion(name);
    versions.set(name, version);
  }
  return version;
}

function findVersion(name: string): string {
  // The package's own manifest is no module that it exports.
  const { createRequire } = process.getBuiltinModule?.('node:module') ?? {};
  const { existsSync, readFileSync } = process.getBuiltinModule?.('node:fs') ?? {};
  if (!createRequire || !existsSync || !readFileSync) return name;
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const path = `${folder}/${name}/package.json`;
    if (!existsSync(path)) continue;
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
    return `${name} ${version}`;
  }
  return name;
}
