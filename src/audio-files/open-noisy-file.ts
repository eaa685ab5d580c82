import { AudioFormatError } from '../errors.ts';
import type { AudioExtent, AudioHeader, AudioWarning } from '../formats/audio-decoder.ts';
import type { AudioWriter } from '../formats/audio-encoder.ts';
import { writerOf } from '../formats/audio-formats.ts';
import type { Container } from '../formats/containers.ts';
import type { RawFormat } from '../formats/raw/raw-format.ts';
import type { ByteSource } from '../io/byte-source.ts';
import { inTurns, type OnProgress } from '../io/turns.ts';
import type { CreateKernel } from '../kernel/kernel.ts';
import {
  type NoisePass,
  NoiseRun,
  type NoiseRunOptions,
  numberOfPasses,
} from '../mix/noise-run.ts';
import { NoiseWorkspace } from '../mix/noise-workspace.ts';
import type { Receipt } from '../mix/receipt.ts';
import { buildReceipt } from '../mix/receipt-builder.ts';
import { AudioPasses } from './audio-passes.ts';
import { NoisyOutputs, type NoisySinks } from './noisy-outputs.ts';

/** What {@link addNoiseToOpenFile} is to do. */
export interface OpenNoisyFileOptions extends NoiseRunOptions {
  /** Format of what is written. Default `wav`. */
  readonly container?: Container | undefined;
  /** What the source is, if it has no header. */
  readonly raw?: RawFormat | undefined;
  /** True if the receipt is to hold the SHA-256 of input and output. */
  readonly hash?: boolean | undefined;
  /** False if a source whose samples are lost or wrong is to be refused. Default true: it is a warning. */
  readonly acceptDamaged?: boolean | undefined;
  /** Called now and then with the part of the work that is done, 0 to 1, or undefined where that is not known. */
  readonly onProgress?: OnProgress | undefined;
}

/** Whether these options need a source that can be read twice: see `OpenSourceOptions.rereadable`. */
export function readsTwice(options: OpenNoisyFileOptions): boolean {
  return numberOfPasses(options) > 1;
}

/**
 * Adds Gaussian noise to a file that is open already, and is to be read from its start.
 *
 * Neither closes the source nor commits or discards the sinks: those are the caller's. Where the receipt's `output` is
 * null nothing was written.
 *
 * @param source one that can be rewound, where {@link readsTwice} says so.
 * @param workspace to be given by who has many sources: it saves half of the work for one of a few seconds.
 * @throws AwgnError for bad data, damage included where that is not accepted; what source and sinks throw.
 */
export async function addNoiseToOpenFile(
  source: ByteSource,
  sinks: NoisySinks,
  options: OpenNoisyFileOptions,
  workspace: NoiseWorkspace = new NoiseWorkspace(),
): Promise<Receipt> {
  const writer = writerOf(options.container ?? 'wav');
  return new NoisyFile(
    source,
    sinks,
    options,
    workspace,
    writer instanceof Promise ? await writer : writer,
  ).run();
}

/** One run of {@link addNoiseToOpenFile}: the reading and writing of a {@link NoiseRun}. */
class NoisyFile {
  readonly #source: ByteSource;
  readonly #sinks: NoisySinks;
  readonly #options: OpenNoisyFileOptions;
  readonly #workspace: NoiseWorkspace;
  readonly #writer: AudioWriter;
  readonly #run: NoiseRun;
  readonly #passes: AudioPasses;
  #warnings: readonly AudioWarning[] = [];
  /** What a pass before found. */
  #extent: AudioExtent | undefined;
  #decoder: string | undefined;
  #outputs: NoisyOutputs | undefined;

  constructor(
    source: ByteSource,
    sinks: NoisySinks,
    options: OpenNoisyFileOptions,
    workspace: NoiseWorkspace,
    writer: AudioWriter,
  ) {
    const { raw, hash, onProgress } = options;
    this.#source = source;
    this.#sinks = sinks;
    this.#options = options;
    this.#workspace = workspace;
    this.#writer = writer;
    this.#run = new NoiseRun(options, {
      outputFormat: (input, encoding) => writer.sampleFormat(input, encoding),
      parts: sinks.clean !== undefined || sinks.noise !== undefined,
      createFilter: workspace.createFilter,
    });
    const passes = numberOfPasses(options);
    this.#passes = new AudioPasses(source, { numberOfPasses: passes, raw, hash, onProgress });
  }

  async run(): Promise<Receipt> {
    try {
      return await this.#runSteps();
    } finally {
      this.#passes.close();
    }
  }

  async #runSteps(): Promise<Receipt> {
    for (const step of this.#run.steps()) {
      // Each step gives back its kernels, which the next one takes.
      await this.#workspace.lendKernels((createKernel) =>
        step.type === 'pass' ? this.#pass(step, createKernel) : inTurns(step.run(createKernel)),
      );
    }
    const { noisy, clean, noise } = this.#sinks;
    const files = {
      source: this.#source.name,
      container: this.#options.container,
      outputs: { noisy: noisy.name, clean: clean?.name, noise: noise?.name },
      decoder: this.#decoder,
      raw: this.#options.raw?.rawEncoding,
      warnings: this.#warnings,
      sourceSha256: this.#passes.sha256(),
      outputSha256: this.#outputs?.sha256(),
    };
    return buildReceipt(this.#options, files, this.#run.outcome);
  }

  /** What the source knows of its samples, the WAV that it gives them as cannot say. */
  #headerOf(header: AudioHeader): AudioHeader {
    const { codec } = this.#source;
    if (codec === undefined) return header;
    const { decoder = header.decoder, storedAs = header.format.storedAs } = codec;
    return {
      ...header,
      ...(decoder !== undefined && { decoder }),
      format: { ...header.format, ...(storedAs !== undefined && { storedAs }) },
    };
  }

  async #pass(pass: NoisePass, createKernel: CreateKernel): Promise<void> {
    const outputs = pass.isWritten
      ? new NoisyOutputs(this.#sinks, this.#writer, this.#options.hash)
      : undefined;
    const emit: Parameters<NoisePass['end']>[0] = (bytes, parts) => outputs?.write(bytes, parts);
    let isOver = false;
    const end = () => {
      if (!isOver) pass.end(emit);
      isOver = true;
    };
    const { extent, warnings: own } = await this.#passes.run((event) => {
      if (event.type === 'header') {
        const header = this.#headerOf(event.header);
        this.#decoder = header.decoder;
        pass.begin(header.format, createKernel);
        outputs?.begin({ format: this.#run.format, from: header, extent: this.#extent });
      } else if (event.type === 'data') {
        pass.push(event.bytes, emit);
      } else {
        end();
        outputs?.writeTail(event);
      }
    });
    const warnings = [...(this.#source.warnings ?? []), ...own];
    if (this.#options.acceptDamaged === false) refuseDamaged(warnings);
    end();
    outputs?.end();
    this.#extent = extent;
    this.#outputs = outputs;
    this.#warnings = [...warnings, ...((await outputs?.mend()) ?? [])];
  }
}

function refuseDamaged(warnings: readonly AudioWarning[]): void {
  const damage = warnings.find(({ isDamage }) => isDamage);
  if (damage === undefined) return;
  throw new AudioFormatError(
    `the audio is damaged: ${damage.message}; get the file again, or give --accept-damaged to use it as it is`,
    { byteOffset: damage.byteOffset },
  );
}
