import type { NoisySinks } from '../../../audio-files/noisy-outputs.ts';
import { MemorySource } from '../../../io/memory-source.ts';
import type { CorpusReceipt } from '../../plan/corpus-receipt.ts';
import type { OutputPaths, RenderResult, RenderTask } from '../../plan/render-task.ts';
import { type OutputStage, openEach, type RenderSite } from '../../run/task-renderer.ts';
import { MemorySink } from './memory-sink.ts';

/** A WAV of a sample. */
export interface MemoryAudio {
  readonly name: string;
  /** In memory that threads share: a worker that dies of it takes nothing with it. */
  readonly bytes: Uint8Array;
}

/** The files of one output; none where its signal is silent and was to be left out. */
export interface MemoryOutput {
  readonly receipt: CorpusReceipt;
  readonly noisy?: Uint8Array<ArrayBuffer>;
  readonly clean?: Uint8Array<ArrayBuffer>;
  readonly noise?: Uint8Array<ArrayBuffer>;
}

/** One WAV of a sample with all that is to be made of it; its id is the sample's key. */
export type MemoryTask = RenderTask<MemoryAudio>;
export type MemoryResult = RenderResult<MemoryOutput>;

/** Room for what a header gains where the output's encoding or size is another. */
const HEADER_BYTES = 1 << 12;

/** WAVs that are in memory, and outputs that stay there. */
export class MemorySite implements RenderSite<MemoryAudio, MemoryOutput> {
  source({ name, bytes }: MemoryAudio): MemorySource {
    return new MemorySource(name, bytes);
  }

  stage({ bytes }: MemoryAudio): MemoryStage {
    return new MemoryStage(bytes.length + HEADER_BYTES);
  }
}

type MemorySinks = { readonly [name in keyof NoisySinks]: MemorySink | undefined } & {
  readonly noisy: MemorySink;
};

class MemoryStage implements OutputStage<MemoryOutput> {
  readonly #expectedBytes: number;
  readonly #outputs: MemoryOutput[] = [];
  #sinks: MemorySinks | undefined;

  constructor(expectedBytes: number) {
    this.#expectedBytes = expectedBytes;
  }

  open(paths: OutputPaths): MemorySinks {
    this.#sinks = openEach(paths, (name) => new MemorySink(name, this.#expectedBytes));
    return this.#sinks;
  }

  add(receipt: CorpusReceipt): void {
    const { noisy, clean, noise } = this.#sinks!;
    const files = {
      noisy: noisy.bytes,
      ...(clean && { clean: clean.bytes }),
      ...(noise && { noise: noise.bytes }),
    };
    this.#outputs.push(receipt.output === null ? { receipt } : { receipt, ...files });
  }

  async settle(): Promise<MemoryOutput[]> {
    return this.#outputs;
  }

  discard(): void {}
}
