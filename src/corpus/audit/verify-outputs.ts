import { statSync } from 'node:fs';
import { join } from 'node:path';
import { FrameReader } from '../../analysis/frame-reader.ts';
import { CorpusError } from '../../errors.ts';
import { type ByteSource, openSource } from '../../io/byte-source.ts';
import { messageOf } from '../../io/error-message.ts';
import { turn } from '../../io/turns.ts';
import { createNoiseMeter, createSignalMeter } from '../../level/level-definitions.ts';
import type { LevelMeter } from '../../level/level-meter.ts';
import { MeterMemory } from '../../level/meter-memory.ts';
import { snrDb } from '../../noise/noise-gain.ts';
import { contentsOf } from '../containers/containers.ts';
import type { CorpusReceipt } from '../plan/corpus-receipt.ts';
import { type CorpusWarnings, WarningCount } from '../plan/warning-count.ts';
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
        const found = await ratioDb(clean, join(this.#options.folder, path), receipt);
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

/** The SNR of a file by the definition of its receipt, from the samples of both. */
async function ratioDb(
  clean: ByteSource,
  noisyPath: string,
  receipt: CorpusReceipt,
): Promise<number> {
  const noisy = openSource(noisyPath, { rereadable: false });
  try {
    const cleanReader = await FrameReader.open(clean);
    const noisyReader = await FrameReader.open(noisy);
    const { format } = noisyReader.header;
    const { numberOfChannels } = cleanReader.header.format;
    if (numberOfChannels !== format.numberOfChannels) {
      throw new CorpusError(
        'ERR_SOURCE_CHANGED',
        `its clean audio has ${numberOfChannels} channels; expected ${format.numberOfChannels} as it has; the source was changed: ` +
          'run awgn corpus again with --resume',
      );
    }
    const level = receipt.level!;
    const memory = new MeterMemory();
    const signalMeter = createSignalMeter(level, format, memory);
    const noiseMeter = createNoiseMeter(level, format, memory);
    const scale = 10 ** (receipt.gain_db / 20);
    for (;;) {
      const signal = await cleanReader.read();
      const mixed = await noisyReader.read();
      if (signal === undefined || mixed === undefined) break;
      signalMeter.process(signal);
      for (const [channel, samples] of mixed.channelData.entries()) {
        const reference = signal.channelData[channel]!;
        for (let i = 0; i < samples.length; i++) samples[i]! -= scale * reference[i]!;
      }
      noiseMeter.process(mixed);
    }
    const isSeparate = receipt.channel_levels === 'separate';
    return snrDb(powerOf(signalMeter, isSeparate) * scale ** 2, powerOf(noiseMeter, isSeparate));
  } finally {
    noisy.close();
  }
}

function powerOf(meter: LevelMeter, isSeparate: boolean): number {
  if (!isSeparate) return meter.power() ?? 0;
  const powers = meter.channelPowers();
  return powers.reduce<number>((sum, power) => sum + (power ?? 0), 0) / powers.length;
}
