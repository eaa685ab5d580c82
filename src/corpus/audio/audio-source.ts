import { closeSync, openSync, readSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type AudioPart, isPart, placeOfPart } from '../../audio-files/audio-part.ts';
import { openPart, partSource } from '../../audio-files/part-source.ts';
import { CorpusError } from '../../errors.ts';
import { naming } from '../../io/blocking-io.ts';
import { type ByteSource, openSource } from '../../io/byte-source.ts';
import { MemorySource } from '../../io/memory-source.ts';
import { onTermination } from '../../io/termination.ts';
import {
  type AudioCommand,
  type AudioFile,
  type AudioReference,
  nameOfAudio,
  type UtterancePart,
} from '../utterance.ts';
import { keepCommandOutput, MOST_COMMAND_BYTES } from './command-output.ts';
import { openSideBySide } from './files-source.ts';
import { KeptRecordings, type OpenRecording } from './kept-recordings.ts';
import { LentSource } from './lent-source.ts';
import { RegularFiles } from './regular-files.ts';
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
  readonly #recordings: KeptRecordings;
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
    this.#recordings = new KeptRecordings(temporaryFolder);
  }

  /**
   * @returns a source that can be read as often as wanted, until the next one is opened.
   * @throws what the system says; CorpusError for a path that leads elsewhere, or a command that fails.
   */
  async open(audio: AudioReference): Promise<ByteSource> {
    switch (audio.type) {
      case 'file':
        return stored(isPart(audio) ? await this.#openPart(audio) : this.#openFile(audio), audio);
      case 'command':
        return isPart(audio) ? this.#openPart(audio) : this.#openCommand(audio.command);
      case 'files':
        return this.#openFiles(nameOfAudio(audio), audio.files);
    }
  }

  /** Lets go what parts were taken of. */
  close(): void {
    this.#recordings.close();
  }

  #openFile(audio: AudioFile): ByteSource {
    const { name } = audio;
    const { path, bytes } = this.#files.find(audio);
    if (bytes > MOST_BYTES_IN_MEMORY) return openSource(path, { rereadable: true, name });
    return new MemorySource(name, this.#readWhole(path, name, bytes), name);
  }

  async #openPart(audio: AudioFile | AudioCommand): Promise<ByteSource> {
    const { source, probe } = await this.#recordingOf(audio);
    const { format } = probe.header;
    const part = ofChannels(audio, format.numberOfChannels);
    const place = placeOfPart({ format, ...probe }, part);
    source.rewind();
    // The recording stays open for the parts that follow.
    const lent = new LentSource(source);
    return place.isWhole ? lent : partSource(lent, probe, place);
  }

  #recordingOf(audio: AudioFile | AudioCommand): Promise<OpenRecording> {
    if (audio.type === 'file') {
      return this.#recordings.file(this.#files.find(audio).path, audio.name);
    }
    const { command } = audio;
    return this.#recordings.command(command, (fd) => this.#keepOutput(command, fd));
  }

  async #openFiles(name: string, files: readonly AudioFile[]): Promise<ByteSource> {
    const sources: ByteSource[] = [];
    try {
      for (const file of files) {
        const { path } = this.#files.find(file);
        const whole = openSource(path, { rereadable: true, name: file.name });
        sources.push(stored(isPart(file) ? await openPart(whole, file) : whole, file));
      }
    } catch (error) {
      for (const source of sources) source.close();
      throw error;
    }
    return openSideBySide(name, sources);
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

/** The source with the encoding that its outputs have unless another one is asked for. */
function stored(source: ByteSource, { storedAs }: AudioFile): ByteSource {
  if (storedAs === undefined) return source;
  return Object.assign(source, { codec: { ...source.codec, storedAs } });
}

/** The part that is wanted of a recording: what is one channel already is not asked for another. */
export function ofChannels(
  { startSeconds, durationSeconds, channels, isMonoAsIs }: AudioFile | AudioCommand | UtterancePart,
  numberOfChannels: number,
): AudioPart {
  return {
    startSeconds,
    durationSeconds,
    channels: isMonoAsIs && numberOfChannels === 1 ? undefined : channels,
  };
}
