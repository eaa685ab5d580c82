import { FrameReader } from '../../analysis/frame-reader.ts';
import { CorpusError } from '../../errors.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { createNoiseMeter, createSignalMeter } from '../../level/level-definitions.ts';
import type { LevelMeter } from '../../level/level-meter.ts';
import { MeterMemory } from '../../level/meter-memory.ts';
import { snrDb } from '../../noise/noise-gain.ts';
import type { CorpusReceipt } from '../plan/corpus-receipt.ts';

/**
 * The SNR of audio by the definition of its receipt, from the samples of both: what quantisation and clipping did included.
 *
 * @returns dB; not finite where there is no signal or no noise.
 * @throws AwgnError for what cannot be decoded; CorpusError where they have not the same channels.
 */
export async function ratioDb(
  clean: ByteSource,
  noisy: ByteSource,
  receipt: Pick<CorpusReceipt, 'level' | 'gain_db' | 'channel_levels'>,
): Promise<number> {
  const cleanReader = await FrameReader.open(clean);
  const noisyReader = await FrameReader.open(noisy);
  const { format } = noisyReader.header;
  const { numberOfChannels } = cleanReader.header.format;
  if (numberOfChannels !== format.numberOfChannels) {
    throw new CorpusError(
      'ERR_SOURCE_CHANGED',
      `its clean audio has ${numberOfChannels} channels; expected ${format.numberOfChannels} as it has; the source was changed: ` +
        'run awgn corpus again with --resume',
    );
  }
  const level = receipt.level!;
  const memory = new MeterMemory();
  const signalMeter = createSignalMeter(level, format, memory);
  const noiseMeter = createNoiseMeter(level, format, memory);
  const scale = 10 ** (receipt.gain_db / 20);
  for (;;) {
    const signal = await cleanReader.read();
    const mixed = await noisyReader.read();
    if (signal === undefined || mixed === undefined) break;
    signalMeter.process(signal);
    for (const [channel, samples] of mixed.channelData.entries()) {
      const reference = signal.channelData[channel]!;
      for (let i = 0; i < samples.length; i++) samples[i]! -= scale * reference[i]!;
    }
    noiseMeter.process(mixed);
  }
  const isSeparate = receipt.channel_levels === 'separate';
  return snrDb(powerOf(signalMeter, isSeparate) * scale ** 2, powerOf(noiseMeter, isSeparate));
}

function powerOf(meter: LevelMeter, isSeparate: boolean): number {
  if (!isSeparate) return meter.power() ?? 0;
  const powers = meter.channelPowers();
  return powers.reduce<number>((sum, power) => sum + (power ?? 0), 0) / powers.length;
}
