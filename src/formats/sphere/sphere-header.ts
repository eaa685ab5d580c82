import { AudioFormatError, TruncatedAudioError, UnsupportedAudioError } from '../../errors.ts';
import type { AudioHeader } from '../audio-decoder.ts';
import { describeBytes } from '../foreign-formats.ts';
import { throughPipe } from '../remedies.ts';
import { MAX_CHANNELS, plainSampleFormat, type SampleFormat } from '../sample-format.ts';

/** Magic, and a line with the size of the header: `   1024\n`. */
export const PREAMBLE_BYTES = 16;

/** The most that a header may take. Those of real corpora have one or two KiB. */
const MOST_HEADER_BYTES = 1 << 20;

/** How the samples are stored. */
export interface SphereCoding {
  /** `bit-reversed`: the bits of each byte from last to first (`pculaw`); `signed`: 8-bit integers around 0. */
  readonly bytes: 'plain' | 'bit-reversed' | 'signed';
  readonly isShorten: boolean;
}

/** The header of a SPHERE file. */
export interface SphereHeader extends AudioHeader {
  readonly coding: SphereCoding;
  /** Sum of all samples modulo 65536; undefined where the header has none. */
  readonly checksum: number | undefined;
}

/**
 * Bytes of a header.
 *
 * @param preamble the first {@link PREAMBLE_BYTES} of a file.
 * @throws AudioFormatError where they state none.
 */
export function headerBytesOf(preamble: Uint8Array): number {
  const stated = /^NIST_1A\n *(\d+)\n/.exec(textOf(preamble))?.[1];
  const size = Number(stated);
  if (stated !== undefined && size >= PREAMBLE_BYTES && size <= MOST_HEADER_BYTES) return size;
  throw new AudioFormatError(
    `the SPHERE header states ${stated ?? describeBytes(preamble.subarray(8))} as its size; expected ${PREAMBLE_BYTES} to ` +
      `${MOST_HEADER_BYTES} bytes; the file is damaged: copy it again`,
    { byteOffset: 8 },
  );
}

/**
 * What a header says.
 *
 * @param bytes all of it, as many as {@link headerBytesOf} says.
 * @throws AudioFormatError, UnsupportedAudioError.
 */
export function parseSphereHeader(bytes: Uint8Array): SphereHeader {
  const fields = fieldsOf(bytes);
  const numberOfChannels = fields.count('channel_count', MAX_CHANNELS);
  const sampleRate = fields.count('sample_rate', 2 ** 32 - 1);
  const sampleBytes = fields.count('sample_n_bytes', 8);
  const [encoding, ...compressions] = (fields.text('sample_coding') ?? 'pcm').split(',');
  const isShorten = compressions.length > 0 && isShortenOnly(compressions);
  if (fields.text('channels_interleaved')?.toUpperCase() === 'FALSE' && numberOfChannels > 1) {
    throw unsupported('its channels stand one after the other');
  }
  if (isShorten && (encoding === 'pculaw' || (encoding === 'pcm' && sampleBytes !== 2))) {
    throw unsupported(`its samples of ${sampleBytes} bytes, coded as ${encoding}, are compressed`);
  }
  const format = sampleFormatOf(encoding!, { sampleRate, numberOfChannels }, sampleBytes, fields);
  const coding: SphereCoding = {
    bytes:
      encoding === 'pculaw'
        ? 'bit-reversed'
        : encoding === 'pcm' && sampleBytes === 1
          ? 'signed'
          : 'plain',
    isShorten,
  };
  const isPlain = coding.bytes === 'plain' && !isShorten;
  return {
    container: 'SPHERE',
    // Shorten gives samples, not bytes, so they come in the order of this side.
    format: isShorten ? { ...format, bigEndian: false } : format,
    declaredFrames: fields.optionalCount('sample_count'),
    dataByteOffset: isPlain ? bytes.length : undefined,
    coding,
    checksum: fields.optionalCount('sample_checksum'),
  };
}

/** The error for a file that ends within its header. */
export function truncatedHeader(found: number, expected: number): TruncatedAudioError {
  return new TruncatedAudioError(
    `the input ends inside the SPHERE header, after ${found} of its ${expected} bytes and before any sample; copy or download it again`,
    { byteOffset: found },
  );
}

/** @throws UnsupportedAudioError for any but Shorten's alone. */
function isShortenOnly(compressions: readonly string[]): boolean {
  const other = compressions.find((name) => !name.startsWith('embedded-shorten-'));
  if (other === undefined && compressions.length === 1) return true;
  throw unsupported(`its samples are compressed by ${other ?? compressions.join(' and ')}`);
}

function sampleFormatOf(
  encoding: string,
  format: { readonly sampleRate: number; readonly numberOfChannels: number },
  sampleBytes: number,
  fields: SphereFields,
): SampleFormat {
  switch (encoding) {
    case 'ulaw':
    case 'mu-law':
    case 'pculaw':
      return oneByte('mulaw');
    case 'alaw':
      return oneByte('alaw');
    case 'pcm':
      break;
    default:
      throw unsupported(`its samples are coded as ${JSON.stringify(encoding)}`);
  }
  if (sampleBytes > 4) throw unsupported(`its samples have ${sampleBytes} bytes`);
  const plain = plainSampleFormat(format, (['u8', 's16', 's24', 's32'] as const)[sampleBytes - 1]!);
  return sampleBytes === 1 ? plain : { ...plain, bigEndian: isBigEndian(fields, sampleBytes) };

  function oneByte(code: 'mulaw' | 'alaw'): SampleFormat {
    if (sampleBytes === 1) return plainSampleFormat(format, code);
    throw new AudioFormatError(
      `the SPHERE header states samples of ${encoding} with ${sampleBytes} bytes each; expected 1; the header is damaged: copy the file again`,
    );
  }
}

/** `01`: the byte of number 0, the lowest, comes first. */
function isBigEndian(fields: SphereFields, sampleBytes: number): boolean {
  const order = fields.text('sample_byte_format');
  const little = '01234'.slice(0, sampleBytes);
  // SoX and others write those of two bytes whatever the width is.
  if (order === little || order === '01') return false;
  if (order === [...little].reverse().join('') || order === '10') return true;
  if (order === 'shortpack-v0') throw unsupported('its samples are compressed by shortpack');
  throw new AudioFormatError(
    `the SPHERE header states the byte order ${JSON.stringify(order) ?? 'of its samples nowhere'}; expected sample_byte_format ` +
      `${little} or ${[...little].reverse().join('')}; the header is damaged: copy the file again`,
  );
}

function unsupported(what: string): UnsupportedAudioError {
  const { remedy } = what.includes('compressed')
    ? throughPipe("only NIST's own SPHERE tools decode it", 'w_decode -o pcm FILE -')
    : { remedy: 'no program in wide use converts it; get it as pcm from its publisher' };
  return new UnsupportedAudioError(
    `the SPHERE file is of a kind that is not processed: ${what}; expected pcm, ulaw or alaw, plain or compressed by Shorten`,
    { remedy },
  );
}

/** Fields of a header by name: lines of `name -type value`. */
class SphereFields {
  readonly #fields: ReadonlyMap<string, string>;

  constructor(fields: ReadonlyMap<string, string>) {
    this.#fields = fields;
  }

  text(name: string): string | undefined {
    return this.#fields.get(name);
  }

  /** @throws AudioFormatError where it is none of 1 to `most`. */
  count(name: string, most: number): number {
    const value = this.optionalCount(name);
    if (value !== undefined && value >= 1 && value <= most) return value;
    throw new AudioFormatError(
      `the SPHERE header states ${this.#fields.get(name) ?? 'no number'} as ${name}; expected 1 to ${most}; the header is damaged: copy the file again`,
    );
  }

  /** @throws AudioFormatError where it is there and no count. */
  optionalCount(name: string): number | undefined {
    const text = this.#fields.get(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text !== '' && Number.isSafeInteger(value) && value >= 0) return value;
    throw new AudioFormatError(
      `the SPHERE header states ${JSON.stringify(text)} as ${name}; expected a number; the header is damaged: copy the file again`,
    );
  }
}

function fieldsOf(bytes: Uint8Array): SphereFields {
  const fields = new Map<string, string>();
  const lines = textOf(bytes.subarray(PREAMBLE_BYTES)).split('\n');
  const end = lines.findIndex((line) => line.trimEnd() === 'end_head');
  if (end < 0) {
    throw new AudioFormatError(
      `the SPHERE header has no end_head in its ${bytes.length} bytes; the file is damaged: copy it again`,
      { byteOffset: PREAMBLE_BYTES },
    );
  }
  for (const line of lines.slice(0, end)) {
    const [, name, type, value] = /^(\S+) +-(i|r|s\d+) ?(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    // A string says its length; what stands behind that is none of it.
    fields.set(
      name,
      (type!.startsWith('s') ? value!.slice(0, Number(type!.slice(1))) : value!).trim(),
    );
  }
  return new SphereFields(fields);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
