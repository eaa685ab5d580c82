import { basename } from 'node:path';
import type { AudioHeader } from '../../formats/audio-decoder.ts';
import { isIntegerPcm, type SampleFormat } from '../../formats/sample-format.ts';
import type { AudioPaths } from '../plan/audio-paths.ts';
import type { AudioCommand, AudioFile, DecodedFile } from '../utterance.ts';
import { shellWords } from './shell-words.ts';

/** What a command that only decodes a file says about its output. */
interface Decoding {
  readonly file: string;
  /** Channel of the file, from 0, that it writes. Default: all. */
  readonly channel?: number | undefined;
  /** Names the samples that make its output the same as the file's: see {@link SAME_SAMPLES}. */
  readonly sameIf: DecodedFile['sameIf'];
}

/** Integers that fill their bytes: nothing else goes through every tool unchanged. */
function isFullPcm({ validBits, slotBytes, significantBytes, ...format }: SampleFormat): boolean {
  return (
    isIntegerPcm(format) && slotBytes === significantBytes && validBits === 8 * significantBytes
  );
}

const is16Bit = ({ format }: AudioHeader) => isFullPcm(format) && format.encoding === 's16';
const isG711 = ({ format }: AudioHeader) =>
  format.encoding === 'mulaw' || format.encoding === 'alaw';
const isWav = ({ container }: AudioHeader) => container === 'RIFF' || container === 'RF64';
const isFlac = ({ container }: AudioHeader) => container === 'FLAC';
const isSphere = ({ container }: AudioHeader) => container === 'SPHERE';

/** Encoding of what a command writes: that of the file, or 16 bits; undefined where its samples may be others than ours. */
type Written = 'as-is' | 's16' | undefined;

/**
 * Which files a command writes as we read them.
 *
 * What is not listed is not known to be the same: FFmpeg rounds 24 bits and floats to 16, SoX clips floats and maps some codes of G.711 to others.
 */
const SAME_SAMPLES: Readonly<Record<DecodedFile['sameIf'], (header: AudioHeader) => Written>> = {
  'any file': () => 'as-is',
  flac: (header) => (isFlac(header) ? 'as-is' : undefined),
  sph2pipe: (header) => {
    if (!isSphere(header)) return undefined;
    if (is16Bit(header)) return 'as-is';
    return header.format.encoding === 'mulaw' ? 's16' : undefined;
  },
  sox: (header) => {
    const isSame =
      ((isWav(header) || isFlac(header)) && isFullPcm(header.format)) ||
      (isSphere(header) && is16Bit(header));
    return isSame ? 'as-is' : undefined;
  },
  'sox, 16 bits': (header) => {
    const isRead = isWav(header) || isFlac(header) || isSphere(header);
    return isRead && is16Bit(header) ? 'as-is' : undefined;
  },
  ffmpeg: (header) => {
    if (!isWav(header) && !isFlac(header) && !isSphere(header)) return undefined;
    if (is16Bit(header)) return 'as-is';
    const isWidened = isFullPcm(header.format) && header.format.encoding === 'u8';
    return (isWidened && !isSphere(header)) || isG711(header) ? 's16' : undefined;
  },
};

/** What `2>/dev/null` says of a command's output is nothing. */
const SILENCED = /\s2>\s*\/dev\/null\s*$/;

/**
 * The audio of a list's command: what it writes, with the file that can be read instead of running it where it only
 * decodes one.
 *
 * Nobody has looked at the file yet: `readableAudio` decides whether the samples are the same.
 *
 * @param command of a POSIX shell, without a `|` at its end.
 * @returns a fault for a file that lies where nothing is to be read, and for a command that is not to be run.
 */
export function audioOfCommand(
  command: string,
  paths: AudioPaths,
  allowCommands: boolean,
): AudioCommand | { readonly fault: string } {
  const decoding = decodingOf(command);
  if (decoding === undefined) {
    return allowCommands ? { type: 'command', command } : { fault: refusedCommand(command) };
  }
  const { file: name, channel, sameIf } = decoding;
  const found = paths.resolve(name);
  if ('fault' in found) return found;
  const file: AudioFile = { type: 'file', name, ...found };
  const decodes: DecodedFile = { file, sameIf, ...(channel !== undefined && { channel }) };
  return { type: 'command', command, decodes };
}

const MOST_SHOWN = 80;

/** Why a command is not run. */
export function refusedCommand(command: string): string {
  const shown = command.length > MOST_SHOWN ? `${command.slice(0, MOST_SHOWN)}…` : command;
  return `the command ${JSON.stringify(shown)}; expected a path; give --allow-commands if you trust it`;
}

/** Encoding of what a command writes of a file with this header: see {@link Written}. */
export function writtenBy(sameIf: DecodedFile['sameIf'], header: AudioHeader): Written {
  return SAME_SAMPLES[sameIf](header);
}

/** Undefined for a command that may do anything else than decode one file. */
export function decodingOf(command: string): Decoding | undefined {
  const [tool, ...words] = shellWords(command.replace(SILENCED, '')) ?? [];
  // An `=` makes the first word an assignment.
  if (tool === undefined || tool.includes('=') || words.includes('')) return undefined;
  const decoding = TOOLS[basename(tool)]?.(words);
  // A tool takes that for an option, a pipe or its standard input.
  return decoding === undefined || /^[-|]/.test(decoding.file) ? undefined : decoding;
}

const TOOLS: Readonly<Record<string, (words: readonly string[]) => Decoding | undefined>> = {
  cat: (words) => (words.length === 1 ? { file: words[0]!, sameIf: 'any file' } : undefined),
  flac: ofFlac,
  sph2pipe: ofSph2pipe,
  sox: ofSox,
  ffmpeg: ofFfmpeg,
};

/** `flac -c -d -s F`, also as `-cds` or in long words. */
function ofFlac(words: readonly string[]): Decoding | undefined {
  const flags = new Set<string>();
  const files: string[] = [];
  for (const word of words) {
    const long = FLAC_LONG_FLAGS[word];
    if (long !== undefined) flags.add(long);
    else if (/^-[cds]+$/.test(word)) for (const flag of word.slice(1)) flags.add(flag);
    else files.push(word);
  }
  const [file, ...others] = files;
  const isDecoded = flags.has('c') && flags.has('d');
  if (file === undefined || others.length > 0 || !isDecoded) return undefined;
  return { file, sameIf: 'flac' };
}

const FLAC_LONG_FLAGS: Readonly<Record<string, string>> = {
  '--stdout': 'c',
  '--decode': 'd',
  '--silent': 's',
  '--totally-silent': 's',
};

/** `sph2pipe -f wav -p -c 1 F`: without -p it keeps or changes the encoding by rules of its own. */
function ofSph2pipe(words: readonly string[]): Decoding | undefined {
  const options = new WordReader(words, { flags: ['-p'], values: ['-f', '-c'] });
  const { files } = options;
  const format = options.value('-f');
  const channel = options.value('-c');
  const isWav = format === 'wav' || format === 'rif';
  const isSound = files.length === 1 && isWav && options.has('-p') && !options.isOther;
  if (!isSound || !(channel === undefined || channel === '1' || channel === '2')) return undefined;
  return {
    file: files[0]!,
    sameIf: 'sph2pipe',
    channel: channel === undefined ? undefined : Number(channel) - 1,
  };
}

/** `sox F -t wav -`. SoX expands the names of files itself, and reads from addresses. */
function ofSox(words: readonly string[]): Decoding | undefined {
  let at = 0;
  while (/^(-q|-V[0-6]?|--no-show-progress)$/.test(words[at] ?? '')) at++;
  const file = words[at++];
  if (file === undefined || /[*?[\]{}~:]/.test(file) || words.at(-1) !== '-') return undefined;
  const options = new WordReader(words.slice(at, -1), { flags: [], values: ['-t', '-b', '-e'] });
  const type = options.value('-t');
  const bits = options.value('-b');
  const encoding = options.value('-e');
  const isSound =
    (type === 'wav' || type === 'wavpcm') &&
    (bits === undefined || bits === '16') &&
    (encoding === undefined || encoding === 'signed-integer' || encoding === 'signed');
  if (!isSound || options.isOther || options.files.length > 0) return undefined;
  const is16Bit = type === 'wavpcm' || bits !== undefined || encoding !== undefined;
  return { file, sameIf: is16Bit ? 'sox, 16 bits' : 'sox' };
}

/** `ffmpeg -i F -f wav -`. A name with a colon may be an address. */
function ofFfmpeg(words: readonly string[]): Decoding | undefined {
  const input = words.indexOf('-i');
  const output = words.at(-1) ?? '';
  const file = words[input + 1];
  if (input < 0 || file === undefined || file.includes(':')) return undefined;
  if (output !== '-' && output !== 'pipe:1' && output !== 'pipe:') return undefined;
  const flags = ['-nostdin', '-hide_banner', '-nostats', '-y'];
  const loudness = ['-v', '-loglevel'];
  const before = new WordReader(words.slice(0, input), { flags, values: loudness });
  const after = new WordReader(words.slice(input + 2, -1), {
    flags: [...flags, '-vn'],
    values: [...loudness, '-f', ...FFMPEG_CODECS],
  });
  const codecs = FFMPEG_CODECS.map((name) => after.value(name)).filter((one) => one !== undefined);
  const isSound =
    !before.isOther &&
    !after.isOther &&
    before.files.length + after.files.length === 0 &&
    after.value('-f') === 'wav' &&
    codecs.every((codec) => codec === 'pcm_s16le');
  return isSound ? { file, sameIf: 'ffmpeg' } : undefined;
}

const FFMPEG_CODECS = ['-acodec', '-c:a', '-codec:a'];

/** The words of a tool, sorted into what is known and what is not. */
class WordReader {
  readonly files: string[] = [];
  readonly #found = new Map<string, string>();
  /** True if there is an option that is not known, one without its value, or one twice. */
  isOther = false;

  constructor(
    words: readonly string[],
    { flags, values }: { readonly flags: readonly string[]; readonly values: readonly string[] },
  ) {
    for (let at = 0; at < words.length; at++) {
      const word = words[at]!;
      if (flags.includes(word)) this.#add(word, '');
      else if (values.includes(word)) this.#add(word, words[++at]);
      else if (word.startsWith('-')) this.isOther = true;
      else this.files.push(word);
    }
  }

  has(flag: string): boolean {
    return this.#found.has(flag);
  }

  value(option: string): string | undefined {
    return this.#found.get(option);
  }

  #add(option: string, value: string | undefined): void {
    if (value === undefined || this.#found.has(option)) this.isOther = true;
    else this.#found.set(option, value);
  }
}
