import { HEADER_BYTES } from '../../audio-files/audio-probe.ts';
import { decodedEvents } from '../../audio-files/decoded-events.ts';
import type { AudioHeader } from '../../formats/audio-decoder.ts';
import { openSource } from '../../io/byte-source.ts';
import { RowFault } from '../lists/row-fault.ts';
import type { AudioCommand, AudioFile, AudioReference, DecodedFile } from '../utterance.ts';
import { refusedCommand, writtenBy } from './decoding-command.ts';
import type { RegularFiles } from './regular-files.ts';

/** Decides which commands need not be run, because all that they do is to decode a file that can be read. */
export class ReadableAudio {
  readonly #files: RegularFiles;
  readonly #allowCommands: boolean;
  /** The parts of a recording stand together in nearly every list. */
  #last: { readonly command: string; readonly file: Promise<AudioFile | undefined> } | undefined;

  /** @param allowCommands whether a command that must be run may be. */
  constructor(files: RegularFiles, allowCommands: boolean) {
    this.#files = files;
    this.#allowCommands = allowCommands;
  }

  /**
   * The audio as it is to be had: the file that a command decodes, where its samples and encoding are those that the command
   * writes, and else the command.
   *
   * @throws RowFault for a command that is not to be run, and for a channel that it does not write.
   */
  async of(audio: AudioReference): Promise<AudioReference> {
    if (audio.type !== 'command' || audio.decodes === undefined) return audio;
    const { decodes, ...command } = audio;
    if (this.#last?.command !== audio.command) {
      this.#last = { command: audio.command, file: this.#fileOf(decodes) };
    }
    const file = await this.#last.file;
    if (file !== undefined) return partOf(file, command);
    if (!this.#allowCommands) throw new RowFault(refusedCommand(audio.command));
    return command;
  }

  /** What the command writes, as a file; undefined where that may not be the same. */
  async #fileOf({ file, channel, sameIf }: DecodedFile): Promise<AudioFile | undefined> {
    let path: string;
    try {
      path = this.#files.find(file).path;
    } catch (error) {
      // A device or a named pipe is something else for everybody who reads it. Any other trouble is the file's own.
      return (error as { code?: unknown }).code === 'ERR_SOURCE_NOT_REGULAR' ? undefined : file;
    }
    if (sameIf === 'any file') return file;
    const header = await headerOf(path, file.name);
    const written = header && writtenBy(sameIf, header);
    if (header === undefined || written === undefined) return undefined;
    const isOnly = header.format.numberOfChannels === 1 && channel === 0;
    return {
      ...file,
      ...(channel !== undefined && !isOnly && { channels: [channel] }),
      ...(written !== 'as-is' && { storedAs: written }),
    };
  }
}

/** Undefined where none can be decoded. */
async function headerOf(path: string, name: string): Promise<AudioHeader | undefined> {
  const source = openSource(path, { rereadable: false, name, readBytes: HEADER_BYTES });
  try {
    for await (const event of decodedEvents(source)) {
      if (event.type === 'header') return event.header;
    }
    return undefined;
  } catch {
    return undefined;
  } finally {
    source.close();
  }
}

/** The part of a command's output, in the file that it decodes. */
function partOf(file: AudioFile, { type: _, command, ...part }: AudioCommand): AudioFile {
  const { channels: own } = file;
  const { channels: wanted, isMonoAsIs, ...times } = part;
  if (own === undefined) return { ...file, ...part };
  // What the command writes is one channel.
  const absent = wanted?.find((channel) => channel !== 0);
  if (absent !== undefined && !isMonoAsIs) {
    throw new RowFault(
      `there is no channel ${absent} in what the command ${JSON.stringify(command)} writes, which is 1 channel; expected 0; correct the channel`,
    );
  }
  return { ...file, ...times, channels: own };
}
