import { AudioFormatError } from '../errors.ts';
import { decodedByFfmpeg, throughPipe } from './remedies.ts';

/** Bytes of a file that suffice to tell what it is: `RIFF`, its size, `WAVE`. */
export const MAGIC_BYTES = 12;

/**
 * Zero bytes after which nothing else is expected: 64 KiB. Headerless samples may well begin with some, but seldom with
 * two seconds of digital silence; what was reserved on a disk and never written has nothing else.
 */
export const MOST_ZEROS = 1 << 16;

const TEXT = new TextDecoder('latin1');

/** Bytes of an Ogg file up to where its first packet has said what it is. */
export const OGG_HEAD_BYTES = 33;

/** What to do about a file that was read as text and written again. */
export const REENCODED_REMEDY = 'its samples are lost; copy the original again, in binary mode';

/** What a file is to its reader. */
type Kind =
  /** Audio that is not read. */
  | 'foreign'
  /** Audio that other decoders read. */
  | 'not WAV'
  /** No audio. */
  | 'not audio'
  /** Nobody knows. */
  | 'unknown';

/** What a file is, and what to do about it. */
type Identity = readonly [name: string, kind: Kind, remedy: string];

const VERDICTS: Readonly<Record<Kind, string>> = {
  foreign: ', which is not read here',
  'not WAV': ', not a WAV file',
  'not audio': ', not audio',
  unknown: '',
};

/** What to do about what has no sound in it at all. */
const NOT_SOUND = 'look where the audio file really is';

/** What to do about samples that nothing is known of. */
const HEADERLESS_REMEDY =
  'for headerless samples say what they are: awgn --raw s16 --rate 16000 ... FILE out.wav';

/** What is read, but not by the decoder that found it. */
const ELSEWHERE = 'give it to a reader that tells formats: audioDecode()';

const FFMPEG = decodedByFfmpeg().remedy;

function unpacked(command: string): string {
  return throughPipe('unpack it in a pipe', `${command} FILE`).remedy;
}

function bySox(type: string): string {
  return throughPipe('convert it in a pipe', `sox -t ${type} FILE -t wav -`).remedy;
}

/** Files that are no WAV files, whatever they are called: what they begin with, what they are, what to do. */
const FOREIGN_FORMATS: readonly [magic: RegExp, ...Identity][] = [
  [/^NIST_1A/, 'a NIST SPHERE file', 'not WAV', ELSEWHERE],
  [/^FORM.{4}AIFF/s, 'an AIFF file', 'not WAV', ELSEWHERE],
  [/^FORM.{4}AIFC/s, 'an AIFF-C file', 'not WAV', ELSEWHERE],
  [/^fLaC/, 'a FLAC file', 'not WAV', ELSEWHERE],
  [/^FORM.{4}8SVX/s, 'an 8SVX file', 'foreign', FFMPEG],
  [/^FORM.{4}(ILBM|PBM |ACBM|ANIM|RGB[8N]|DEEP)/s, 'an IFF image', 'not audio', NOT_SOUND],
  [
    /^(\.SoX|XoS\.)/,
    "SoX's own pipe format (.SoX)",
    'foreign',
    `write -t wav - in place of -p; or ${bySox('sox')}`,
  ],
  [/^ID3/, 'a file with an ID3 tag', 'foreign', FFMPEG],
  [/^OggS/, 'an Ogg file', 'foreign', FFMPEG],
  [/^.{4}(ftyp|moov|mdat|wide)/s, 'an MP4, M4A or QuickTime file', 'foreign', FFMPEG],
  [/^caff/, 'a Core Audio (CAF) file', 'foreign', FFMPEG],
  [/^\.snd/, 'a Sun/NeXT AU file', 'foreign', FFMPEG],
  [/^wvpk/, 'a WavPack file', 'foreign', FFMPEG],
  [/^#!AMR/, 'an AMR file', 'foreign', FFMPEG],
  [/^MAC /, "a Monkey's Audio file", 'foreign', FFMPEG],
  [/^TTA[12]/, 'a True Audio (TTA) file', 'foreign', FFMPEG],
  [/^(MPCK|MP\+)/, 'a Musepack file', 'foreign', FFMPEG],
  [/^(DSD |FRM8)/, 'a DSD file', 'foreign', FFMPEG],
  [/^Creative Voi/, 'a Creative Voice (VOC) file', 'foreign', FFMPEG],
  [/^(\.RMF|\.ra\xfd)/, 'a RealMedia file', 'foreign', FFMPEG],
  [/^FLV/, 'a Flash video', 'foreign', FFMPEG],
  [/^RIFF.{4}AVI /s, 'an AVI video', 'foreign', FFMPEG],
  [/^RIFF.{4}WEBP/s, 'a WebP image', 'not audio', NOT_SOUND],
  [/^GIF8[79]a/, 'a GIF image', 'not audio', NOT_SOUND],
  [/^%PDF-/, 'a PDF document', 'not audio', NOT_SOUND],
  [/^(RIFF.{4}RMID|MThd)/s, 'a MIDI file', 'not audio', 'it holds notes; render it to WAV first'],
  [/^version http/, 'a Git LFS pointer', 'not audio', 'fetch the file itself: git lfs pull'],
  [/^BZh/, 'a bzip2 file', 'foreign', unpacked('bzip2 -dc')],
];

/** The same for those that begin with unprintable bytes, here in hexadecimal. */
const FOREIGN_BINARY_FORMATS: readonly [magic: string, ...Identity][] = [
  ['726966662e91cf11', 'a Sony Wave64 (W64) file', 'not WAV', ELSEWHERE],
  ['1a45dfa3', 'a Matroska or WebM file', 'foreign', FFMPEG],
  ['3026b275', 'a Windows Media (ASF) file', 'foreign', FFMPEG],
  ['000001ba', 'an MPEG video', 'foreign', FFMPEG],
  // Little-endian, and those of DEC: ffmpeg reads neither.
  ['646e732e', 'a Sun/NeXT AU file', 'foreign', bySox('au')],
  ['0064732e', 'a DEC AU file', 'foreign', bySox('au')],
  ['2e736400', 'a DEC AU file', 'foreign', bySox('au')],
  ['0b77', 'a Dolby AC-3 file', 'foreign', FFMPEG],
  ['1f8b', 'a gzip file', 'foreign', unpacked('gzip -dc')],
  ['fd377a585a00', 'an xz file', 'foreign', unpacked('xz -dc')],
  ['28b52ffd', 'a Zstandard file', 'foreign', unpacked('zstd -dc')],
  ['504b0304', 'a zip archive', 'foreign', unpacked('unzip -p')],
  ['89504e470d0a1a0a', 'a PNG image', 'not audio', NOT_SOUND],
  ['ffd8ff', 'a JPEG image', 'not audio', NOT_SOUND],
];

/**
 * The error for an input that does not begin as a WAV file does: says what it is instead.
 *
 * @param head the input's first {@link MAGIC_BYTES} bytes, of an Ogg file {@link OGG_HEAD_BYTES}; or all of a shorter input.
 * @param numberOfZeros how many zero bytes the input begins with, where they are all that was found.
 */
export function foreignFormatError(head: Uint8Array, numberOfZeros = 0): AudioFormatError {
  const text = TEXT.decode(head.subarray(0, MAGIC_BYTES));
  const [name, kind, remedy] =
    numberOfZeros > 0 ? describeZeros(numberOfZeros) : identify(head, text);
  const message = `the input is ${name}${VERDICTS[kind]} (it begins with ${describeBytes(head)})`;
  return new AudioFormatError(message, { byteOffset: 0, remedy });
}

/** Bytes as an error message shows them: hexadecimal, and as text where they are printable. */
export function describeBytes(bytes: Uint8Array): string {
  const shown = bytes.subarray(0, MAGIC_BYTES);
  const hex = toHex(shown).replace(/..(?=.)/g, '$& ');
  const text = [...shown].map((byte) => (isPrintable(byte) ? String.fromCharCode(byte) : '.'));
  return `${hex} "${text.join('')}"`;
}

/**
 * Whether U+FFFD in UTF-8 (EF BF BD) stands in the bytes: what binary files turn into that are read as text and
 * written again.
 */
export function hasReplacementCharacter(bytes: Uint8Array): boolean {
  for (let i = 0; i + 2 < bytes.length; i++) {
    if (bytes[i] === 0xef && bytes[i + 1] === 0xbf && bytes[i + 2] === 0xbd) return true;
  }
  return false;
}

function describeZeros(numberOfZeros: number): Identity {
  const again = 'copy or download it again';
  if (numberOfZeros < MOST_ZEROS) return ['nothing but zero bytes', 'not audio', again];
  const name = `zeros in its first ${numberOfZeros} bytes`;
  return [name, 'not audio', `${again}; ${HEADERLESS_REMEDY}`];
}

function identify(head: Uint8Array, text: string): Identity {
  if (hasReplacementCharacter(head)) {
    return ['binary data re-encoded as UTF-8 text', 'not audio', REENCODED_REMEDY];
  }
  if (text.startsWith('OggS') && TEXT.decode(head.subarray(28, OGG_HEAD_BYTES)) === '\x7fFLAC') {
    const { remedy } = throughPipe('decode it in a pipe', 'flac -c -d -s --ogg FILE');
    return ['an Ogg FLAC file', 'foreign', remedy];
  }
  for (const [magic, ...identity] of FOREIGN_FORMATS) {
    if (magic.test(text)) return identity;
  }
  for (const [magic, ...identity] of FOREIGN_BINARY_FORMATS) {
    if (toHex(head).startsWith(magic)) return identity;
  }
  if (/^\s*<(!doctype|html|head|\?xml)/i.test(text)) {
    const remedy = 'it is what a failed download leaves; download it again';
    return ['an HTML or XML page', 'not audio', remedy];
  }
  if (/^(RIF[FX]|RF64|BW64)/.test(text) && head.length === MAGIC_BYTES) {
    const type = String.fromCharCode(...head.subarray(8));
    const name = `a ${text.slice(0, 4)} file of type "${type}"`;
    return [name, 'not audio', 'only type "WAVE" holds samples'];
  }
  // Its size is not text, as that of a line that begins with the word would be.
  if (/^FORM.{4}[A-Z0-9 ]{4}/s.test(text) && head[4]! < 0x20) {
    return [`an IFF file of type "${text.slice(8)}"`, 'not audio', NOT_SOUND];
  }
  if (isMpegAudioHeader(head)) return ['an MPEG audio (MP3) file', 'foreign', FFMPEG];
  if (isAdtsHeader(head)) return ['an AAC file', 'foreign', FFMPEG];
  if (head.every((byte) => isPrintable(byte) || byte === 9 || byte === 10 || byte === 13)) {
    const remedy = 'perhaps a symbolic link that Git stored as a file, or a list of files';
    return ['text', 'not audio', remedy];
  }
  return ['of an unknown kind', 'unknown', HEADERLESS_REMEDY];
}

/** Eleven bits of synchronisation, then neither a reserved version or layer nor the forbidden bit rate. */
function isMpegAudioHeader([first = 0, second = 0, third = 0xf0]: Uint8Array): boolean {
  const version = (second >> 3) & 3;
  const layer = (second >> 1) & 3;
  return first === 0xff && second >> 5 === 7 && version !== 1 && layer !== 0 && third >> 4 !== 15;
}

/** Twelve bits of synchronisation, layer 0, and one of the thirteen sample rates that there are. */
function isAdtsHeader([first = 0, second = 0, third = 0xff]: Uint8Array): boolean {
  return first === 0xff && (second & 0xf6) === 0xf0 && ((third >> 2) & 15) < 13;
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
