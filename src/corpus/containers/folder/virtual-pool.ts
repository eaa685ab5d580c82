import { type AudioProbe, probeSource } from '../../../audio-files/audio-probe.ts';
import { WAV_OUTPUT } from '../../../formats/audio-formats.ts';
import { encodingByDefault } from '../../../formats/sample-format.ts';
import { messageOf } from '../../../io/error-message.ts';
import { buildReceipt } from '../../../mix/receipt-builder.ts';
import { AudioOpener } from '../../audio/audio-source.ts';
import { noiseCommand } from '../../audio/noise-command.ts';
import { probeReference } from '../../audio/probe-reference.ts';
import { RegularFiles } from '../../audio/regular-files.ts';
import { partInReceipt } from '../../plan/corpus-receipt.ts';
import { noiseTargetOf, type PlannedOutput } from '../../plan/planned-output.ts';
import type { NoiseSettings, RenderResult, RenderTask } from '../../plan/render-task.ts';
import { type AudioCommand, type AudioFile, nameOfAudio } from '../../utterance.ts';
import type { FilePool } from './file-pool.ts';
import type { FilePlace } from './file-site.ts';

/**
 * Makes no audio, but the commands that make it; of the sources it reads the headers alone. What a command writes is read to
 * learn its length.
 */
export class VirtualPool implements FilePool {
  readonly #options: NoiseSettings;
  readonly #files = new RegularFiles();
  readonly #opener: AudioOpener;

  constructor(options: NoiseSettings, { temporaryFolder, mostCommandBytes }: FilePlace) {
    this.#options = options;
    this.#opener = new AudioOpener(temporaryFolder, 'virtual', { mostBytes: mostCommandBytes });
  }

  async ready(): Promise<void> {}

  async run(tasks: readonly RenderTask[]): Promise<RenderResult[]> {
    const results: RenderResult[] = [];
    for (const task of tasks) results.push(await this.#describe(task));
    return results;
  }

  async close(): Promise<void> {
    this.#opener.close();
  }

  async #describe({ id, audio, outputs }: RenderTask): Promise<RenderResult> {
    try {
      if (audio.type === 'files') {
        throw new Error(
          'its channels are in several files, and a command reads one; expected one file with --virtual; join them, or leave out --virtual',
        );
      }
      const probe = await this.#probe(audio);
      const name = nameOfAudio(audio);
      return {
        id,
        outputs: outputs.map((output) => ({
          receipt: {
            ...this.#receiptOf(output, probe, name),
            ...partInReceipt(audio),
            id: output.id,
            utterance: id,
            copy: output.copy,
            command: oneLine(noiseCommand(audio, output, this.#options, isWav(probe.header))),
          },
          stamps: [],
        })),
      };
    } catch (error) {
      return { id, fault: messageOf(error), isFatal: false };
    }
  }

  async #probe(
    audio: AudioFile | AudioCommand,
  ): Promise<Pick<AudioProbe, 'header' | 'numberOfFrames'>> {
    if (audio.type === 'file') return probeReference(audio, this.#files);
    const source = await this.#opener.open(audio);
    try {
      return await probeSource(source);
    } finally {
      source.close();
    }
  }

  /** What can be known of an output that is not made yet. */
  #receiptOf(
    output: PlannedOutput,
    { header, numberOfFrames }: Pick<AudioProbe, 'header' | 'numberOfFrames'>,
    source: string,
  ) {
    const { encoding, dither = 'none' } = this.#options;
    const { key, level, color } = output;
    const input = header.format;
    return buildReceipt(
      { ...this.#options, target: noiseTargetOf(output), key, level, color },
      { source, outputs: { noisy: output.id } },
      {
        format: WAV_OUTPUT.sampleFormat(input, encoding ?? encodingByDefault(input)),
        plan: undefined,
        isMeasured: true,
        measured: undefined,
        mixed: undefined,
        numberOfFrames,
        dither,
      },
    );
  }
}

/** Whether those who read a list of commands, and expect WAV, can have the source itself. */
function isWav({ container }: AudioProbe['header']): boolean {
  return (['RIFF', 'RIFX', 'RF64', 'BW64'] as readonly string[]).includes(container);
}

/** A list holds a command in a line: what a name has after a line break would be another command. */
function oneLine(command: string): string {
  if (!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(command)) return command;
  throw new Error(
    'its path or id holds a line break or another control character; expected none with --virtual, whose commands are lines; rename it',
  );
}
