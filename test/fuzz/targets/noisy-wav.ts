// A whole run in memory: what comes out is a WAV, its receipt holds no NaN, and the SNR is the one asked for, or a
// warning or an error says that it is not.

import {
  addNoiseToOpenFile,
  type OpenNoisyFileOptions,
} from '../../../src/audio-files/open-noisy-file.ts';
import { SAMPLE_ENCODINGS } from '../../../src/audio-format.ts';
import { MemorySink } from '../../../src/corpus/containers/tar/memory-sink.ts';
import { AwgnError } from '../../../src/errors.ts';
import { MemorySource } from '../../../src/io/memory-source.ts';
import { LEVEL_DEFINITIONS } from '../../../src/level/level-definitions.ts';
import { NoiseWorkspace } from '../../../src/mix/noise-workspace.ts';
import { parse } from '../../formats/wav/splitting.ts';
import { holdsNaN, must } from '../expect.ts';
import { WAV_SEEDS } from '../wav-seeds.ts';

const HEAD_BYTES = 4;
export const seeds = WAV_SEEDS.flatMap((bytes, i) =>
  [0, 1].map((n) => Buffer.concat([Uint8Array.of(40 * i, 7 * i, 3 * i + n, 5 * i * n), bytes])),
);

const ENCODINGS = [undefined, undefined, ...SAMPLE_ENCODINGS];
const workspace = new NoiseWorkspace();

function optionsOf(bytes: Uint8Array): OpenNoisyFileOptions {
  const [snr = 0, level = 0, encoding = 0, flags = 0] = bytes;
  return {
    target: { type: 'snr', snrDb: (snr % 81) - 20 },
    seed: 1,
    key: 'fuzz',
    level: LEVEL_DEFINITIONS[level % LEVEL_DEFINITIONS.length],
    encoding: ENCODINGS[encoding % ENCODINGS.length],
    clip: (['saturate', 'scale', 'fail'] as const)[flags % 3]!,
    onSilence: (['fail', 'pass', 'skip'] as const)[(flags >> 2) % 3]!,
    channels: flags & 16 ? 'separate' : 'joint',
    noiseChannels: flags & 32 ? 'shared' : 'independent',
    removeDc: (flags & 64) !== 0,
    hash: false,
  };
}

export async function run(bytes: Uint8Array): Promise<void> {
  const options = optionsOf(bytes);
  const sink = new MemorySink('out', 1024);
  const source = new MemorySource('in', bytes.slice(HEAD_BYTES));
  let receipt: Awaited<ReturnType<typeof addNoiseToOpenFile>>;
  try {
    receipt = await addNoiseToOpenFile(source, { noisy: sink }, options, workspace);
  } catch (error) {
    if (error instanceof AwgnError) return;
    throw error;
  }
  must(!holdsNaN(receipt), `NaN in the receipt ${JSON.stringify(receipt)}`);
  if (receipt.output === null) return;
  // As in wav-round-trip: behind no samples the rest of a chunk that is cut off is taken for some.
  const isCutShort = receipt.warnings.some((warning) => warning.includes('the end of the chunk'));
  if (receipt.frames === 0 && isCutShort) return;
  const { header, data } = parse([sink.bytes]);
  must(data.length / header.format.bytesPerFrame === receipt.frames, 'another number of frames');
  const { snr_achieved_db: achieved, snr_target_db: target } = receipt;
  const isKept = typeof achieved === 'number' && Math.abs(achieved - target!) <= 0.1001;
  must(
    isKept ||
      receipt.silent ||
      target === null ||
      receipt.frames === 0 ||
      receipt.warnings.length > 0,
    `${achieved} dB and no warning`,
  );
  for (const warning of receipt.warnings) must(!/NaN|undefined/.test(warning), warning);
}
