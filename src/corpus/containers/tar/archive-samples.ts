import { AwgnError } from '../../../errors.ts';
import { isAudio } from '../../kinds/webdataset/member-name.ts';
import { readSamples, type Sample } from '../../kinds/webdataset/samples.ts';
import { readTar } from '../../kinds/webdataset/tar-members.ts';

/** Counts the samples with audio of an archive, as far as it can be read. */
export async function countSamples(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let count = 0;
  try {
    for await (const sample of readSamples(readTar(bytes), { filesPerWav: 0, namesOnly: true })) {
      if (hasAudio(sample)) count++;
    }
  } catch (error) {
    // Told when the archive is made.
    if (!(error instanceof AwgnError)) throw error;
  }
  return count;
}

/** Whether an archive has no sample at all; one that is damaged is told of when it is made. */
export async function isEmptyArchive(bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
  try {
    for await (const _ of readSamples(readTar(bytes), { filesPerWav: 0, namesOnly: true })) {
      return false;
    }
    return true;
  } catch (error) {
    if (!(error instanceof AwgnError)) throw error;
    return false;
  }
}

/** Whether there is audio in a sample. */
export function hasAudio({ members }: Sample): boolean {
  return members.some(({ extension }) => isAudio(extension));
}
