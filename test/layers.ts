import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** The rooms of src from top to bottom; those of one row do not know each other. A room is a folder, or a file. */
const ROOMS: readonly (readonly string[])[] = [
  ['cli'],
  ['corpus', 'web-audio'],
  ['streams', 'analysis'],
  ['audio-files'],
  ['io', 'arrays'],
  ['options'],
  ['live'],
  ['mix'],
  ['noise', 'level', 'formats'],
  ['kernel'],
  ['known-properties.ts'],
  ['errors.ts', 'audio-format.ts', 'decibels.ts', 'near-word.ts', 'shown.ts', 'version.ts'],
];

/** The rooms within a room, in the same way. Rooms that are not here have none. */
const ROOMS_WITHIN: Readonly<Record<string, readonly (readonly string[])[]>> = {
  corpus: [
    ['index.ts'],
    ['requests'],
    ['audit'],
    ['containers'],
    ['containers/folder', 'containers/tar'],
    ['shards'],
    ['run'],
    ['kinds'],
    ['kinds/huggingface'],
    [
      'kinds/directory',
      'kinds/kaldi',
      'kinds/lhotse',
      'kinds/nemo',
      'kinds/table',
      'kinds/webdataset',
    ],
    ['state'],
    ['audio'],
    ['plan'],
    ['lists'],
    ['utterance.ts'],
  ],
  formats: [
    ['sniffing-decoder.ts'],
    ['audio-formats.ts'],
    ['w64'],
    ['aiff', 'flac', 'peers', 'raw', 'sphere', 'wav'],
    ['block-cutter.ts', 'chunked-decoder.ts'],
    ['id3-tag.ts'],
    ['foreign-formats.ts', 'byte-queue.ts', 'concat-bytes.ts', 'encoded-samples', 'magic.ts'],
    ['audio-file-format.ts', 'remedies.ts'],
    ['audio-file-extensions.ts', 'containers.ts'],
    ['audio-encoder.ts'],
    ['event-steps.ts'],
    ['audio-decoder.ts'],
    ['sample-format.ts'],
  ],
};

/** What the package exports: they may import everything but the command line, and an earlier one later ones. */
const PUBLIC_FILES = ['index.ts', 'browser.ts'];

/** Source texts by path from src, with `/`. */
export type Sources = ReadonlyMap<string, string>;

/** All TypeScript files of a folder, but the kernel's AssemblyScript, which is another language. */
export function readSources(folder: string): Sources {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.startsWith('kernel/assembly/'));
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** The relative imports of each file, as paths from src: static, of types, re-exported, dynamic. */
export function importsOf(sources: Sources): Map<string, string[]> {
  const imports = new Map<string, string[]>();
  for (const [path, text] of sources) {
    const targets = specifiersOf(path, text).filter((specifier) => specifier.startsWith('.'));
    const folder = resolve('/', dirname(path));
    imports.set(
      path,
      targets.map((specifier) => relative('/', resolve(folder, specifier)).replaceAll('\\', '/')),
    );
  }
  return imports;
}

function specifiersOf(path: string, text: string): string[] {
  const specifiers: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
            ? node.argument.literal
            : undefined;
    if (specifier && ts.isStringLiteralLike(specifier)) specifiers.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return specifiers;
}

/** Every breach of the layers, in words; none: the architecture holds. */
export function layerFaults(sources: Sources): string[] {
  const imports = importsOf(sources);
  const faults: string[] = [];
  for (const [path, targets] of imports) {
    if (!PUBLIC_FILES.includes(path) && !isInRoom(path)) faults.push(`${path} belongs to no layer`);
    for (const target of targets) {
      if (!sources.has(target)) faults.push(`${path} imports ${target}, which is not there`);
      else if (!isAllowed(path, target)) faults.push(`${path} may not import ${target}`);
    }
  }
  return [...faults, ...cyclesOf(imports)];
}

function isAllowed(from: string, to: string): boolean {
  const publicFrom = PUBLIC_FILES.indexOf(from);
  if (PUBLIC_FILES.includes(to)) return publicFrom >= 0 && publicFrom < PUBLIC_FILES.indexOf(to);
  if (publicFrom >= 0) return roomOf(to) !== 'cli';
  if (roomOf(from) !== roomOf(to)) return isBelow(ROOMS, roomOf(from), roomOf(to));
  const [inner, innerTo] = [roomWithin(from), roomWithin(to)];
  return inner === innerTo || isBelow(ROOMS_WITHIN[roomOf(from)]!, inner, innerTo);
}

function isBelow(rooms: readonly (readonly string[])[], from: string, to: string): boolean {
  return rowOf(rooms, from) < rowOf(rooms, to);
}

function rowOf(rooms: readonly (readonly string[])[], room: string): number {
  return rooms.findIndex((row) => row.includes(room));
}

function isInRoom(path: string): boolean {
  const within = ROOMS_WITHIN[roomOf(path)];
  const isInner = within ? rowOf(within, roomWithin(path)) >= 0 : path.split('/').length <= 2;
  return rowOf(ROOMS, roomOf(path)) >= 0 && isInner;
}

/** The folder of a file in src, or the file itself where it stands in src. */
function roomOf(path: string): string {
  return path.split('/')[0]!;
}

/** The folder of a file within its room, or the file itself where it stands in the room and that has rooms within. */
function roomWithin(path: string): string {
  const [room, ...rest] = path.split('/');
  if (ROOMS_WITHIN[room!] === undefined) return '';
  return rest.length === 1 ? rest[0]! : rest.slice(0, -1).join('/');
}

/** Cycles among files, which may hide inside one folder; imports of types count too. */
function cyclesOf(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const at = trail.indexOf(path);
    if (at >= 0) cycles.push(`a cycle: ${[...trail.slice(at), path].join(' -> ')}`);
    if (at >= 0 || done.has(path)) return;
    trail.push(path);
    for (const target of imports.get(path) ?? []) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const path of imports.keys()) visit(path);
  return cycles;
}
