import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FrameReader } from '../../analysis/frame-reader.ts';
import { CorpusError } from '../../errors.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { openSource } from '../../io/byte-source.ts';
import { messageOf } from '../../io/error-message.ts';
import { sha256Of } from '../../io/file-stamp.ts';
import { createLevelMeter, createNoiseLevelMeter } from '../../level/level-definitions.ts';
import type { LevelMeter } from '../../level/level-meter.ts';
import { snrDb } from '../../noise/noise-gain.ts';
import { probeAudio } from '../audio/audio-probe.ts';
import { jsonLines } from '../lists/json-lines.ts';
import { type CorpusReceipt, filesOf } from '../plan/corpus-receipt.ts';
import { RECEIPTS_NAME, SHARDS_NAME } from '../plan/result-names.ts';
import { soundReceipts } from '../state/sound-receipts.ts';
import { countFault, settingsIn } from './corpus-counts.ts';
import type { CorpusFault, CorpusVerification, VerifyOptions } from './corpus-verification.ts';
import { ReceiptAgreement } from './receipt-agreement.ts';
import { verifyArchives } from './verify-archives.ts';

/** Rounding of the sums alone may make this difference. */
const TOLERANCE_DB = 0.001;

/**
 * Looks whether a corpus is what its receipts say: every file there, with every byte, at the SNR that was stated.
 *
 * Ratios are computed from the samples where the clean audio is at hand: written beside, or opened by the caller.
 *
 * @throws CorpusError where there are no receipts.
 */
export async function verifyCorpus(options: VerifyOptions): Promise<CorpusVerification> {
  const shards = join(options.folder, SHARDS_NAME);
  if (existsSync(shards)) return verifyArchives(options, jsonLines(shards));
  return new Verification(options).run();
}

/** The receipts of a finished corpus. */
export function receiptsOf(folder: string): Generator<CorpusReceipt> {
  const path = join(folder, RECEIPTS_NAME);
  // Throws what the system says of a folder that may not be entered.
  if (statSync(path, { throwIfNoEntry: false })) return soundReceipts(path);
  throw new CorpusError(
    `${folder} has no ${RECEIPTS_NAME}; expected the folder of a corpus that awgn has finished; go on with --resume if it broke off`,
  );
}

class Verification {
  readonly #options: VerifyOptions;
  #outputs = 0;
  #silent = 0;
  #files = 0;
  #ratios = 0;
  #faults = 0;

  constructor(options: VerifyOptions) {
    this.#options = options;
  }

  async run(): Promise<CorpusVerification> {
    const { folder } = this.#options;
    const receipts = receiptsOf(folder);
    const settings = settingsIn(folder);
    const agreement = new ReceiptAgreement(settings ?? {});
    try {
      for (const receipt of receipts) {
        const detail = agreement.faultOf(receipt);
        if (detail !== undefined) this.#fault(inconsistent(detail));
        await this.#verify(receipt);
      }
      for (const path of agreement.sharedFiles()) {
        this.#fault(inconsistent(`${path} is the file of several receipts; expected one for each`));
      }
    } finally {
      agreement.close();
    }
    this.#verifyCounts(settings);
    return {
      outputs: this.#outputs,
      files: this.#files,
      ratios: this.#ratios,
      faults: this.#faults,
    };
  }

  async #verify(receipt: CorpusReceipt): Promise<void> {
    const isVirtual = receipt.command !== undefined;
    if (receipt.output === null && !isVirtual) {
      this.#silent++;
      return;
    }
    this.#outputs++;
    if (receipt.output === null) return;
    let bytes = 0;
    let isSound = true;
    for (const file of filesOf(receipt)) {
      this.#files++;
      const path = join(this.#options.folder, file.path);
      const fault = await faultOfFile(path, file.sha256, receipt);
      if (fault === undefined) {
        bytes += statSync(path).size;
        continue;
      }
      isSound = false;
      this.#fault({ path: file.path, ...fault });
    }
    if (isSound) await this.#verifyRatio(receipt, receipt.output);
    this.#options.onProgress?.(bytes);
  }

  async #verifyRatio(receipt: CorpusReceipt, path: string): Promise<void> {
    if (receipt.level === null) return;
    // Null where it is not finite: nothing was added, or there is no signal.
    const statedDb = receipt.snr_achieved_db;
    try {
      const clean = await this.#options.openClean?.(receipt);
      if (clean === undefined) return;
      try {
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

  #verifyCounts(settings: Readonly<Record<string, unknown>> | undefined): void {
    const fault = countFault(RECEIPTS_NAME, settings, this.#outputs, this.#silent);
    if (fault !== undefined) this.#fault(fault);
  }

  #fault(fault: CorpusFault): void {
    this.#faults++;
    this.#options.onFault(fault);
  }
}

function inWords(ratioDb: number | null): string {
  return ratioDb !== null && Number.isFinite(ratioDb) ? `${ratioDb.toFixed(4)} dB` : 'no number';
}

function inconsistent(detail: string): CorpusFault {
  const remedy = `${detail}, as awgn wrote them; make the corpus anew`;
  return { path: RECEIPTS_NAME, kind: 'inconsistent', detail: remedy };
}

async function faultOfFile(
  path: string,
  sha256: string,
  receipt: CorpusReceipt,
): Promise<Omit<CorpusFault, 'path'> | undefined> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    return { kind: 'missing', detail: 'it is missing; run awgn corpus again with --resume' };
  }
  // A device or a pipe need not end.
  if (!stats.isFile()) {
    return { kind: 'unreadable', detail: 'it is no regular file; expected a WAV file; remove it' };
  }
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
        `its clean audio has ${numberOfChannels} channels; expected ${format.numberOfChannels} as it has; the source was changed: ` +
          'run awgn corpus again with --resume',
      );
    }
    const level = receipt.level!;
    const signalMeter = createLevelMeter(level, format);
    const noiseMeter = createNoiseLevelMeter(level, format);
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
