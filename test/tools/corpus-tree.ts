import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seededRandom } from '../formats/wav/splitting.ts';
import { sha256, wavBytes } from './wav-files.ts';

/** Frames of noise-like speech: bursts and pauses, another one for each seed. */
export function speechLike(numberOfFrames: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: numberOfFrames }, (_, i) =>
    Math.floor(i / 1600) % 3 === 0 ? 0 : (random() - 0.5) * 0.3,
  );
}

/** Writes a tree of WAV files, named by their paths, of a second or so each; returns the paths. */
export function writeTree(folder: string, numberOfFiles: number): string[] {
  const paths = Array.from(
    { length: numberOfFiles },
    (_, i) => `spk${i % 3}/utt${String(i).padStart(3, '0')}.wav`,
  );
  for (const [i, path] of paths.entries()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), wavBytes([speechLike(8000 + 977 * (i % 7), i + 1)]));
  }
  return paths;
}

/** All files of a folder with their contents, hidden ones included. */
export function contentsOf(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(names.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}

/** The files of a folder with the SHA-256 of each. */
export function digestsOf(folder: string): Record<string, string> {
  return Object.fromEntries([...contentsOf(folder)].map(([path, bytes]) => [path, sha256(bytes)]));
}
