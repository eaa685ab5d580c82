import type { NoisySinks } from '../../audio-files/noisy-outputs.ts';
import { addNoiseToOpenWav } from '../../audio-files/open-noisy-wav.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import type { NoiseWorkspace } from '../../mix/noise-workspace.ts';
import type { CorpusReceipt } from '../plan/corpus-receipt.ts';
import { noiseTargetOf, type PlannedOutput } from '../plan/planned-output.ts';
import type { NoiseSettings } from '../plan/render-task.ts';

/**
 * Makes one output of an utterance, wherever its audio comes from and goes.
 *
 * @param utterance its id.
 * @param source at its start; sinks are the caller's to commit or discard.
 */
export async function renderOutput(
  utterance: string,
  output: PlannedOutput,
  source: ByteSource,
  sinks: NoisySinks,
  settings: NoiseSettings,
  workspace: NoiseWorkspace,
): Promise<CorpusReceipt> {
  const { id, copy, key, level, color } = output;
  const options = { ...settings, target: noiseTargetOf(output), key, level, color, hash: true };
  const receipt = await addNoiseToOpenWav(source, sinks, options, workspace);
  return { id, utterance, copy, ...receipt };
}
