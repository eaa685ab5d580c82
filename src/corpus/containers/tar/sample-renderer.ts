import { messageOf } from '../../../io/error-message.ts';
import { MemorySource } from '../../../io/memory-source.ts';
import { NoiseWorkspace } from '../../../mix/noise-workspace.ts';
import { renderOutput } from '../../run/render-output.ts';
import { MemorySink } from './memory-sink.ts';
import type { SampleRenderOptions, SampleResult, SampleTask, WavOutput } from './sample-task.ts';

/** Room for what a header gains where the output's encoding or size is another. */
const HEADER_BYTES = 1 << 12;

/** Makes the outputs of WAVs that are in memory, in memory. */
export class SampleRenderer {
  readonly #options: SampleRenderOptions;
  readonly #workspace = new NoiseWorkspace();

  constructor(options: SampleRenderOptions) {
    this.#options = options;
  }

  async render(tasks: readonly SampleTask[]): Promise<SampleResult[]> {
    const results: SampleResult[] = [];
    for (const task of tasks) results.push(await this.#renderTask(task));
    return results;
  }

  async #renderTask(task: SampleTask): Promise<SampleResult> {
    const source = new MemorySource(task.name, task.bytes);
    try {
      const outputs: WavOutput[] = [];
      for (const output of task.outputs) {
        if (outputs.length > 0) source.rewind();
        outputs.push(await this.#renderOutput(task, output, source));
      }
      return { outputs };
    } catch (error) {
      return { fault: `${task.name}: ${messageOf(error)}` };
    }
  }

  async #renderOutput(
    { key, bytes }: SampleTask,
    output: SampleTask['outputs'][number],
    source: MemorySource,
  ): Promise<WavOutput> {
    const sinkOf = (name: string | undefined) =>
      name === undefined ? undefined : new MemorySink(name, bytes.length + HEADER_BYTES);
    const { names } = output;
    const noisy = sinkOf(names.noisy)!;
    const clean = sinkOf(names.clean);
    const noise = sinkOf(names.noise);
    const sinks = { noisy, clean, noise };
    const receipt = await renderOutput(key, output, source, sinks, this.#options, this.#workspace);
    if (receipt.output === null) return { receipt };
    return {
      receipt,
      noisy: noisy.bytes,
      ...(clean && { clean: clean.bytes }),
      ...(noise && { noise: noise.bytes }),
    };
  }
}
