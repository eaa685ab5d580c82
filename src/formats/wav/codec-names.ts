/** Format tags that `fmt ` chunks carry here (mmreg.h, RFC 2361). */
export const FORMAT_TAG = {
  pcm: 0x0001,
  ieeeFloat: 0x0003,
  alaw: 0x0006,
  mulaw: 0x0007,
  extensible: 0xfffe,
} as const;

/**
 * Codecs that are refused by name: RFC 2361 and Microsoft's mmreg.h. Where a driver in wide use took a number that
 * the registry had given to another, both are named.
 */
const CODEC_NAMES: ReadonlyMap<number, string> = new Map([
  [0x0000, 'no codec given'],
  [0x0002, 'Microsoft ADPCM'],
  [0x0004, 'Compaq VSELP'],
  [0x0005, 'IBM CVSD'],
  [0x0008, 'DTS'],
  [0x000a, 'Windows Media Audio Voice'],
  [0x0010, 'OKI ADPCM'],
  [0x0011, 'IMA/DVI ADPCM'],
  [0x0012, 'Videologic MediaSpace ADPCM'],
  [0x0013, 'Sierra ADPCM'],
  [0x0014, 'Antex G.723 ADPCM'],
  [0x0015, 'DSP Solutions DIGISTD'],
  [0x0016, 'DSP Solutions DIGIFIX'],
  [0x0017, 'Dialogic OKI ADPCM'],
  [0x0020, 'Yamaha ADPCM'],
  [0x0021, 'Speech Compression Sonarc'],
  [0x0022, 'DSP Group TrueSpeech'],
  [0x0028, 'LRC'],
  [0x0031, 'GSM 6.10'],
  [0x003b, 'Rockwell ADPCM'],
  [0x003c, 'Rockwell DigiTalk'],
  [0x0040, 'Antex G.721 ADPCM'],
  [0x0041, 'Antex G.728 CELP'],
  [0x0042, 'Microsoft G.723.1'],
  [0x0045, 'Microsoft G.726'],
  [0x0050, 'MPEG-1 audio layer 1 or 2'],
  [0x0055, 'MP3 (MPEG layer 3)'],
  [0x0059, 'Lucent G.723'],
  [0x0064, 'APICOM G.726 ADPCM'],
  [0x0065, 'APICOM G.722 ADPCM'],
  [0x0070, 'Lernout & Hauspie CELP or Voxware AC8'],
  [0x0071, 'Lernout & Hauspie SBC or Voxware AC10'],
  [0x0072, 'Lernout & Hauspie SBC or Voxware AC16'],
  [0x0073, 'Lernout & Hauspie SBC or Voxware AC20'],
  [0x0074, 'Voxware RT24'],
  [0x0075, 'Voxware RT29 (MetaVoice)'],
  [0x0083, 'AT&T G.729A'],
  [0x0085, 'DataFusion G.726'],
  [0x008b, 'Infocom G.721 ADPCM'],
  [0x0092, 'Dolby AC-3 over S/PDIF'],
  [0x00ff, 'AAC'],
  [0x0111, 'Vivo G.723'],
  [0x0112, 'Vivo Siren'],
  [0x0125, 'Sanyo LD-ADPCM'],
  [0x0130, 'Sipro ACELP.net'],
  [0x0136, 'VoiceAge AMR'],
  [0x0140, 'Dictaphone G.726 ADPCM'],
  [0x0160, 'Windows Media Audio 1'],
  [0x0161, 'Windows Media Audio 2'],
  [0x0162, 'Windows Media Audio Professional'],
  [0x0163, 'Windows Media Audio Lossless'],
  [0x0164, 'Windows Media Audio over S/PDIF'],
  [0x0180, 'Fraunhofer MPEG-2 AAC'],
  [0x0200, 'Creative ADPCM'],
  [0x0270, 'Sony SCX (ATRAC3)'],
  [0x0401, 'Intel Music Coder'],
  [0x1100, 'Lernout & Hauspie'],
  [0x1101, 'Lernout & Hauspie CELP'],
  [0x1102, 'Lernout & Hauspie SBC, 8 kbit/s'],
  [0x1103, 'Lernout & Hauspie SBC, 12 kbit/s'],
  [0x1104, 'Lernout & Hauspie SBC, 16 kbit/s'],
  [0x1600, 'AAC (ADTS)'],
  [0x1601, 'AAC'],
  [0x1602, 'AAC (LOAS/LATM)'],
  [0x1610, 'HE-AAC'],
  [0x2000, 'Dolby AC-3'],
  [0x2001, 'DTS'],
  [0x564c, 'Vorbis'],
  [0x5756, 'WavPack'],
  [0x674f, 'Ogg Vorbis'],
  [0x6750, 'Ogg Vorbis'],
  [0x6751, 'Ogg Vorbis'],
  [0x676f, 'Ogg Vorbis'],
  [0x6770, 'Ogg Vorbis'],
  [0x6771, 'Ogg Vorbis'],
  [0x6c61, 'Apple Lossless'],
  [0x704f, 'Opus'],
  [0x706d, 'AAC (FAAD)'],
  [0x7361, 'AMR-NB'],
  [0x7362, 'AMR-WB'],
  [0xa106, 'MPEG-4 AAC'],
  [0xa109, 'Speex'],
  [0xa112, 'Polycom G.722'],
  [0xa116, 'iLBC'],
  [0xf1ac, 'FLAC'],
]);

/**
 * Those that ffmpeg decodes in a WAV file, as the table of its demuxer (libavformat/riff.c) has them. It takes some numbers
 * for other codecs than they stand for (G.728 for an ADPCM); these are not here.
 */
const FFMPEG_CODECS: ReadonlySet<number> = new Set([
  0x0002, 0x000a, 0x0010, 0x0011, 0x0014, 0x0017, 0x0020, 0x0022, 0x0031, 0x0040, 0x0042, 0x0045,
  0x0050, 0x0055, 0x0064, 0x0075, 0x0083, 0x00ff, 0x0111, 0x0130, 0x0160, 0x0161, 0x0162, 0x0163,
  0x0200, 0x0270, 0x0401, 0x1600, 0x1602, 0x2000, 0x2001, 0x706d, 0xa106, 0xf1ac,
]);

/** True if ffmpeg decodes the codec in a WAV file. */
export function isDecodedByFfmpeg(formatTag: number): boolean {
  return FFMPEG_CODECS.has(formatTag);
}

/** Name and number of a codec, as an error message says it: `Microsoft ADPCM (0x0002)`. */
export function describeCodec(formatTag: number): string {
  const hex = `0x${formatTag.toString(16).padStart(4, '0')}`;
  const name = CODEC_NAMES.get(formatTag);
  return name === undefined ? `an unknown codec ${hex}` : `${name} (codec ${hex})`;
}
