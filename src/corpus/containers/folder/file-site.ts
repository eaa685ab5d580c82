import { join } from 'node:path';
import type { NoisySinks } from '../../../audio-files/noisy-outputs.ts';
import type { ByteSource } from '../../../io/byte-source.ts';
import { stampOf } from '../../../io/file-stamp.ts';
import { OutputTree } from '../../../io/output-tree.ts';
import { AudioOpener } from '../../audio/audio-source.ts';
import type { RunningCommands } from '../../audio/running-commands.ts';
import { type CorpusReceipt, filesOf, partInReceipt } from '../../plan/corpus-receipt.ts';
import type { MadeOutput, OutputPaths } from '../../plan/render-task.ts';
import { StagedOutput } from '../../run/staged-output.ts';
import { type OutputStage, openEach, type RenderSite } from '../../run/task-renderer.ts';
import { type AudioReference, filesOfAudio } from '../../utterance.ts';

/** Where files are. Plain data: it goes to workers. */
export interface FilePlace {
  /** The corpus' folder, absolute. */
  readonly folder: string;
  /** Folder of what is not finished, on the same file system. */
  readonly temporaryFolder: string;
  /** What a command of the list may write. */
  readonly mostCommandBytes?: number | undefined;
}

/** Of one utterance. More of them are put on the disk and closed before the next ones are opened. */
const MOST_OPEN_FILES = 64;

let staged = 0;

/** Audio that files or commands have, and outputs that become files. */
export class FileSite implements RenderSite<AudioReference, MadeOutput> {
  readonly #place: FilePlace;
  readonly #name: string;
  readonly #opener: AudioOpener;
  readonly #tree: OutputTree;

  /**
   * @param name tells its temporary files from those of others at work in the same folder.
   * @param running where the commands that it runs for audio are known.
   */
  constructor(place: FilePlace, name: string, running: RunningCommands) {
    const { folder, temporaryFolder, mostCommandBytes: mostBytes } = place;
    this.#place = place;
    this.#name = name;
    this.#tree = new OutputTree(folder);
    this.#opener = new AudioOpener(temporaryFolder, name, { mostBytes, running });
  }

  source(audio: AudioReference): Promise<ByteSource> {
    return this.#opener.open(audio);
  }

  stage(audio: AudioReference): FileStage {
    const { folder, temporaryFolder } = this.#place;
    const source = filesOfAudio(audio)[0]?.path;
    return new FileStage(audio, folder, (name) => {
      const temporaryPath = join(temporaryFolder, `${this.#name}-${staged++}.part`);
      const path = join(folder, name);
      return new StagedOutput({ name, path, temporaryPath, tree: this.#tree, source });
    });
  }
}

/** Files under temporary names. */
class FileStage implements OutputStage<MadeOutput> {
  readonly #audio: AudioReference;
  readonly #folder: string;
  readonly #stage: (name: string) => StagedOutput;
  readonly #receipts: CorpusReceipt[] = [];
  readonly #files: StagedOutput[] = [];
  /** Of the output that is being written. */
  #own: StagedOutput[] = [];
  #syncedFiles = 0;

  constructor(audio: AudioReference, folder: string, stage: (name: string) => StagedOutput) {
    this.#audio = audio;
    this.#folder = folder;
    this.#stage = stage;
  }

  open(paths: OutputPaths): NoisySinks {
    this.#own = [];
    return openEach(paths, (name) => {
      const file = this.#stage(name);
      this.#own.push(file);
      return file;
    });
  }

  async add(receipt: CorpusReceipt): Promise<void> {
    this.#receipts.push({ ...receipt, ...partInReceipt(this.#audio) });
    if (receipt.output === null) for (const file of this.#own) file.discard();
    else this.#files.push(...this.#own);
    this.#own = [];
    if (this.#files.length - this.#syncedFiles < MOST_OPEN_FILES) return;
    await syncAll(this.#files.slice(this.#syncedFiles));
    this.#syncedFiles = this.#files.length;
  }

  async settle(): Promise<MadeOutput[]> {
    await syncAll(this.#files);
    for (const file of this.#files) file.place();
    return this.#receipts.map((receipt) => ({
      receipt,
      stamps: filesOf(receipt).map(({ path }) => stampOf(join(this.#folder, path))),
    }));
  }

  discard(): void {
    for (const file of [...this.#files, ...this.#own]) file.discard();
  }
}

/** Waits for all of them, also where one fails: a file that the system is at work on must not be closed. */
async function syncAll(files: readonly StagedOutput[]): Promise<void> {
  const synced = await Promise.allSettled(files.map((file) => file.sync()));
  const failed = synced.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}
