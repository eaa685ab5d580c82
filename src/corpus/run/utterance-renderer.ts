import { join } from 'node:path';
import type { ByteSource } from '../../io/byte-source.ts';
import { messageOf } from '../../io/error-message.ts';
import { stampOf } from '../../io/file-stamp.ts';
import { OutputTree } from '../../io/output-tree.ts';
import { NoiseWorkspace } from '../../mix/noise-workspace.ts';
import { AudioOpener } from '../audio/audio-source.ts';
import type { RunningCommands } from '../audio/running-commands.ts';
import { type CorpusReceipt, filesOf } from '../plan/corpus-receipt.ts';
import type { PlannedOutput } from '../plan/planned-output.ts';
import type {
  MadeOutput,
  OutputPaths,
  RenderOptions,
  RenderResult,
  RenderTask,
} from '../plan/render-task.ts';
import { isFatal } from './render-fault.ts';
import { renderOutput } from './render-output.ts';
import { StagedOutput } from './staged-output.ts';

let staged = 0;

/** Of one utterance. More of them are put on the disk and closed before the next ones are opened. */
const MOST_OPEN_FILES = 64;

/** Makes the outputs of utterances, one utterance at a time. */
export class UtteranceRenderer {
  readonly #options: RenderOptions;
  readonly #name: string;
  readonly #opener: AudioOpener;
  readonly #tree: OutputTree;
  readonly #workspace = new NoiseWorkspace();

  /**
   * @param name tells its temporary files from those of others at work in the same folder.
   * @param running where the commands that it runs for audio are known.
   */
  constructor(options: RenderOptions, name: string, running: RunningCommands) {
    this.#options = options;
    this.#name = name;
    this.#tree = new OutputTree(options.folder);
    const commands = { mostBytes: options.mostCommandBytes, running };
    this.#opener = new AudioOpener(options.temporaryFolder, name, commands);
  }

  /**
   * Makes all outputs of an utterance under temporary names.
   *
   * @returns what puts them on the disk and then in their places: the next utterance can be rendered meanwhile.
   */
  async render(task: RenderTask): Promise<() => Promise<RenderResult>> {
    const files: StagedOutput[] = [];
    let syncedFiles = 0;
    try {
      const source = await this.#opener.open(task.audio);
      const receipts: CorpusReceipt[] = [];
      try {
        for (const output of task.outputs) {
          if (receipts.length > 0) source.rewind();
          receipts.push(await this.#renderOutput(task, output, source, files));
          if (files.length - syncedFiles < MOST_OPEN_FILES) continue;
          await syncAll(files.slice(syncedFiles));
          syncedFiles = files.length;
        }
      } finally {
        source.close();
      }
      return () => this.#settle(task, receipts, files);
    } catch (error) {
      return async () => failure(task, error, files);
    }
  }

  async #renderOutput(
    { id, audio }: RenderTask,
    output: PlannedOutput & OutputPaths,
    source: ByteSource,
    files: StagedOutput[],
  ): Promise<CorpusReceipt> {
    const { folder: _, temporaryFolder: __, mostCommandBytes: ___, ...common } = this.#options;
    const { audioPath, cleanPath, noisePath } = output;
    const own: StagedOutput[] = [];
    const stage = (path: string) => {
      const file = this.#stage(path, audio.type === 'file' ? audio.path : undefined);
      files.push(file);
      own.push(file);
      return file;
    };
    const sinks = {
      noisy: stage(audioPath),
      clean: cleanPath === undefined ? undefined : stage(cleanPath),
      noise: noisePath === undefined ? undefined : stage(noisePath),
    };
    const receipt = await renderOutput(id, output, source, sinks, common, this.#workspace);
    if (receipt.output === null) {
      for (const file of own) {
        file.discard();
        files.splice(files.indexOf(file), 1);
      }
    }
    return {
      ...receipt,
      ...(audio.type === 'file' && {
        ...(audio.startSeconds !== undefined && { source_start_s: audio.startSeconds }),
        ...(audio.durationSeconds !== undefined && { source_duration_s: audio.durationSeconds }),
      }),
    };
  }

  #stage(path: string, source: string | undefined): StagedOutput {
    const { folder, temporaryFolder } = this.#options;
    const temporaryPath = join(temporaryFolder, `${this.#name}-${staged++}.part`);
    return new StagedOutput({
      name: path,
      path: join(folder, path),
      temporaryPath,
      tree: this.#tree,
      source,
    });
  }

  async #settle(
    task: RenderTask,
    receipts: readonly CorpusReceipt[],
    files: readonly StagedOutput[],
  ): Promise<RenderResult> {
    try {
      await syncAll(files);
      for (const file of files) file.place();
      return { id: task.id, outputs: receipts.map((receipt) => this.#made(receipt)) };
    } catch (error) {
      return failure(task, error, files);
    }
  }

  #made(receipt: CorpusReceipt): MadeOutput {
    const { folder } = this.#options;
    return { receipt, stamps: filesOf(receipt).map(({ path }) => stampOf(join(folder, path))) };
  }
}

/** Waits for all of them, also where one fails: a file that the system is at work on must not be closed. */
async function syncAll(files: readonly StagedOutput[]): Promise<void> {
  const synced = await Promise.allSettled(files.map((file) => file.sync()));
  const failed = synced.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

function failure({ id }: RenderTask, error: unknown, files: readonly StagedOutput[]): RenderResult {
  for (const file of files) file.discard();
  return { id, fault: messageOf(error), isFatal: isFatal(error) };
}
