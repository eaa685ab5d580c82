import { type AudioProbe, probeAudio } from '../../../audio-files/audio-probe.ts';
import { WAV_OUTPUT } from '../../../formats/audio-formats.ts';
import { encodingByDefault } from '../../../formats/sample-format.ts';
import { messageOf } from '../../../io/error-message.ts';
import { buildReceipt } from '../../../mix/receipt-builder.ts';
import { noiseCommand } from '../../audio/noise-command.ts';
import { RegularFiles } from '../../audio/regular-files.ts';
import { noiseTargetOf, type PlannedOutput } from '../../plan/planned-output.ts';
import type { NoiseSettings, RenderResult, RenderTask } from '../../plan/render-task.ts';
import type { FilePool } from './file-pool.ts';

/** Makes no audio, but the commands that make it; of the sources it reads the headers alone. */
export class VirtualPool implements FilePool {
  readonly #options: NoiseSettings;
  readonly #files = new RegularFiles();

  constructor(options: NoiseSettings) {
    this.#options = options;
  }

  async ready(): Promise<void> {}

  async run(tasks: readonly RenderTask[]): Promise<RenderResult[]> {
    const results: RenderResult[] = [];
    for (const task of tasks) results.push(await this.#describe(task));
    return results;
  }

  async close(): Promise<void> {}

  async #describe({ id, audio, outputs }: RenderTask): Promise<RenderResult> {
    try {
      const { probe, name } = await probeOf(audio, this.#files);
      return {
        id,
        outputs: outputs.map((output) => ({
          receipt: {
            ...this.#receiptOf(output, probe, name),
            id: output.id,
            utterance: id,
            copy: output.copy,
            command: oneLine(
              noiseCommand(audio, output, this.#options, probe.header.container !== 'FLAC'),
            ),
          },
          stamps: [],
        })),
      };
    } catch (error) {
      return { id, fault: messageOf(error), isFatal: false };
    }
  }

  /** What can be known of an output that is not made yet. */
  #receiptOf(output: PlannedOutput, { header, numberOfFrames }: AudioProbe, source: string) {
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

/** A list holds a command in a line: what a name has after a line break would be another command. */
function oneLine(command: string): string {
  if (!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(command)) return command;
  throw new Error(
    'its path or id holds a line break or another control character; expected none with --virtual, whose commands are lines; rename it',
  );
}

async function probeOf(
  audio: RenderTask['audio'],
  files: RegularFiles,
): Promise<{ probe: AudioProbe; name: string }> {
  if (audio.type === 'command') {
    throw new Error(
      'its audio is made by a command, which is not run to learn its length; expected a file with --virtual',
    );
  }
  if (audio.startSeconds !== undefined || audio.durationSeconds !== undefined) {
    throw new Error(
      'it is a part of a file; expected whole files with --virtual; make its audio, or keep the recordings whole',
    );
  }
  return { probe: await probeAudio(files.find(audio).path, audio.name), name: audio.name };
}
