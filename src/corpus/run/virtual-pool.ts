import { OUTPUT_WRITER } from '../../formats/audio-formats.ts';
import { messageOf } from '../../io/error-message.ts';
import { NOISE_STREAM_VERSION } from '../../noise/normal-stream.ts';
import { VERSION } from '../../version.ts';
import { type AudioProbe, probeAudio } from '../audio/audio-probe.ts';
import { noiseCommand } from '../audio/noise-command.ts';
import { RegularFiles } from '../audio/regular-files.ts';
import type { CorpusReceipt } from '../plan/corpus-receipt.ts';
import type { PlannedOutput } from '../plan/planned-output.ts';
import type { NoiseSettings, RenderResult, RenderTask } from '../plan/render-task.ts';
import type { RenderPool } from './render-pool.ts';

type VirtualOptions = NoiseSettings;

/** Makes no audio, but the commands that make it; of the sources it reads the headers alone. */
export class VirtualPool implements RenderPool {
  readonly #options: VirtualOptions;
  readonly #files = new RegularFiles();

  constructor(options: VirtualOptions) {
    this.#options = options;
  }

  async ready(): Promise<void> {}

  async render(tasks: readonly RenderTask[]): Promise<RenderResult[]> {
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
            command: oneLine(noiseCommand(audio, output, this.#options)),
          },
          stamps: [],
        })),
      };
    } catch (error) {
      return { id, fault: messageOf(error), isFatal: false };
    }
  }

  /** What can be known of an output that is not made yet. */
  #receiptOf(
    { key, level, snrDb, color }: PlannedOutput,
    { header, numberOfFrames }: AudioProbe,
    source: string,
  ): Omit<CorpusReceipt, 'id' | 'utterance' | 'copy'> {
    const { seed, band, channels, noiseChannels, exact, encoding, clip, dither, removeDc } =
      this.#options;
    const input = header.format;
    const format = OUTPUT_WRITER.sampleFormat(input, encoding ?? input.encoding);
    const hasNoise = snrDb !== null;
    return {
      source,
      output: null,
      key,
      seed,
      stream_version: NOISE_STREAM_VERSION,
      level: hasNoise ? level : null,
      signal_level_given_dbfs: null,
      remove_dc: hasNoise && removeDc === true,
      channel_levels: channels ?? 'joint',
      noise_channels: noiseChannels ?? 'independent',
      exact: hasNoise && exact !== false,
      snr_target_db: snrDb,
      snr_envelope: null,
      snr_achieved_db: null,
      signal_dbfs: null,
      signal_rms_dbfs: null,
      signal_dc_dbfs: null,
      noise_dbfs: null,
      noise_std: 0,
      noise_mean: 0,
      dither: dither ?? 'none',
      gain_db: 0,
      color,
      band_hz: band === undefined ? null : [band.lowHz, band.highHz],
      clip,
      clipped: 0,
      frames: numberOfFrames,
      sample_rate: format.sampleRate,
      channels: format.numberOfChannels,
      encoding: format.encoding,
      silent: false,
      warnings: [],
      tool_version: VERSION,
    };
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
