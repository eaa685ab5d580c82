import { AUDIO_FILE_EXTENSIONS } from '../../../formats/audio-file-extensions.ts';

/** The two parts of a member's name that WebDataset knows. */
export interface MemberName {
  /** Names the sample: the folders, and the file's name before its first point. */
  readonly key: string;
  /** What follows that point: `wav`, `txt`, `clean.wav`; empty for a member that is of no sample. */
  readonly extension: string;
}

/** Folders, at least one character, a point, the rest without a slash: as WebDataset's own reader has it. */
const SAMPLE_MEMBER = /^((?:.*\/)?[^./][^./]*)\.([^/]*)$/su;
/** What its reader skips: notes about the archive itself. */
const META = /^__[^/]*__(?:$|\/)/u;

/** Takes a member's name apart. `./`, which `tar c .` puts before every name, is no part of a key. */
export function splitMemberName(name: string): MemberName {
  const plain = name.replace(/^(?:\.\/)+/u, '');
  const [, key, extension] = META.test(plain) ? [] : (SAMPLE_MEMBER.exec(plain) ?? []);
  return key && extension ? { key, extension } : { key: plain, extension: '' };
}

export function memberName(key: string, extension: string): string {
  return extension === '' ? key : `${key}.${extension}`;
}

/** The most that common file systems store: a longer name could not be unpacked. */
const MOST_FILE_NAME_BYTES = 255;
const MOST_NAME_CHARACTERS = 4000;
const MOST_SHOWN = 120;

/** What is wrong with a name that others are going to unpack, if anything. */
export function faultOfName(name: string): string | undefined {
  const plain = name.replace(/^(?:\.\/)+/u, '');
  const parts = plain.split('/');
  const shown = `the name ${JSON.stringify(name.slice(0, MOST_SHOWN))}`;
  const remedy = 'expected folders and a file with plain names; rename it';
  if (plain.startsWith('/') || parts.includes('..')) {
    return `${shown} leads out of the archive; ${remedy}`;
  }
  if (parts.includes('') || parts.includes('.')) {
    return `${shown} has a part that names nothing, empty or "."; ${remedy}`;
  }
  if (/[\p{Cc}\p{Cs}\\]/u.test(plain)) {
    return `${shown} has a control character or a backslash, which not every system can store; ${remedy}`;
  }
  if (plain.length > MOST_NAME_CHARACTERS) {
    return `${shown} and so on, has ${plain.length} characters; expected at most ${MOST_NAME_CHARACTERS}; shorten it`;
  }
  return faultOfLength(plain);
}

/**
 * What is wrong with a sound name that is too long to be unpacked.
 *
 * @param what the name is, for the message.
 */
export function faultOfLength(name: string, what = 'the name'): string | undefined {
  const longest = Math.max(...name.split('/').map((part) => Buffer.byteLength(part)));
  if (longest <= MOST_FILE_NAME_BYTES) return undefined;
  return (
    `${what} ${JSON.stringify(name.slice(0, MOST_SHOWN))} and so on, has ${longest} bytes in one part; ` +
    `expected at most ${MOST_FILE_NAME_BYTES}, for file systems store no more; shorten it`
  );
}

const AUDIO = new RegExp(`(?:^|\\.)(?:${AUDIO_FILE_EXTENSIONS.join('|')})$`, 'iu');

/** Audio that is read. */
export function isAudio(extension: string): boolean {
  return AUDIO.test(extension);
}

/** What of the extension of audio says which of several it is: `mic1` of `mic1.wav`, nothing of `wav`. */
export function partOfAudio(extension: string): string {
  return extension.replace(AUDIO, '');
}

/** Audio that cannot be read here. Passed on as it is, it would be taken for audio with noise. */
const FOREIGN_AUDIO =
  /(?:^|\.)(?:m4a|m4b|mp4|3gp|aac|ac3|alac|wma|mp2|mpa|mpga|mka|webm|au|snd|wave|caf|amr|wv|ape|tta|fla|spx|ogx|shn|nist)$/iu;

export function isForeignAudio(extension: string): boolean {
  return FOREIGN_AUDIO.test(extension);
}

/** Whether it is a receipt of ours, from when the source was made. */
export function isReceipt(extension: string): boolean {
  return /(?:^|\.)awgn\.json$/u.test(extension);
}
