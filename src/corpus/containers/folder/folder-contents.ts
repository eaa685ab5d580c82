import { extname } from 'node:path';
import { probeAudio } from '../../../audio-files/audio-probe.ts';
import {
  AUDIO_FILE_EXTENSIONS,
  FOREIGN_AUDIO_EXTENSIONS,
} from '../../../formats/audio-file-extensions.ts';
import { messageOf } from '../../../io/error-message.ts';
import { sha256Of } from '../../../io/file-stamp.ts';
import { type CorpusReceipt, filesOf } from '../../plan/corpus-receipt.ts';
import { RECEIPTS_NAME } from '../../plan/result-names.ts';
import type {
  CorpusContents,
  CorpusFault,
  FileFault,
  StoredFile,
  StoredPart,
} from '../../run/corpus-contents.ts';
import { isLeftOut } from '../../run/corpus-totals.ts';
import { FoundFiles, unlisted } from '../../run/found-files.ts';
import { receiptsIn } from '../../state/sound-receipts.ts';
import { ReceiptAgreement } from './receipt-agreement.ts';

/** What a corpus of files holds, by its receipts. */
export class FolderContents implements CorpusContents {
  readonly listName = RECEIPTS_NAME;
  readonly #folder: string;
  readonly #receipts: Generator<CorpusReceipt>;
  readonly #settings: Readonly<Record<string, unknown>>;

  /**
   * @param folder of the corpus.
   * @param settings of `awgn.json`; what it does not say is not looked at.
   * @throws CorpusError where there are no receipts.
   */
  constructor(folder: string, settings: Readonly<Record<string, unknown>>) {
    this.#folder = folder;
    this.#receipts = receiptsIn(folder);
    this.#settings = settings;
  }

  *parts(onFault: (fault: CorpusFault) => void): Generator<StoredPart> {
    const audio = new FoundFiles(this.#folder, isAudioFile, this.listName);
    const agreement = new ReceiptAgreement(this.#settings, audio.fold);
    try {
      for (const receipt of this.#receipts) {
        const detail = agreement.faultOf(receipt);
        if (detail !== undefined) onFault(inconsistent(detail));
        yield partOf(receipt);
      }
      for (const { path, receipts } of agreement.unmatchedFiles(audio.paths())) {
        onFault(
          receipts === 'none'
            ? unlisted(path)
            : inconsistent(`${path} is the file of several receipts; expected one for each`),
        );
      }
    } finally {
      audio.close();
      agreement.close();
    }
  }
}

const AUDIO_EXTENSIONS: ReadonlySet<string> = new Set(
  [...AUDIO_FILE_EXTENSIONS, ...FOREIGN_AUDIO_EXTENSIONS].map((extension) => `.${extension}`),
);

function isAudioFile(name: string): boolean {
  return AUDIO_EXTENSIONS.has(extname(name).toLowerCase());
}

function partOf(receipt: CorpusReceipt): StoredPart {
  if (isLeftOut(receipt)) return { outputs: 0, silent: 1, files: [] };
  // Made when it is read.
  if (receipt.output === null) return { outputs: 1, silent: 0, files: [] };
  const files = filesOf(receipt).map(
    ({ path, sha256 }): StoredFile => ({
      path,
      expected: 'a WAV file; remove it',
      compare: (absolute) => compare(absolute, sha256, receipt),
    }),
  );
  return { outputs: 1, silent: 0, files, receipt };
}

async function compare(
  path: string,
  sha256: string,
  receipt: CorpusReceipt,
): Promise<FileFault | undefined> {
  try {
    if (sha256Of(path) === sha256) return undefined;
    const { numberOfFrames } = await probeAudio(path, path);
    return numberOfFrames < receipt.frames
      ? {
          kind: 'truncated',
          detail: `it has ${numberOfFrames} frames; expected ${receipt.frames}; run awgn corpus again with --resume`,
        }
      : {
          kind: 'altered',
          detail: `its SHA-256 is not that of its receipt, ${sha256}; run awgn corpus again with --resume`,
        };
  } catch (error) {
    return { kind: 'altered', detail: messageOf(error) };
  }
}

function inconsistent(detail: string): CorpusFault {
  const remedy = `${detail}, as awgn wrote them; make the corpus anew`;
  return { path: RECEIPTS_NAME, kind: 'inconsistent', detail: remedy };
}
