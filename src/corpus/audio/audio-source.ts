import { closeSync, openSync, readSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { naming } from '../../io/blocking-io.ts';
import { type ByteSource, openSource } from '../../io/byte-source.ts';
import { MemorySource } from '../../io/memory-source.ts';
import { onTermination } from '../../io/termination.ts';
import type { AudioReference } from '../utterance.ts';
import { keepCommandOutput, MOST_COMMAND_BYTES } from './command-output.ts';
import { openCut } from './cut-source.ts';
import { type AudioFile, RegularFiles } from './regular-files.ts';
import { RunningCommands } from './running-commands.ts';

/** Files up to this size are read once and at once; others in pieces, twice. */
const MOST_BYTES_IN_MEMORY = 1 << 24;

/** How the commands of a list are run. */
export interface CommandOptions {
  /** What each of them may write. Default: {@link MOST_COMMAND_BYTES}. */
  readonly mostBytes?: number | undefined;
  /** Where those of all threads are known, to be ended by others. Default: a signal that ends the process ends them. */
  readonly running?: RunningCommands | undefined;
}

/** Opens the audio of utterances, one at a time. */
export class AudioOpener {
  readonly #temporaryFolder: string;
  readonly #name: string;
  readonly #commandOptions: CommandOptions;
  readonly #files = new RegularFiles();
  #memory = new Uint8Array(1 << 20);
  #commands = 0;

  /**
   * @param temporaryFolder where the output of commands is kept.
   * @param name tells them from those of others at work in the same folder.
   */
  constructor(temporaryFolder: string, name: string, commands: CommandOptions = {}) {
    this.#name = name;
    this.#commandOptions = commands;
    this.#temporaryFolder = temporaryFolder;
  }

  /**
   * @returns a source that can be read as often as wanted, until the next one is opened.
   * @throws what the system says; CorpusError for a path that leads elsewhere, or a command that fails.
   */
  async open(audio: AudioReference): Promise<ByteSource> {
    return audio.type === 'file' ? this.#openFile(audio) : this.#openCommand(audio.command);
  }

  async #openFile(audio: AudioFile): Promise<ByteSource> {
    const { name, startSeconds = 0, durationSeconds } = audio;
    const { path, bytes } = this.#files.find(audio);
    if (startSeconds !== 0 || durationSeconds !== undefined) {
      return openCut(path, name, startSeconds, durationSeconds);
    }
    if (bytes > MOST_BYTES_IN_MEMORY) return openSource(path, { rereadable: true, name });
    return new MemorySource(name, this.#readWhole(path, name, bytes), name);
  }

  #readWhole(path: string, name: string, size: number): Uint8Array {
    // One more, to see whether the file grows.
    if (this.#memory.length < size + 1) {
      this.#memory = new Uint8Array(2 ** Math.ceil(Math.log2(size + 1)));
    }
    return naming(name, () => {
      const fd = openSync(path, 'r');
      try {
        for (let bytes = 0; ; ) {
          const wanted = this.#memory.length - bytes;
          const count = readSync(fd, this.#memory, bytes, wanted, null);
          bytes += count;
          if (count === 0 ? bytes < size : bytes > size) {
            throw new CorpusError(
              'ERR_SOURCE_CHANGED',
              'changed while it was read; try again when nothing writes to it',
            );
          }
          // The system gives less than was asked for at the end only; what it gave in the middle goes on.
          if (count === 0 || (count < wanted && bytes === size)) {
            return this.#memory.subarray(0, bytes);
          }
        }
      } finally {
        closeSync(fd);
      }
    });
  }

  async #openCommand(command: string): Promise<ByteSource> {
    const path = join(this.#temporaryFolder, `command-${this.#name}-${this.#commands++}.wav`);
    const fd = openSync(path, 'wx', 0o600);
    try {
      await this.#keepOutput(command, fd);
      return openSource(path, { rereadable: true, name: command });
    } finally {
      closeSync(fd);
      unlinkSync(path);
    }
  }

  async #keepOutput(command: string, fd: number): Promise<void> {
    const { mostBytes = MOST_COMMAND_BYTES, running } = this.#commandOptions;
    const run = { command, fd, fileName: this.#temporaryFolder, mostBytes };
    if (running !== undefined) return keepCommandOutput({ ...run, running });
    const own = new RunningCommands();
    // Only meanwhile: whoever listens to a signal must come round to hearing it.
    const stopListening = onTermination(() => own.end());
    try {
      await keepCommandOutput({ ...run, running: own });
    } finally {
      stopListening();
    }
  }
}
