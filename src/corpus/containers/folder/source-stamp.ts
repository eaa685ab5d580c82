import { readAll } from '../../../io/byte-source.ts';
import { type FileStamp, sha256Of, stampOf } from '../../../io/file-stamp.ts';
import { createSha256 } from '../../../io/sha256.ts';
import { openCut } from '../../audio/cut-source.ts';
import type { CorpusReceipt } from '../../plan/corpus-receipt.ts';
import type { AudioReference } from '../../utterance.ts';
import type { UtteranceEntry } from './utterance-entry.ts';

/** Of the file that holds an utterance's audio; undefined where there is none. */
export function stampOfSource(audio: AudioReference): FileStamp | undefined {
  if (audio.type === 'command') return undefined;
  try {
    return stampOf(audio.path);
  } catch {
    // Whoever reads it hears why.
    return undefined;
  }
}

/**
 * Whether the audio that an utterance was made of is what its source has now. A file that looks as it did is not read;
 * what a command would write is not asked.
 *
 * @param now from {@link stampOfSource}.
 */
export async function isMadeOf(
  entry: UtteranceEntry,
  audio: AudioReference,
  now: FileStamp | undefined,
): Promise<boolean> {
  if (!entry.outputs.every(({ receipt }) => isNamedIn(receipt, audio))) return false;
  if (audio.type === 'command') return true;
  if (now === undefined) return false;
  const before = entry.source;
  if (before?.bytes === now.bytes && before.changedMs === now.changedMs) return true;
  const made = new Set(entry.outputs.map(({ receipt }) => receipt.source_sha256));
  if (made.size !== 1 || made.has(undefined)) return false;
  try {
    return made.has(await sha256OfAudio(audio));
  } catch {
    return false;
  }
}

/** Whether a receipt says that it is of this audio: a list may name another file, part or command under an old id. */
function isNamedIn(receipt: CorpusReceipt, audio: AudioReference): boolean {
  if (audio.type === 'command') return receipt.source === audio.command;
  return (
    receipt.source === audio.name &&
    receipt.source_start_s === audio.startSeconds &&
    receipt.source_duration_s === audio.durationSeconds
  );
}

/** What receipts have as `source_sha256`: of the file, or of the part that is used as a file of its own. */
export async function sha256OfAudio(
  audio: AudioReference & { readonly type: 'file' },
): Promise<string> {
  const { path, name, startSeconds = 0, durationSeconds } = audio;
  if (startSeconds === 0 && durationSeconds === undefined) return sha256Of(path);
  const hash = createSha256();
  const source = await openCut(path, name, startSeconds, durationSeconds);
  try {
    await readAll(
      source,
      () => {},
      (bytes) => {
        hash.update(bytes);
      },
    );
  } finally {
    source.close();
  }
  return hash.digest('hex');
}
