import { probeSource } from '../../audio-files/audio-probe.ts';
import { partSource } from '../../audio-files/part-source.ts';
import type { ByteSink } from '../../io/byte-sink.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { SinkSource } from '../../io/sink-source.ts';
import { faultOfPart, placeInRecording } from '../audio/part-in-recording.ts';
import type { CorpusReceipt } from '../plan/corpus-receipt.ts';
import type { UtterancePart } from '../utterance.ts';
import { ratioDb } from './audio-ratio.ts';

/**
 * The SNR of each part of an output, as its samples have it.
 *
 * @param source of the signal; to be read again.
 * @param noisy holds all of the output.
 * @returns dB; null where it is no number, or there is no such part.
 */
export async function partRatiosDb(
  parts: readonly UtterancePart[],
  source: ByteSource,
  noisy: ByteSink,
  receipt: CorpusReceipt,
): Promise<(number | null)[]> {
  if (receipt.output === null || receipt.level === null || !noisy.isSeekable) {
    return parts.map(() => null);
  }
  const written = new SinkSource(noisy);
  source.rewind();
  const probe = await probeSource(source);
  const writtenProbe = await probeSource(written);
  const ratios: (number | null)[] = [];
  for (const part of parts) {
    if (faultOfPart(receipt, part) !== undefined) {
      ratios.push(null);
      continue;
    }
    const place = placeInRecording(receipt, part);
    const found = await ratioDb(
      partSource(source, probe, place),
      partSource(written, writtenProbe, place),
      receipt,
    );
    ratios.push(Number.isFinite(found) ? found : null);
  }
  return ratios;
}
