import type { Receipt } from '../render/receipt.ts';
import { openSink } from './byte-sink.ts';
import { openSource } from './byte-source.ts';
import { addNoiseToOpenWav, type OpenNoisyWavOptions, readsTwice } from './open-noisy-wav.ts';

/** What {@link addNoiseToWav} is to do. */
export interface NoisyWavOptions extends OpenNoisyWavOptions {
  /** Whether an output file that exists may be replaced. */
  readonly overwrite: boolean;
}

/**
 * Reads a WAV file, adds Gaussian noise, writes a WAV file: `-` is standard input or output.
 *
 * Memory is constant. A regular file, redirected standard input included, is read twice by position; a pipe is spooled
 * where a second reading is needed. A regular output appears under its name only when it is whole.
 *
 * @throws AwgnError for bad data; OutputRefusedError; what the system says.
 */
export async function addNoiseToWav(
  input: string,
  output: string,
  options: NoisyWavOptions,
): Promise<Receipt> {
  const source = openSource(input, {
    rereadable: readsTwice(options),
    unblocking: output !== '-',
  });
  try {
    const sink = openSink(output, {
      overwrite: options.overwrite,
      sourceIdentity: source.identity,
    });
    try {
      const receipt = await addNoiseToOpenWav(source, { noisy: sink }, options);
      if (receipt.output === null) sink.discard();
      else await sink.commit();
      return receipt;
    } catch (error) {
      sink.discard();
      throw error;
    }
  } finally {
    source.close();
  }
}
