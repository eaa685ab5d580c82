import { closeSync, fstatSync, openSync } from 'node:fs';
import type { AudioEvent, AudioHeader } from '../../formats/audio-decoder.ts';
import { SniffingDecoder } from '../../formats/sniffing-decoder.ts';
import { naming, readSome } from '../../io/blocking-io.ts';
import { nameInRemedy } from '../../io/named-remedy.ts';

/** Bytes asked of the system at a time: a header seldom has more. */
const READ_BYTES = 1 << 14;

/** What there is in a file of audio. */
export interface AudioProbe {
  readonly header: AudioHeader;
  /** By the header, and no more than the file has room for; counted where the header does not say. */
  readonly numberOfFrames: number;
}

/**
 * Reads the header of a file, and more only where that does not tell how long it is.
 *
 * @param name what messages call it.
 * @throws AwgnError for what cannot be decoded; what the system says.
 */
export async function probeAudio(path: string, name: string): Promise<AudioProbe> {
  const fd = naming(name, () => openSync(path, 'r'));
  try {
    return await probeOpenAudio(fd, name);
  } finally {
    closeSync(fd);
  }
}

/** The same of a file that is open. It is read by position. */
export async function probeOpenAudio(fd: number, name: string): Promise<AudioProbe> {
  let header: AudioHeader | undefined;
  let dataBytes = 0;
  for await (const event of eventsOf(fd, name, READ_BYTES)) {
    if (event.type === 'data') dataBytes += event.bytes.length;
    if (event.type !== 'header') continue;
    header = event.header;
    const numberOfFrames = framesBy(header, fd);
    if (numberOfFrames !== undefined) return { header, numberOfFrames };
  }
  return { header: header!, numberOfFrames: dataBytes / header!.format.bytesPerFrame };
}

/**
 * What a decoder finds in a file that is open, which is read from its start, by position.
 *
 * @param readBytes how many are asked of the system at a time.
 */
export async function* eventsOf(
  fd: number,
  name: string,
  readBytes: number,
): AsyncGenerator<AudioEvent, void, void> {
  const decoder = new SniffingDecoder();
  const buffer = new Uint8Array(readBytes);
  for (let position = 0, count = 1; count > 0; position += count) {
    count = naming(name, () => readSome(fd, buffer, position));
    try {
      yield* await (count > 0 ? decoder.push(buffer.subarray(0, count)) : decoder.end());
    } catch (error) {
      nameInRemedy(error, name);
      throw error;
    }
  }
}

/** Undefined where only decoding tells. */
function framesBy(
  { format, declaredFrames, dataByteOffset }: AudioHeader,
  fd: number,
): number | undefined {
  if (dataByteOffset === undefined) return declaredFrames;
  const room = Math.max(0, fstatSync(fd).size - dataByteOffset);
  return Math.min(declaredFrames ?? Infinity, Math.floor(room / format.bytesPerFrame));
}
