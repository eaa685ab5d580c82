import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { WavFrameReader } from '../analysis/wav-frame-reader.ts';
import { CorpusError } from '../errors.ts';
import type { ByteSource } from '../files/byte-source.ts';
import { openSource } from '../files/byte-source.ts';
import { messageOf } from '../files/error-message.ts';
import { createLevelMeter, createNoiseLevelMeter } from '../level/create-level-meter.ts';
import type { LevelMeter } from '../level/level-meter.ts';
import { snrDb } from '../snr/noise-gain.ts';
import { RECEIPTS_NAME, SETTINGS_NAME } from './corpus-folder.ts';
import { type CorpusReceipt, filesOf } from './corpus-receipt.ts';
import { sha256Of } from './file-stamp.ts';
import { jsonLines } from './json-lines.ts';
import { readOwnJson } from './own-json.ts';
import { isInside, soundReceipts } from './sound-receipts.ts';
import { probeWav } from './wav-probe.ts';
import type { MadeArchive } from './webdataset/archive-journal.ts';
import { SHARDS_NAME } from './webdataset/archive-names.ts';

/** What is wrong with a corpus. */
export interface CorpusFault {
  /** Path in the corpus' folder. */
  readonly path: string;
  readonly kind: 'missing' | 'truncated' | 'altered' | 'wrong-snr' | 'wrong-count' | 'unreadable';
  /** What was found and what was expected. */
  readonly detail: string;
}

/** What {@link verifyCorpus} looked at. */
export interface CorpusVerification {
  readonly outputs: number;
  readonly files: number;
  /** Outputs whose SNR was computed anew from their samples. */
  readonly ratios: number;
  readonly faults: number;
}

export interface VerifyOptions {
  readonly folder: string;
  /** Opens the clean audio of an output; undefined where there is none to compare with. */
  readonly openClean?: (receipt: CorpusReceipt) => Promise<ByteSource | undefined>;
  readonly onFault: (fault: CorpusFault) => void;
  /** Called after each output with the bytes looked at. */
  readonly onProgress?: (bytes: number) => void;
}

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

/** Archives are looked at as a whole: each byte of them is in its SHA-256. */
function verifyArchives(
  { folder, onFault, onProgress }: VerifyOptions,
  archives: Iterable<MadeArchive>,
): CorpusVerification {
  const counts = { outputs: 0, files: 0, ratios: 0, faults: 0 };
  for (const made of archives) {
    if (!isSound(made)) {
      throw new CorpusError(
        `${join(folder, SHARDS_NAME)} has a line that is no archive's; expected the file as awgn wrote it; make the corpus anew`,
      );
    }
    const { shard, bytes, sha256, outputs } = made;
    counts.files++;
    counts.outputs += outputs;
    const fault = archiveFault(join(folder, shard), bytes, sha256);
    onProgress?.(bytes);
    if (fault === undefined) continue;
    counts.faults++;
    onFault({ path: shard, ...fault });
  }
  return counts;
}

function isSound(made: Partial<MadeArchive> | null): boolean {
  const { shard, bytes, sha256, outputs } = made ?? {};
  return (
    typeof shard === 'string' &&
    isInside(shard) &&
    Number.isSafeInteger(bytes) &&
    Number.isSafeInteger(outputs) &&
    typeof sha256 === 'string'
  );
}

function archiveFault(
  path: string,
  bytes: number,
  sha256: string,
): Omit<CorpusFault, 'path'> | undefined {
  const remedy = 'run awgn corpus again with --resume';
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return { kind: 'missing', detail: `it is missing; ${remedy}` };
  if (!stats.isFile()) {
    return { kind: 'unreadable', detail: `it is no regular file; expected an archive; ${remedy}` };
  }
  const found = stats.size;
  if (found < bytes) {
    return { kind: 'truncated', detail: `it has ${found} bytes; expected ${bytes}; ${remedy}` };
  }
  if (sha256Of(path) === sha256) return undefined;
  return { kind: 'altered', detail: `its SHA-256 is not the one in ${SHARDS_NAME}; ${remedy}` };
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
    for (const receipt of receiptsOf(folder)) await this.#verify(receipt);
    this.#verifyCounts();
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
      const fault = faultOfFile(path, file.sha256, receipt);
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
    if (receipt.snr_achieved_db === null || receipt.level === null) return;
    try {
      const clean = await this.#options.openClean?.(receipt);
      if (clean === undefined) return;
      try {
        const found = await ratioDb(clean, join(this.#options.folder, path), receipt);
        this.#ratios++;
        if (Math.abs(found - receipt.snr_achieved_db) <= TOLERANCE_DB) return;
        const detail = `its SNR is ${found.toFixed(4)} dB; expected ${receipt.snr_achieved_db.toFixed(4)} as the receipt states`;
        this.#fault({ path, kind: 'wrong-snr', detail });
      } finally {
        clean.close();
      }
    } catch (error) {
      this.#fault({ path, kind: 'unreadable', detail: messageOf(error) });
    }
  }

  #verifyCounts(): void {
    const path = join(this.#options.folder, SETTINGS_NAME);
    if (!existsSync(path)) {
      this.#fault({
        path: SETTINGS_NAME,
        kind: 'missing',
        detail: 'it is missing; expected how the corpus was made',
      });
      return;
    }
    const { outputs, silent } = readOwnJson(path);
    if (outputs === this.#outputs && silent === this.#silent) return;
    this.#fault({
      path: RECEIPTS_NAME,
      kind: 'wrong-count',
      detail: `it has ${this.#outputs} outputs and ${this.#silent} silent ones; expected ${outputs} and ${silent} as ${SETTINGS_NAME} states`,
    });
  }

  #fault(fault: CorpusFault): void {
    this.#faults++;
    this.#options.onFault(fault);
  }
}

function faultOfFile(
  path: string,
  sha256: string,
  receipt: CorpusReceipt,
): Omit<CorpusFault, 'path'> | undefined {
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
    const { numberOfFrames } = probeWav(path, path);
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
    const cleanReader = await WavFrameReader.open(clean);
    const noisyReader = await WavFrameReader.open(noisy);
    const { format } = noisyReader.header;
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
