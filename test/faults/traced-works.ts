import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { awgn } from '../tools/awgn.ts';
import { writeSource } from '../tools/corpus-sources.ts';
import { contentsOf } from '../tools/corpus-tree.ts';
import { SPEECH, sha256, temporaryFolder } from '../tools/wav-files.ts';
import { changingCalls, type TracedCall } from './traced-calls.ts';

/** What a folder has in it: files by their SHA-256, folders as such. */
export type Tree = Readonly<Record<string, string>>;

const FOLDER = 'folder';

export function treeOf(folder: string): Tree {
  const folders = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => [join(entry.parentPath, entry.name).slice(folder.length + 1), FOLDER]);
  const files = [...contentsOf(folder)].map(([path, bytes]) => [path, sha256(bytes)]);
  return Object.fromEntries([...folders, ...files]);
}

interface Commands {
  /** The one in which something happens. */
  readonly first: readonly string[];
  /** What is run then, till all is done. */
  readonly rest: readonly (readonly string[])[];
  /** What is run before, in an empty folder. */
  readonly before?: readonly (readonly string[])[];
}

const SOURCE = 'source';
const RESULT = 'out';
const CORPUS = ['--snr', '0:20', '--seed', '1', '--copies', '2', '--jobs', '1'];

function corpusCommands(source: string, folder: string): Commands {
  const first = ['corpus', source, folder, ...CORPUS];
  return { first, rest: [[...first, '--resume']] };
}

function shardCommands(source: string, folder: string): Commands {
  const shard = (which: string) => ['corpus', source, folder, ...CORPUS, '--shard', which];
  const first = shard('1/2');
  return { first, rest: [first, shard('2/2'), ['corpus', 'merge', folder]] };
}

function mergeCommands(source: string, folder: string): Commands {
  const { first, rest } = shardCommands(source, folder);
  const merge = rest.at(-1)!;
  return { before: [first, rest[1]!], first: merge, rest: [merge] };
}

function filterCommands(source: string, folder: string): Commands {
  const first = ['--snr', '5', '--seed', '1', '-q', '--force', source, join(folder, 'out.wav')];
  return { first, rest: [first] };
}

function replacingCommands(source: string, folder: string): Commands {
  const { first, rest } = filterCommands(source, folder);
  return { before: [first.map((arg) => (arg === '5' ? '6' : arg))], first, rest };
}

const KINDS = {
  directory: ['directory', corpusCommands],
  kaldi: ['kaldi', corpusCommands],
  webdataset: ['webdataset', corpusCommands],
  shard: ['directory', shardCommands],
  merge: ['directory', mergeCommands],
  filter: [undefined, filterCommands],
  'filter that replaces': [undefined, replacingCommands],
} as const;

export type WorkKind = keyof typeof KINDS;

export const WORK_KINDS = Object.keys(KINDS) as WorkKind[];

/** A piece of work that can be begun again and again, with all the calls that it makes. */
export class TracedWork {
  readonly cwd: string = temporaryFolder();
  readonly folder: string = join(this.cwd, RESULT);
  readonly commands: Commands;
  readonly calls: readonly TracedCall[];
  /** What the folder has in it when nothing happens, before and after. */
  readonly before: Tree;
  readonly whole: Tree;

  constructor(kind: WorkKind) {
    const [sourceKind, commandsOf] = KINDS[kind];
    const path = join(this.cwd, SOURCE);
    const options = { numberOfUtterances: 3 };
    const source = sourceKind === undefined ? path : writeSource(path, sourceKind, options);
    if (sourceKind === undefined) copyFileSync(SPEECH, path);
    this.commands = commandsOf(source, this.folder);
    mkdirSync(this.folder);
    for (const args of this.commands.before ?? []) this.#run(args);
    cpSync(this.folder, this.#beginning, { recursive: true });
    this.before = treeOf(this.folder);
    const { outcome, calls } = changingCalls(this.folder, this.commands.first, this.cwd);
    expect(outcome.status).toBe(0);
    this.calls = calls;
    this.finish();
    this.whole = treeOf(this.folder);
    if (sourceKind !== undefined) this.#run(['verify', this.folder]);
  }

  /** Puts the folder back as it was before the command in which something happens. */
  reset(): void {
    rmSync(this.folder, { recursive: true });
    cpSync(this.#beginning, this.folder, { recursive: true });
  }

  /** Runs what is left to be done. */
  finish(): void {
    for (const args of this.commands.rest) this.#run(args);
  }

  get #beginning(): string {
    return join(this.cwd, 'beginning');
  }

  #run(args: readonly string[]): void {
    const { status, stderr } = awgn(args, { cwd: this.cwd });
    if (status !== 0) throw new Error(`awgn ${args.join(' ')}: ${status}, ${stderr}`);
  }
}
