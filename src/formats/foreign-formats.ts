import { AudioFormatError } from '../errors.ts';

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

/** What to do about what has no sound in it at all. */
const NOT_SOUND = 'look where the WAV file really is';

/** What to do about samples that nothing is known of. */
const HEADERLESS_REMEDY =
  'for headerless samples give --raw and --rate, as in --raw s16 --rate 16000';

/** Files that go by the name of .wav and are not: what they begin with, what they are, what to do. */
const FOREIGN_FORMATS: readonly [magic: RegExp, name: string, remedy: string][] = [
  [/^NIST_1A/, 'a NIST SPHERE file', 'give it to a reader that tells formats: audioDecode()'],
  [/^FORM.{4}AIFF/s, 'an AIFF file', 'convert it: sox -t aiff in.wav out.wav'],
  [/^FORM.{4}AIFC/s, 'an AIFF-C file', 'convert it: sox -t aiff in.wav out.wav'],
  [/^FORM.{4}8SVX/s, 'an 8SVX file', 'convert it: sox -t 8svx in.wav out.wav'],
  [/^FORM.{4}(ILBM|PBM |ACBM|ANIM|RGB[8N]|DEEP)/s, 'an IFF image', NOT_SOUND],
  [
    /^(\.SoX|XoS\.)/,
    "SoX's own pipe format (.SoX)",
    'write -t wav - in place of -p; or convert a file: sox -t sox in.wav out.wav',
  ],
  [/^fLaC/, 'a FLAC file', 'decode it: flac -d -o out.wav in.wav'],
  [/^ID3/, 'an MP3 file (ID3 tag)', 'decode it: ffmpeg -i in.wav out.wav'],
  [/^OggS/, 'an Ogg file', 'decode it: ffmpeg -i in.wav out.wav'],
  [/^.{4}ftyp/s, 'an MP4/M4A file', 'decode it: ffmpeg -i in.wav out.wav'],
  [/^caff/, 'a Core Audio (CAF) file', 'convert it: ffmpeg -i in.wav out.wav'],
  [/^\.snd/, 'a Sun/NeXT AU file', 'convert it: sox -t au in.wav out.wav'],
  [/^dns\./, 'a Sun/NeXT AU file', 'convert it: sox -t au in.wav out.wav'],
  [/^wvpk/, 'a WavPack file', 'decode it: wvunpack in.wav -o out.wav'],
  [/^#!AMR/, 'an AMR file', 'decode it: ffmpeg -i in.wav out.wav'],
  [/^RIFF.{4}AVI /s, 'an AVI video', 'extract its sound: ffmpeg -i in.wav -vn out.wav'],
  [/^RIFF.{4}WEBP/s, 'a WebP image', NOT_SOUND],
  [/^GIF8[79]a/, 'a GIF image', NOT_SOUND],
  [/^%PDF-/, 'a PDF document', NOT_SOUND],
  [/^RIFF.{4}RMID/s, 'a MIDI file', 'render it to WAV first'],
  [/^version http/, 'a Git LFS pointer', 'fetch the file itself: git lfs pull'],
];

/** The same for those that begin with unprintable bytes, here in hexadecimal. */
const FOREIGN_BINARY_FORMATS: readonly [magic: string, name: string, remedy: string][] = [
  ['726966662e91cf11', 'a Sony Wave64 (W64) file', 'convert it: sox -t w64 in.wav out.wav'],
  ['1a45dfa3', 'a Matroska or WebM file', 'decode it: ffmpeg -i in.wav out.wav'],
  ['3026b275', 'a Windows Media (ASF) file', 'decode it: ffmpeg -i in.wav out.wav'],
  ['1f8b', 'a gzip file', 'unpack it: gzip -dc in.wav | awgn'],
  ['89504e470d0a1a0a', 'a PNG image', NOT_SOUND],
  ['ffd8ff', 'a JPEG image', NOT_SOUND],
  ['504b0304', 'a zip archive', 'unpack it first'],
];

/**
 * The error for an input that does not begin as a WAV file does: says what it is instead.
 *
 * @param head the input's first {@link MAGIC_BYTES} bytes, of an Ogg file {@link OGG_HEAD_BYTES}; or all of a shorter input.
 * @param numberOfZeros how many zero bytes the input begins with, where they are all that was found.
 */
export function foreignFormatError(head: Uint8Array, numberOfZeros = 0): AudioFormatError {
  const text = TEXT.decode(head.subarray(0, MAGIC_BYTES));
  const [name, remedy] = numberOfZeros > 0 ? describeZeros(numberOfZeros) : identify(head, text);
  const message = `the input is ${name}, not a WAV file (it begins with ${describeBytes(head)}); ${remedy}`;
  return new AudioFormatError(message, { byteOffset: 0 });
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

function describeZeros(numberOfZeros: number): [name: string, remedy: string] {
  const again = 'copy or download it again';
  if (numberOfZeros < MOST_ZEROS) return ['nothing but zero bytes', again];
  return [`zeros in its first ${numberOfZeros} bytes`, `${again}; ${HEADERLESS_REMEDY}`];
}

function identify(head: Uint8Array, text: string): [name: string, remedy: string] {
  if (hasReplacementCharacter(head)) {
    return ['binary data re-encoded as UTF-8 text', REENCODED_REMEDY];
  }
  if (text.startsWith('OggS') && TEXT.decode(head.subarray(28, OGG_HEAD_BYTES)) === '\x7fFLAC') {
    return ['an Ogg FLAC file', 'decode it: flac -c -d -s --ogg in.wav | awgn ... - out.wav'];
  }
  for (const [magic, name, remedy] of FOREIGN_FORMATS) {
    if (magic.test(text)) return [name, remedy];
  }
  for (const [magic, name, remedy] of FOREIGN_BINARY_FORMATS) {
    if (toHex(head).startsWith(magic)) return [name, remedy];
  }
  if (/^\s*<(!doctype|html|head|\?xml)/i.test(text)) {
    return ['an HTML or XML page', 'it is what a failed download leaves; download it again'];
  }
  if (/^(RIF[FX]|RF64|BW64)/.test(text) && head.length === MAGIC_BYTES) {
    return [
      `a ${text.slice(0, 4)} file of type "${String.fromCharCode(...head.subarray(8))}"`,
      'only type "WAVE" holds samples',
    ];
  }
  // Its size is not text, as that of a line that begins with the word would be.
  if (/^FORM.{4}[A-Z0-9 ]{4}/s.test(text) && head[4]! < 0x20) {
    return [`an IFF file of type "${text.slice(8)}"`, NOT_SOUND];
  }
  if (isMpegAudioHeader(head)) {
    return ['an MPEG audio (MP3) file', 'decode it: ffmpeg -i in.wav out.wav'];
  }
  if (head.every((byte) => isPrintable(byte) || byte === 9 || byte === 10 || byte === 13)) {
    return ['text', 'perhaps a symbolic link that Git stored as a file, or a list of files'];
  }
  return ['of an unknown kind', HEADERLESS_REMEDY];
}

/** Eleven bits of synchronisation, then neither a reserved version or layer nor the forbidden bit rate. */
function isMpegAudioHeader([first = 0, second = 0, third = 0xf0]: Uint8Array): boolean {
  const version = (second >> 3) & 3;
  const layer = (second >> 1) & 3;
  return first === 0xff && second >> 5 === 7 && version !== 1 && layer !== 0 && third >> 4 !== 15;
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
