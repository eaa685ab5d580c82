import type { NoisySinks } from '../../audio-files/noisy-outputs.ts';
import { addNoiseToOpenFile } from '../../audio-files/open-noisy-file.ts';
import { containerOf } from '../../audio-files/output-container.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { messageOf } from '../../io/error-message.ts';
import { turn } from '../../io/turns.ts';
import { NoiseWorkspace } from '../../mix/noise-workspace.ts';
import type { CorpusReceipt } from '../plan/corpus-receipt.ts';
import { noiseTargetOf, type PlannedOutput } from '../plan/planned-output.ts';
import type { NoiseSettings, OutputPaths, RenderResult, RenderTask } from '../plan/render-task.ts';
import { partRatiosDb } from './part-ratios.ts';
import { isFatal } from './render-fault.ts';

/** The outputs of one task on their way, until they are put away together. */
export interface OutputStage<Made> {
  /** Opens the files of an output. */
  open(output: OutputPaths): NoisySinks;
  /** To be called when these are written. Of an output that is left out, nothing stays. */
  add(receipt: CorpusReceipt): void | Promise<void>;
  /** Puts them in their places. */
  settle(): Promise<Made[]>;
  discard(): void;
}

/** Opens what the files of an output go into. */
export function openEach<Sink>(
  { audioPath, cleanPath, noisePath }: OutputPaths,
  open: (name: string) => Sink,
): { readonly noisy: Sink; readonly clean: Sink | undefined; readonly noise: Sink | undefined } {
  return {
    noisy: open(audioPath),
    clean: cleanPath === undefined ? undefined : open(cleanPath),
    noise: noisePath === undefined ? undefined : open(noisePath),
  };
}

/** Where tasks find their audio, and their outputs go. */
export interface RenderSite<Audio, Made> {
  /** @returns the audio at its start. */
  source(audio: Audio): ByteSource | Promise<ByteSource>;
  stage(audio: Audio): OutputStage<Made>;
}

/** Makes the outputs of tasks, one task at a time, and puts those of one away while the next one is made. */
export class TaskRenderer<Audio, Made> {
  readonly #settings: NoiseSettings;
  readonly #site: RenderSite<Audio, Made>;
  readonly #workspace = new NoiseWorkspace();
  #last: Promise<unknown> = Promise.resolve();

  constructor(settings: NoiseSettings, site: RenderSite<Audio, Made>) {
    this.#settings = settings;
    this.#site = site;
  }

  /** @returns one result for each task of a batch, in order. */
  async render(tasks: readonly RenderTask<Audio>[]): Promise<RenderResult<Made>[]> {
    const rendered = this.#last.then(() => this.#renderAll(tasks));
    this.#last = rendered;
    return Promise.all((await rendered).map((settle) => settle()));
  }

  async #renderAll(
    tasks: readonly RenderTask<Audio>[],
  ): Promise<(() => Promise<RenderResult<Made>>)[]> {
    const settlers: (() => Promise<RenderResult<Made>>)[] = [];
    for (const task of tasks) {
      settlers.push(await this.#render(task));
      // The thread may have others to serve, and signals to hear.
      await turn();
    }
    return settlers;
  }

  /** @returns what puts the outputs of a task in their places. */
  async #render({
    id,
    audio,
    parts,
    outputs,
  }: RenderTask<Audio>): Promise<() => Promise<RenderResult<Made>>> {
    const stage = this.#site.stage(audio);
    const failure = (error: unknown) => {
      stage.discard();
      return { id, fault: messageOf(error), isFatal: isFatal(error) };
    };
    try {
      const source = await this.#site.source(audio);
      try {
        for (const [place, output] of outputs.entries()) {
          if (place > 0) source.rewind();
          const sinks = stage.open(output);
          const receipt = await this.#renderOutput(id, output, source, sinks);
          await stage.add(
            parts === undefined
              ? receipt
              : {
                  ...receipt,
                  part_snr_db: await partRatiosDb(parts, source, sinks.noisy, receipt),
                },
          );
        }
      } finally {
        source.close();
      }
    } catch (error) {
      return async () => failure(error);
    }
    return async () => {
      try {
        return { id, outputs: await stage.settle() };
      } catch (error) {
        return failure(error);
      }
    };
  }

  async #renderOutput(
    utterance: string,
    output: PlannedOutput & OutputPaths,
    source: ByteSource,
    sinks: NoisySinks,
  ): Promise<CorpusReceipt> {
    const { id, copy, key, level, color } = output;
    const target = noiseTargetOf(output);
    // Its name was made for its format.
    const container = containerOf(output.audioPath);
    const options = { ...this.#settings, container, target, key, level, color, hash: true };
    const receipt = await addNoiseToOpenFile(source, sinks, options, this.#workspace);
    return { id, utterance, copy, ...receipt };
  }
}
