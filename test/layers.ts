import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** The layers from top to bottom. An entry is a folder of src, or a file that stands in src itself. */
const LAYERS: readonly (readonly string[])[] = [
  ['cli'],
  ['corpus', 'web-audio'],
  ['streams', 'analysis'],
  ['files', 'arrays'],
  ['render'],
  ['snr'],
  ['noise', 'level', 'wav'],
  ['kernel'],
  ['errors.ts', 'audio-format.ts', 'decibels.ts', 'shown.ts', 'version.ts'],
];

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
    const unit = unitOf(path);
    if (!PUBLIC_FILES.includes(path) && layerOf(unit) < 0)
      faults.push(`${path} belongs to no layer`);
    for (const target of targets) {
      if (!sources.has(target)) faults.push(`${path} imports ${target}, which is not there`);
      else if (!isAllowed(unit, unitOf(target))) faults.push(`${path} may not import ${target}`);
    }
  }
  return [...faults, ...cyclesOf(imports)];
}

function isAllowed(from: string, to: string): boolean {
  const publicFrom = PUBLIC_FILES.indexOf(from);
  if (PUBLIC_FILES.includes(to)) return publicFrom >= 0 && publicFrom < PUBLIC_FILES.indexOf(to);
  if (publicFrom >= 0) return to !== 'cli';
  return from === to || layerOf(from) < layerOf(to);
}

/** The folder of a file, or the file itself where it stands in src. */
function unitOf(path: string): string {
  return path.split('/')[0]!;
}

function layerOf(unit: string): number {
  return LAYERS.findIndex((layer) => layer.includes(unit));
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
