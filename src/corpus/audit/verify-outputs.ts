import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type ByteSource, openSource } from '../../io/byte-source.ts';
import { messageOf } from '../../io/error-message.ts';
import { turn } from '../../io/turns.ts';
import { contentsOf } from '../containers/containers.ts';
import type { CorpusReceipt } from '../plan/corpus-receipt.ts';
import { type CorpusWarnings, WarningCount } from '../plan/warning-count.ts';
import { ratioDb } from '../run/audio-ratio.ts';
import type { CorpusFault, FileFault, StoredFile, StoredPart } from '../run/corpus-contents.ts';
import { countFault, settingsIn } from './corpus-counts.ts';

/** Rounding of the sums alone may make this difference. */
const TOLERANCE_DB = 0.001;

/** What a verification looked at. */
export interface CorpusVerification extends CorpusWarnings {
  readonly outputs: number;
  readonly files: number;
  /** Outputs whose SNR was computed anew from their samples. */
  readonly ratios: number;
  /** Outputs that were not compared, since the list that was given as the source does not have them. */
  readonly notListed: number;
  readonly faults: number;
}

export interface VerifyOptions {
  readonly folder: string;
  /** Opens the clean audio of an output; undefined where there is none to compare with, a fault where there should be. */
  readonly openClean?: (
    receipt: CorpusReceipt,
  ) => Promise<ByteSource | FileFault | 'not-listed' | undefined>;
  readonly onFault: (fault: CorpusFault) => void;
  /** Called with the outputs looked at, and those that there are if the corpus says so. May throw, which ends the work. */
  readonly onOutputs?: ((outputs: number, all: number | undefined) => void) | undefined;
}

/**
 * Looks whether a corpus is what its lists say: every file there, with every byte, at the SNR that was stated.
 *
 * Ratios are computed from the samples where the clean audio is at hand: written beside, or opened by the caller.
 *
 * @throws CorpusError where there are no receipts.
 */
export async function verifyOutputs(options: VerifyOptions): Promise<CorpusVerification> {
  return new Verification(options).run();
}

class Verification {
  readonly #options: VerifyOptions;
  readonly #warnings = new WarningCount();
  #outputs = 0;
  #silent = 0;
  #files = 0;
  #ratios = 0;
  #notListed = 0;
  #faults = 0;

  constructor(options: VerifyOptions) {
    this.#options = options;
  }

  async run(): Promise<CorpusVerification> {
    const { folder } = this.#options;
    const settings = settingsIn(folder);
    const contents = contentsOf(folder, settings ?? {});
    const all = typeof settings?.outputs === 'number' ? settings.outputs : undefined;
    for (const part of contents.parts((fault) => this.#fault(fault))) {
      this.#options.onOutputs?.(this.#outputs, all);
      await this.#verify(part);
      await turn();
    }
    for (const receipt of contents.receiptsApart ?? []) this.#warnings.add(receipt);
    const wrong = countFault(contents.listName, settings, this.#outputs, this.#silent);
    if (wrong !== undefined) this.#fault(wrong);
    return {
      outputs: this.#outputs,
      files: this.#files,
      ratios: this.#ratios,
      notListed: this.#notListed,
      faults: this.#faults,
      ...this.#warnings.counts(),
    };
  }

  async #verify({ outputs, silent, files, receipt }: StoredPart): Promise<void> {
    this.#outputs += outputs;
    this.#silent += silent;
    if (receipt !== undefined) this.#warnings.add(receipt);
    let isSound = true;
    for (const file of files) {
      this.#files++;
      const path = join(this.#options.folder, file.path);
      const fault = await faultOf(file, path);
      if (fault === undefined) continue;
      isSound = false;
      this.#fault({ path: file.path, ...fault });
    }
    if (isSound && receipt !== undefined) await this.#compare(receipt, receipt.output!);
  }

  /** Compares an output with what it was made of. */
  async #compare(receipt: CorpusReceipt, path: string): Promise<void> {
    // Null where it is not finite: nothing was added, or there is no signal.
    const statedDb = receipt.snr_achieved_db;
    try {
      const clean = await this.#options.openClean?.(receipt);
      if (clean === undefined) return;
      if (clean === 'not-listed') {
        this.#notListed++;
        return;
      }
      if ('kind' in clean) {
        this.#fault({ path, ...clean });
        return;
      }
      try {
        // There is no noise in it.
        if (receipt.level === null) return;
        const noisy = openSource(join(this.#options.folder, path), { rereadable: false });
        const found = await ratioDb(clean, noisy, receipt).finally(() => noisy.close());
        this.#ratios++;
        const isAsStated =
          statedDb === null ? !Number.isFinite(found) : Math.abs(found - statedDb) <= TOLERANCE_DB;
        if (isAsStated) return;
        const detail = `its SNR is ${inWords(found)}; expected ${inWords(statedDb)} as the receipt states`;
        this.#fault({ path, kind: 'wrong-snr', detail });
      } finally {
        clean.close();
      }
    } catch (error) {
      this.#fault({ path, kind: 'unreadable', detail: messageOf(error) });
    }
  }

  #fault(fault: CorpusFault): void {
    this.#faults++;
    this.#options.onFault(fault);
  }
}

function inWords(ratioDb: number | null): string {
  return ratioDb !== null && Number.isFinite(ratioDb) ? `${ratioDb.toFixed(4)} dB` : 'no number';
}

async function faultOf(file: StoredFile, path: string): Promise<FileFault | undefined> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    return { kind: 'missing', detail: 'it is missing; run awgn corpus again with --resume' };
  }
  // A device or a pipe need not end.
  if (!stats.isFile()) {
    return { kind: 'unreadable', detail: `it is no regular file; expected ${file.expected}` };
  }
  return file.compare(path);
}
