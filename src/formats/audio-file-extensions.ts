/**
 * Extensions of files that are taken for audio where only names tell, those first that keep a name which several would have.
 * What a file really is, its first bytes say.
 */
export const AUDIO_FILE_EXTENSIONS: readonly string[] = [
  'wav',
  'flac',
  'sph',
  'wv1',
  'wv2',
  'mp3',
  'opus',
  'ogg',
  'oga',
  'aiff',
  'aif',
  'aifc',
  'w64',
];
