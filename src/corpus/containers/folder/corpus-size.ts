import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { BYTES_PER_SAMPLE } from '../../../formats/sample-format.ts';
import { messageOf } from '../../../io/error-message.ts';
import { OutputTree } from '../../../io/output-tree.ts';
import { probeReference } from '../../audio/probe-reference.ts';
import { RegularFiles } from '../../audio/regular-files.ts';
import type { CorpusObserver } from '../../plan/corpus-options.ts';
import type { SourceRemarks } from '../../plan/item-plan.ts';
import { FILES_PER_NOISY } from '../../plan/output-paths.ts';
import { OutputPlan } from '../../plan/output-plan.ts';
import { planUtterances } from '../../run/utterance-plan.ts';
import type { FolderOptions } from './folder-options.ts';

/** What a corpus is going to be. */
export interface CorpusSize extends SourceRemarks {
  readonly utterances: number;
  readonly outputs: number;
  /** Of the audio that is going to be written. */
  readonly hours: number;
  readonly bytes: number;
  /** Room on the file system of the result, in bytes. */
  readonly freeBytes: number;
  /** Utterances that nothing is known of before their commands are run. */
  readonly unknown: number;
  /** Rows and files that would fail. */
  readonly failures: number;
}

/** Of what corpus the size is asked for. */
export interface SizeOptions extends FolderOptions {
  readonly folder: string;
  readonly observer?: CorpusObserver | undefined;
}

/** Bytes of a header without further chunks, and of what the lists say about an output. */
const HEADER_BYTES = 44;
const RECEIPT_BYTES = 1200;

/** Reads the source and the headers of its files, and writes nothing. */
export async function sizeOfCorpus(options: SizeOptions): Promise<CorpusSize> {
  const { source, folder, from, to, read, plan, render, pairs, observer } = options;
  const work = mkdtempSync(join(tmpdir(), 'awgn-'));
  let failures = 0;
  const fail = (failure: { origin: string; id?: string; fault: string }) => {
    failures++;
    observer?.failed?.(failure);
  };
  try {
    const utterances = await planUtterances(
      { source, from, to, read },
      { path: join(work, 'plan.jsonl'), temporaryFolder: work, tree: new OutputTree(work) },
      fail,
    );
    const perUtterance = OutputPlan.outputsPerUtterance(plan);
    const noisy = perUtterance - Number(plan.includeClean);
    const files = noisy * FILES_PER_NOISY[pairs] + Number(plan.includeClean);
    const regularFiles = new RegularFiles();
    let seconds = 0;
    let bytes = 0;
    let unknown = 0;
    for (const { id, audio, origin } of utterances.items()) {
      if (audio.type === 'command') {
        unknown++;
        continue;
      }
      try {
        const { header, numberOfFrames: frames } = await probeReference(audio, regularFiles);
        const { format } = header;
        const { encoding = format.storedAs } = render;
        const bytesPerFrame =
          encoding === undefined
            ? format.bytesPerFrame
            : BYTES_PER_SAMPLE[encoding] * format.numberOfChannels;
        seconds += (frames / format.sampleRate) * perUtterance;
        bytes += (frames * bytesPerFrame + HEADER_BYTES) * files + RECEIPT_BYTES * perUtterance;
      } catch (error) {
        fail({ origin, id, fault: messageOf(error) });
      }
    }
    return {
      utterances: utterances.size.utterances,
      outputs: utterances.size.utterances * perUtterance,
      hours: seconds / 3600,
      bytes: Math.ceil(bytes),
      freeBytes: freeBytesAt(folder),
      unknown,
      failures,
      leftOut: utterances.size.leftOut,
      notes: utterances.size.notes,
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Room where a folder is, or is going to be. */
function freeBytesAt(folder: string): number {
  let place = resolve(folder);
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize;
}
