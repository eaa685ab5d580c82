import { isSafePlace } from '../../plan/audio-paths.ts';

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

/** What is wrong with a name that others are going to unpack, if anything. */
export function faultOfName(name: string): string | undefined {
  if (isSafePlace(name.replace(/^(?:\.\/)+/u, ''))) return undefined;
  return `the name ${JSON.stringify(name.slice(0, MOST_SHOWN))} leads out of the archive, or is one that not every system can store; expected folders and a file with plain names; rename it`;
}

const MOST_SHOWN = 120;

export function isWav(extension: string): boolean {
  return /(?:^|\.)wav$/iu.test(extension);
}

/** What of a WAV's extension says which of several it is: `mic1` of `mic1.wav`, nothing of `wav`. */
export function partOfWav(extension: string): string {
  return extension.replace(/\.?wav$/iu, '');
}

/** Audio that cannot be read here. Passed on as it is, it would be taken for audio with noise. */
const FOREIGN_AUDIO = /(?:^|\.)(?:flac|mp3|ogg|oga|opus|m4a|aac|wma|aiff?|au|sph|w64|caf|amr)$/iu;

export function isForeignAudio(extension: string): boolean {
  return FOREIGN_AUDIO.test(extension);
}

/** Whether it is a receipt of ours, from when the source was made. */
export function isReceipt(extension: string): boolean {
  return /(?:^|\.)awgn\.json$/u.test(extension);
}
