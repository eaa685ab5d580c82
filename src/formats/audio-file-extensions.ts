/** What is known of an extension of audio files. */
interface AudioExtension {
  /** In lower case, without the point. */
  readonly extension: string;
  /** True if awgn reads what usually stands in such files. */
  readonly isRead?: true;
  /**
   * True if ids that are made of paths leave it off. Never changes for an extension, since outputs are called after ids; one
   * that comes new gets none.
   */
  readonly isOutsideIds?: true;
  /** True if a WAV or FLAC file may be written under such a name. */
  readonly isWritten?: true;
}

/** All that are known. Of those that are read, the first ones keep a name which several files would have. */
const AUDIO_EXTENSIONS: readonly AudioExtension[] = [
  { extension: 'wav', isRead: true, isOutsideIds: true, isWritten: true },
  { extension: 'flac', isRead: true, isOutsideIds: true, isWritten: true },
  { extension: 'sph', isRead: true, isOutsideIds: true },
  { extension: 'wv1', isRead: true, isOutsideIds: true },
  { extension: 'wv2', isRead: true, isOutsideIds: true },
  { extension: 'mp3', isRead: true, isOutsideIds: true },
  { extension: 'opus', isRead: true, isOutsideIds: true },
  { extension: 'ogg', isRead: true, isOutsideIds: true },
  { extension: 'oga', isRead: true, isOutsideIds: true },
  { extension: 'wave', isRead: true, isOutsideIds: true, isWritten: true },
  { extension: 'rf64', isRead: true, isOutsideIds: true, isWritten: true },
  { extension: 'bwf', isRead: true, isWritten: true },
  { extension: 'nist', isRead: true },
  { extension: 'aiff', isRead: true, isOutsideIds: true },
  { extension: 'aif', isRead: true, isOutsideIds: true },
  { extension: 'aifc', isRead: true },
  { extension: 'w64', isRead: true, isOutsideIds: true },
  { extension: 'mp4', isOutsideIds: true },
  { extension: 'm4a', isOutsideIds: true },
  { extension: 'aac', isOutsideIds: true },
  { extension: 'amr', isOutsideIds: true },
  ...(
    '3gp 3gpp aa3 ac3 alac ape au audio awb caf dff dsf dts eac3 fla gsm m4b m4v mka mkv mov mp2 mpa mpga ogx ra ' +
    'rm shn snd spx tta voc webm wma wv'
  )
    .split(' ')
    .map((extension) => ({ extension })),
];

/**
 * Extensions of files that are taken for audio where only names tell, those first that keep a name which several would have.
 * What a file really is, its first bytes say.
 */
export const AUDIO_FILE_EXTENSIONS: readonly string[] = extensionsOf(({ isRead }) => isRead);

/** Extensions of audio, and of films with some, that is not read here. */
export const FOREIGN_AUDIO_EXTENSIONS: readonly string[] = extensionsOf(({ isRead }) => !isRead);

/** Extensions of audio that the names of outputs must not have, since only WAV and FLAC are written. */
export const UNWRITTEN_EXTENSIONS: readonly string[] = extensionsOf(
  ({ isWritten, extension }) => !isWritten && extension !== 'audio',
);

/** Extensions that are no part of an id which is made of a path. */
export const EXTENSIONS_OUTSIDE_IDS: readonly string[] = extensionsOf(
  ({ isOutsideIds }) => isOutsideIds,
);

function extensionsOf(isWanted: (row: AudioExtension) => boolean | undefined): readonly string[] {
  return AUDIO_EXTENSIONS.filter(isWanted).map(({ extension }) => extension);
}
