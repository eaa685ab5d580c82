import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { AUDIO_FILE_EXTENSIONS } from '../../../formats/audio-file-extensions.ts';
import type { LeftOut } from '../../utterance.ts';

/** What a file of a data directory is for. */
export type KaldiFileRole =
  /** `wav.scp`: recordings. */
  | 'audio'
  /** `segments`: utterances in recordings. */
  | 'segments'
  /** Lines of speakers. */
  | 'speaker'
  /** Lines of utterances or recordings; of files of unknown names also of speakers. */
  | 'column'
  /** `spk2utt`: says what `utt2spk` does. */
  | 'speakers';

/** A list of a data directory. */
export interface KaldiFile {
  readonly name: string;
  readonly role: KaldiFileRole;
  /** Whether an id has one line at most, and every line must have an id that is there. Of other files nothing is demanded. */
  readonly isKnown: boolean;
}

/** Lists that have a line for every utterance when they are there at all. */
export const COMPLETE_LISTS: readonly string[] = ['text', 'utt2spk'];

/**
 * Lists that are not carried over, because they describe features of the clean audio, or because a result has its own.
 * (All `.scp` but `wav.scp` belong to them: `feats.scp`, `cmvn.scp`, `vad.scp`, and ESPnet's `spk1.scp`.)
 */
const LEFT_OUT = new Set(
  'utt2num_frames num_frames frame_shift utt2max_frames spk2max_frames audio'.split(' '),
);

/** What is no list by its name: archives, features, scripts, tables. */
const NO_LIST =
  /\.(scp|ark|ali|gz|bz2|xz|zip|tar|wav|flac|mp3|sph|sh|py|pl|md|conf|log|json|jsonl|csv|tsv|html|part|bak|swp)$|~$|^(readme|license|changelog|notes|todo)|[\s\p{Cc}\ufffd]/iu;

/** Lists whose form utils/validate_data_dir.sh looks at. */
const KNOWN = new Set(
  'reco2dur reco2file_and_channel segments spk2gender spk2utt spk2warp text utt2dur utt2lang utt2spk utt2uniq utt2warp wav.scp'.split(
    ' ',
  ),
);

const SNIFFED_BYTES = 4096;

/** The lists of a data directory that are read, in the order of their names. */
export function listKaldiFiles(folder: string): KaldiFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) => {
      const role = roleOf(name);
      const isKnown = KNOWN.has(name);
      return role !== undefined && (isKnown || isText(join(folder, name)))
        ? [{ name, role, isKnown }]
        : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Files and folders of a data directory that are not read: what they say is not in the result. Hidden ones may be anybody's. */
export function leftOutKaldiFiles(folder: string): LeftOut[] {
  const read = new Set(listKaldiFiles(folder).map(({ name }) => name));
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !read.has(name) && !name.startsWith('.') && !mayBeAudio(name))
    .map((entry) => ({
      origin: entry.name,
      leftOut: entry.isDirectory()
        ? 'folders of a data directory'
        : OF_FEATURES.test(entry.name) || LEFT_OUT.has(entry.name)
          ? `lists of the clean audio's features, which noise changes (${entry.name})`
          : 'files of a data directory that are no lists',
    }));
}

/** Whether wav.scp may well name the file. */
function mayBeAudio(name: string): boolean {
  return AUDIO_FILE_EXTENSIONS.includes(extname(name).slice(1).toLowerCase());
}

/** Made of the audio, and to be made anew. */
const OF_FEATURES = /\.scp$/;

function roleOf(name: string): KaldiFileRole | undefined {
  if (name === 'wav.scp') return 'audio';
  if (name === 'segments') return 'segments';
  if (name === 'spk2utt') return 'speakers';
  if (LEFT_OUT.has(name) || NO_LIST.test(name)) return undefined;
  return name.startsWith('spk') ? 'speaker' : 'column';
}

/** Whether a file of unknown content may be a list: no directory's link, no pipe, no bytes that text has not. */
function isText(path: string): boolean {
  let fd: number;
  try {
    if (!statSync(path).isFile()) return false;
    fd = openSync(path, 'r');
  } catch {
    return false;
  }
  try {
    const bytes = Buffer.alloc(SNIFFED_BYTES);
    const count = readSync(fd, bytes, 0, SNIFFED_BYTES, 0);
    return !bytes.subarray(0, count).includes(0);
  } finally {
    closeSync(fd);
  }
}
