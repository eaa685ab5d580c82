import {
  bytesOf,
  chunk,
  ds64,
  extensibleFmt,
  fmt,
  fmtContent,
  riff,
  s16Samples,
  u16,
  u32,
} from '../../tools/wav-fixtures.ts';

const data = chunk('data', s16Samples(6));
const list = chunk('LIST', 'INFOISFT\x04\0\0\0awgn');

/** A file that is refused, and what the error must say. */
export interface Refusal {
  readonly bytes: Uint8Array;
  readonly code: 'ERR_AUDIO_FORMAT' | 'ERR_AUDIO_UNSUPPORTED' | 'ERR_AUDIO_TRUNCATED';
  readonly message: RegExp;
  readonly byteOffset: number;
}

function foreign(head: Uint8Array | string, message: RegExp): Refusal {
  const bytes = bytesOf(head, new Uint8Array(40));
  return { bytes, code: 'ERR_AUDIO_FORMAT', message, byteOffset: 0 };
}

function codec(tag: number, message: RegExp): Refusal {
  const bytes = riff([fmt({ tag }), data]);
  return { bytes, code: 'ERR_AUDIO_UNSUPPORTED', message, byteOffset: 20 };
}

function badFmt(
  options: Parameters<typeof fmt>[0],
  code: Refusal['code'],
  byteOffset: number,
  message: RegExp,
): Refusal {
  return { bytes: riff([fmt(options), data]), code, message, byteOffset };
}

/** 8-bit samples of a sine in a chunk. */
function u8Samples(count: number): Uint8Array {
  const sine = (i: number) => 128 + Math.round(100 * Math.sin(i / 7));
  return chunk(
    'data',
    Uint8Array.from({ length: count }, (_, i) => sine(i)),
  );
}

/** What becomes of a file that is read as text and written again: of the header only the size of the data shows it. */
function reencoded(bytes: Uint8Array): Refusal {
  return {
    bytes: new TextEncoder().encode(new TextDecoder().decode(bytes)),
    code: 'ERR_AUDIO_FORMAT',
    message: /re-encoded as UTF-8 text \(it has EF BF BD in its header\).*samples are lost/,
    byteOffset: 36,
  };
}

/** Files that are refused, by what is the matter with them. */
export const REFUSALS: Readonly<Record<string, Refusal>> = {
  empty: {
    bytes: bytesOf(),
    code: 'ERR_AUDIO_TRUNCATED',
    byteOffset: 0,
    message: /^the input is empty \(0 bytes\)/,
  },
  'nist-sphere': foreign('NIST_1A\n   1024\n', /is a NIST SPHERE file.*audioDecode/),
  aiff: foreign('FORM\0\0\0\x64AIFFCOMM', /is an AIFF file/),
  aifc: foreign('FORM\0\0\0\x64AIFCFVER', /is an AIFF-C file/),
  'ogg-flac': foreign(`OggS\0\x02${'\0'.repeat(22)}\x7fFLAC\x01`, /is an Ogg FLAC file.*--ogg/),
  flac: foreign('fLaC\0\0\0\x22', /is a FLAC file.*audioDecode/),
  'mp3-id3': foreign('ID3\x04', /is a file with an ID3 tag/),
  'mp3-frame': foreign('\xff\xfb\x90\x64', /is an MPEG audio \(MP3\) file/),
  ogg: foreign('OggS\0\x02', /is an Ogg file/),
  mp4: foreign('\0\0\0\x20ftypM4A ', /is an MP4, M4A or QuickTime file/),
  caf: foreign('caff\0\x01', /is a Core Audio \(CAF\) file/),
  w64: foreign('riff\x2e\x91\xcf\x11\xa5\xd6', /is a Sony Wave64/),
  wavpack: foreign('wvpk\x10', /is a WavPack file/),
  amr: foreign('#!AMR\n', /is an AMR file/),
  matroska: foreign('\x1a\x45\xdf\xa3', /is a Matroska or WebM file/),
  'windows-media': foreign('\x30\x26\xb2\x75', /is a Windows Media \(ASF\) file/),
  midi: foreign('RIFF\x64\0\0\0RMIDdata', /is a MIDI file/),
  zip: foreign('PK\x03\x04', /is a zip archive/),
  au: foreign('.snd\0\0\0\x18', /is a Sun\/NeXT AU file/),
  avi: foreign('RIFF\x64\0\0\0AVI LIST', /is an AVI video/),
  webp: foreign('RIFF\x64\0\0\0WEBPVP8 ', /is a WebP image/),
  'riff-of-another-type': foreign('RIFF\x64\0\0\0sfbk', /is a RIFF file of type "sfbk"/),
  'git-lfs-pointer': foreign(
    'version https://git-lfs.github.com/spec/v1\n',
    /is a Git LFS pointer.*git lfs pull/,
  ),
  'git-symlink': {
    bytes: bytesOf('../a.wav'),
    code: 'ERR_AUDIO_FORMAT',
    message: /is text.*symbolic link/,
    byteOffset: 0,
  },
  'long-symlink': foreign('../../corpus/speaker/utterance.wav', /is text.*symbolic link/),
  gzip: foreign('\x1f\x8b\x08\0', /is a gzip file/),
  html: foreign('<!DOCTYPE html><html>', /is an HTML or XML page/),
  'zero-bytes': foreign('', /is nothing but zero bytes/),
  'zero-bytes-beyond-64-KiB': {
    bytes: new Uint8Array(70_000),
    code: 'ERR_AUDIO_FORMAT',
    message: /is zeros in its first 65536 bytes.*copy or download it again; for headerless/,
    byteOffset: 0,
  },
  'silence-without-header': foreign(
    bytesOf(new Uint8Array(400), s16Samples(100)),
    /is of an unknown kind.*headerless/,
  ),
  'silence-without-header-of-64-KiB': foreign(
    bytesOf(new Uint8Array(65_535), 1),
    /is of an unknown kind.*headerless/,
  ),
  'iff-image': foreign('FORM\0\x01\0\0ILBMBMHD', /is an IFF image/),
  'iff-text': foreign('FORM\0\x01\0\0FTXTCHRS', /is an IFF file of type "FTXT"/),
  'sox-pipe': foreign('.SoX\x2c\0\0\0\xc0\x12\0\0', /is SoX's own pipe format.*-t wav - in place/),
  'riff-misspelt': foreign('RFIF\x64\0\0\0WAVEfmt ', /is of an unknown kind.*"RFIFd\.\.\.WAVE"/),
  unknown: foreign('\x01\x02\x03\x04', /is of an unknown kind.*01 02 03 04/),
  'utf8-in-the-riff-size': foreign('RIFF\xef\xbf\xbd\x12\0\0WAVEfmt ', /re-encoded as UTF-8/),
  'utf8-in-fmt': {
    bytes: riff([
      bytesOf('fmt ', u32(16), u16(1), u16(1), 0x44, 0xef, 0xbf, 0xbd, 0, 0, u32(88200), u16(2)),
      bytesOf(u16(16), data),
    ]),
    code: 'ERR_AUDIO_FORMAT',
    message: /re-encoded as UTF-8 text \(it has EF BF BD in its header\)/,
    byteOffset: 36,
  },
  'utf8-in-data-size': reencoded(riff([fmt({ sampleRate: 8000, bits: 8 }), u8Samples(0x19e0)])),
  'utf8-in-data-size-riff-size-0': reencoded(
    riff([fmt({ sampleRate: 8000, bits: 8 }), u8Samples(0x19e0)], { size: 0 }),
  ),
  'utf8-in-data-size-in-place': {
    ...reencoded(riff([fmt(), chunk('data', s16Samples(6), { size: 0x19_bd_bf_ef })])),
    bytes: riff([fmt(), chunk('data', s16Samples(6), { size: 0x19_bd_bf_ef })]),
  },
  'microsoft-adpcm': codec(0x0002, /coded in Microsoft ADPCM \(codec 0x0002\).*ffmpeg/),
  'ima-adpcm': codec(0x0011, /IMA\/DVI ADPCM \(codec 0x0011\)/),
  'gsm-610': codec(0x0031, /GSM 6\.10 \(codec 0x0031\)/),
  'mpeg-layer-2': codec(0x0050, /MPEG-1 audio layer 1 or 2 \(codec 0x0050\)/),
  'mp3-in-wav': codec(0x0055, /MP3 \(MPEG layer 3\) \(codec 0x0055\)/),
  truespeech: codec(0x0022, /DSP Group TrueSpeech \(codec 0x0022\)/),
  'lh-celp': codec(0x0070, /Lernout & Hauspie CELP or Voxware AC8 \(codec 0x0070\)/),
  'lh-sbc': codec(0x0072, /Lernout & Hauspie SBC/),
  'unknown-codec': codec(0xabcd, /coded in an unknown codec 0xabcd/),
  'unknown-sub-format': {
    bytes: riff([extensibleFmt({ guidTail: new Array(12).fill(9) }), data]),
    code: 'ERR_AUDIO_UNSUPPORTED',
    message: /sub-format of the WAVEFORMATEXTENSIBLE is unknown \(GUID bytes 01 00 00 00 09/,
    byteOffset: 44,
  },
  'extensible-32-bits-without-sub-format': badFmt(
    { tag: 0xfffe, bits: 32, extension: u16(0) },
    'ERR_AUDIO_FORMAT',
    20,
    /without the sub-format that would tell what its 32-bit samples are/,
  ),
  'fmt-too-short': {
    bytes: riff([chunk('fmt ', fmtContent().subarray(0, 14)), data]),
    code: 'ERR_AUDIO_FORMAT',
    message: /the fmt chunk has 14 bytes; expected 16/,
    byteOffset: 20,
  },
  'channels-0': badFmt({ channels: 0 }, 'ERR_AUDIO_FORMAT', 22, /states 0 channels/),
  'channels-1025': badFmt(
    { channels: 1025 },
    'ERR_AUDIO_UNSUPPORTED',
    22,
    /1025 channels; expected 1024 at most/,
  ),
  'sample-rate-0': badFmt({ sampleRate: 0 }, 'ERR_AUDIO_FORMAT', 24, /sample rate of 0 Hz/),
  'integers-of-64-bits': badFmt(
    { bits: 64 },
    'ERR_AUDIO_UNSUPPORTED',
    34,
    /integers of 64 bits; expected 32/,
  ),
  'floats-of-16-bits': badFmt(
    { tag: 3 },
    'ERR_AUDIO_UNSUPPORTED',
    34,
    /floating-point numbers of 16 bits/,
  ),
  'bits-0-and-block-align-5': badFmt(
    { bits: 0, blockAlign: 5 },
    'ERR_AUDIO_FORMAT',
    32,
    /contradicts itself: 1 channels of 0 bits, frames of 5 bytes/,
  ),
  'block-align-too-narrow': badFmt(
    { channels: 2, blockAlign: 2 },
    'ERR_AUDIO_FORMAT',
    32,
    /contradicts itself: 2 channels of 16 bits, frames of 2 bytes and 32000 bytes\/s at 16000 Hz/,
  ),
  'float-in-a-wide-slot': badFmt(
    { tag: 3, bits: 32, blockAlign: 8 },
    'ERR_AUDIO_FORMAT',
    32,
    /contradicts itself/,
  ),
  'two-fmt-chunks-contradict': {
    bytes: riff([fmt(), fmt({ channels: 2 }), data]),
    code: 'ERR_AUDIO_FORMAT',
    message: /two fmt chunks contradict each other: s16, 1 channels.*then s16, 2 channels/,
    byteOffset: 44,
  },
  'data-before-fmt': {
    bytes: riff([data, fmt()]),
    code: 'ERR_AUDIO_FORMAT',
    message: /come before any fmt chunk.*tail -c \+21 FILE \| awgn --raw/,
    byteOffset: 12,
  },
  'no-fmt': {
    bytes: riff([data]),
    code: 'ERR_AUDIO_FORMAT',
    message: /no fmt chunk tells what the samples.*tail -c \+21 FILE \| awgn --raw/,
    byteOffset: 12,
  },
  'no-fmt-sizes-unknown': {
    bytes: riff([bytesOf('data', u32(0xffffffff), s16Samples(6))], { size: 0xffffffff }),
    code: 'ERR_AUDIO_FORMAT',
    message: /come before any fmt chunk.*if you know what they are/,
    byteOffset: 12,
  },
  'no-data': {
    bytes: riff([fmt(), list]),
    code: 'ERR_AUDIO_FORMAT',
    message: /no data chunk, so no samples \(chunks found: "fmt ", "LIST"\)/,
    byteOffset: 36 + list.length,
  },
  'cut-in-riff-header': {
    bytes: bytesOf('RIFF', u32(9)),
    code: 'ERR_AUDIO_TRUNCATED',
    message: /ends after 8 bytes, inside the RIFF header/,
    byteOffset: 8,
  },
  'cut-after-riff-header': {
    bytes: riff([], { size: 100 }),
    code: 'ERR_AUDIO_TRUNCATED',
    message: /ends after 12 bytes, before any sample \(chunks found: none\)/,
    byteOffset: 12,
  },
  'cut-in-fmt': {
    bytes: riff([fmt()]).subarray(0, 30),
    code: 'ERR_AUDIO_TRUNCATED',
    message: /ends inside the chunk "fmt ", after 10 of its 16 bytes/,
    byteOffset: 30,
  },
  'cut-in-chunk-header': {
    bytes: riff([fmt(), bytesOf('data')]),
    code: 'ERR_AUDIO_TRUNCATED',
    message: /before any sample/,
    byteOffset: 40,
  },
  'damaged-chunk-id': {
    bytes: riff([fmt(), bytesOf(1, 2, 3, 4, u32(0)), data]),
    code: 'ERR_AUDIO_FORMAT',
    message: /at byte 36 a chunk was expected.*01 02 03 04 00 00 00 00/,
    byteOffset: 36,
  },
  'too-much-metadata': {
    bytes: riff([fmt(), chunk('LIST', '', { size: 64 * 2 ** 20 })]),
    code: 'ERR_AUDIO_UNSUPPORTED',
    message: /chunk "LIST" states 67108864 bytes.*expected 67108864 at most/,
    byteOffset: 36,
  },
  'too-much-metadata-that-is-there': {
    bytes: riff([fmt(), chunk('LIST', '', { size: 64 * 2 ** 20 })], { size: 2 ** 27 }),
    code: 'ERR_AUDIO_UNSUPPORTED',
    message: /chunk "LIST" states 67108864 bytes.*strip them in a pipe: ffmpeg/,
    byteOffset: 36,
  },
  'fmt-too-long': {
    bytes: riff([chunk('fmt ', fmtContent(), { size: 2 ** 27 }), data], { size: 2 ** 28 }),
    code: 'ERR_AUDIO_UNSUPPORTED',
    message: /chunk "fmt " states 134217728 bytes.*the header is damaged/,
    byteOffset: 12,
  },
  'chunk-of-unknown-size': {
    bytes: riff([fmt(), chunk('LIST', 'INFO', { size: 0xffffffff }), data]),
    code: 'ERR_AUDIO_UNSUPPORTED',
    message: /chunk "LIST" states 4294967295 bytes/,
    byteOffset: 36,
  },
  'most-metadata-cut': {
    bytes: riff([fmt(), chunk('LIST', '', { size: 64 * 2 ** 20 - 16 })]),
    code: 'ERR_AUDIO_TRUNCATED',
    message: /ends inside the chunk "LIST", after 0 of its 67108848 bytes/,
    byteOffset: 44,
  },
  'too-many-chunks': {
    bytes: riff([fmt(), ...new Array(5000).fill(chunk('abcd', '')), data]),
    code: 'ERR_AUDIO_UNSUPPORTED',
    message: /more than 4096 chunks/,
    byteOffset: 12 + 24 + 4095 * 8,
  },
  'ds64-too-short': {
    bytes: riff([chunk('ds64', new Uint8Array(16)), fmt(), data], { id: 'RF64' }),
    code: 'ERR_AUDIO_FORMAT',
    message: /ds64 chunk has 16 bytes; expected 28/,
    byteOffset: 20,
  },
  'ds64-beyond-2-53': {
    bytes: riff([ds64(100, 2n ** 53n), fmt(), chunk('data', '', { size: 0xffffffff })], {
      id: 'RF64',
    }),
    code: 'ERR_AUDIO_FORMAT',
    message: /states 9007199254740992 bytes for the data; expected 2\^53 - 1/,
    byteOffset: 28,
  },
};
