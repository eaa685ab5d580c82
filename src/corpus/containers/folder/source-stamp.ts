import { isPart } from '../../../audio-files/audio-part.ts';
import { readAll } from '../../../io/byte-source.ts';
import { type FileStamp, sha256Of, stampOf } from '../../../io/file-stamp.ts';
import { createSha256 } from '../../../io/sha256.ts';
import { AudioOpener } from '../../audio/audio-source.ts';
import { type CorpusReceipt, partInReceipt } from '../../plan/corpus-receipt.ts';
import { type AudioReference, filesOfAudio, nameOfAudio } from '../../utterance.ts';
import type { UtteranceEntry } from './utterance-entry.ts';

/** Of the file that holds an utterance's audio, or of all of them; undefined where there is none. */
export function stampOfSource(audio: AudioReference): FileStamp | undefined {
  if (audio.type === 'command') return undefined;
  try {
    const stamps = filesOfAudio(audio).map(({ path }) => stampOf(path));
    return {
      bytes: stamps.reduce((sum, { bytes }) => sum + bytes, 0),
      changedMs: Math.max(...stamps.map(({ changedMs }) => changedMs)),
    };
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
  const { source_start_s, source_duration_s, source_channels } = partInReceipt(audio);
  return (
    receipt.source === nameOfAudio(audio) &&
    receipt.source_start_s === source_start_s &&
    receipt.source_duration_s === source_duration_s &&
    String(receipt.source_channels) === String(source_channels)
  );
}

/** What receipts have as `source_sha256`: of the file, or of the part that is used as a file of its own. */
export async function sha256OfAudio(audio: AudioReference): Promise<string> {
  if (audio.type === 'file' && !isPart(audio)) return sha256Of(audio.path);
  const hash = createSha256();
  // Parts of files need no place for what commands write.
  const opener = new AudioOpener('', 'resume');
  const source = await opener.open(audio);
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
    opener.close();
  }
  return hash.digest('hex');
}
