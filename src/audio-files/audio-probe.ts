import type { AudioEvent, AudioHeader, AudioWarning } from '../formats/audio-decoder.ts';
import type { RawFormat } from '../formats/raw/raw-format.ts';
import { createAudioDecoder } from '../formats/sniffing-decoder.ts';
import { type ByteSource, openSource } from '../io/byte-source.ts';
import { nameInRemedy } from '../io/named-remedy.ts';
import { decodedEvents } from './decoded-events.ts';

/** What there is in a file of audio. */
export interface AudioProbe {
  readonly header: AudioHeader;
  /** By the header, and no more than the file has room for; counted where the header does not say. */
  readonly numberOfFrames: number;
  /** What was odd, as far as the file was read. */
  readonly warnings: readonly AudioWarning[];
}

/**
 * Reads the header of a file, and more only where that does not tell how long it is.
 *
 * @param name what messages call it.
 * @throws AwgnError for what cannot be decoded; what the system says.
 */
export async function probeAudio(path: string, name: string): Promise<AudioProbe> {
  const source = openSource(path, { rereadable: false, name, readBytes: HEADER_BYTES });
  try {
    return await probeSource(source);
  } finally {
    source.close();
  }
}

/** Bytes asked of the system at a time: a header seldom has more. */
export const HEADER_BYTES = 1 << 14;

/**
 * The same of a source that is at its start. One that is not {@link ByteSource.seek | read by position} is read to its end.
 *
 * @param raw what the samples are, of a source without a header.
 * @throws AwgnError for what cannot be decoded; what the source throws.
 */
export async function probeSource(source: ByteSource, raw?: RawFormat): Promise<AudioProbe> {
  const decoder = createAudioDecoder(raw);
  let header: AudioHeader | undefined;
  let dataBytes = 0;
  const hear = (event: AudioEvent) => {
    if (event.type === 'header') header = event.header;
    else if (event.type === 'data') dataBytes += event.bytes.length;
  };
  try {
    for await (const event of decodedEvents(source, decoder)) {
      hear(event);
      if (header === undefined || source.seek === undefined) continue;
      const numberOfFrames = framesBy(header, source.totalBytes);
      if (numberOfFrames !== undefined) return { header, numberOfFrames, warnings: [] };
    }
  } catch (error) {
    nameInRemedy(error, source.fileName);
    throw error;
  }
  const counted = dataBytes / header!.format.bytesPerFrame;
  return { header: header!, numberOfFrames: counted, warnings: decoder.warnings };
}

/** Undefined where only decoding tells. */
function framesBy(
  { format, declaredFrames, dataByteOffset }: AudioHeader,
  totalBytes: number | undefined,
): number | undefined {
  if (dataByteOffset === undefined || totalBytes === undefined) return declaredFrames;
  const room = Math.max(0, totalBytes - dataByteOffset);
  return Math.min(declaredFrames ?? Infinity, Math.floor(room / format.bytesPerFrame));
}
