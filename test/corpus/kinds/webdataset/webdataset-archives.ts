import { extract, type Header, pack } from 'tar-stream';
import {
  ArchiveMixer,
  type MixOptions,
} from '../../../../src/corpus/containers/tar/archive-mixer.ts';
import type { MadeSample } from '../../../../src/corpus/containers/tar/sample-maker.ts';
import type { OutputPlanOptions } from '../../../../src/corpus/plan/output-plan.ts';
import type { NoiseSettings } from '../../../../src/corpus/plan/render-task.ts';
import { randomChannels } from '../../../mix/signals.ts';
import { wavBytes } from '../../../tools/wav-files.ts';

export type Member = Partial<Header> & {
  readonly name: string;
  readonly content?: Uint8Array | string;
};

/** A tar archive of some members. */
export async function tarOf(members: readonly Member[]): Promise<Buffer> {
  const archive = pack();
  for (const { content = '', ...header } of members) {
    if (header.type === undefined || header.type === 'file') {
      archive.entry({ mtime: new Date(1e12), ...header }, Buffer.from(content));
    } else {
      archive.entry(header);
    }
  }
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive as AsyncIterable<Uint8Array>) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What is in a tar archive. */
export async function membersOf(
  archive: Uint8Array,
): Promise<{ header: Header; content: Buffer }[]> {
  const reader = extract();
  reader.end(archive);
  const members: { header: Header; content: Buffer }[] = [];
  for await (const entry of reader) {
    const pieces: Uint8Array[] = [];
    for await (const piece of entry as AsyncIterable<Uint8Array>) pieces.push(piece);
    members.push({ header: entry.header, content: Buffer.concat(pieces) });
  }
  return members;
}

export async function namesOf(archive: Uint8Array): Promise<string[]> {
  return (await membersOf(archive)).map(({ header }) => header.name);
}

/** A WAV, another one for each seed. */
export function speechWav(seed: number, frames = 8000): Uint8Array {
  return wavBytes(randomChannels(seed, 1, frames, 0.3));
}

/** Samples of three members each: `spk0/utt000.wav`, `.json`, `.txt`. */
export function speechSamples(count: number, first = 0): Member[] {
  return Array.from({ length: count }, (_, i) => {
    const key = `spk${i % 3}/utt${String(first + i).padStart(3, '0')}`;
    return [
      { name: `${key}.wav`, content: speechWav(first + i + 1, 4000 + 977 * (i % 7)) },
      { name: `${key}.json`, content: `{"n": ${i}, "snr": ${i + 0.5},  "text":"gr\u00fc\u00df"}` },
      { name: `${key}.txt`, content: 'words' },
    ];
  }).flat();
}

export const PLAN: MixOptions['plan'] = {
  seed: 1,
  snr: { type: 'range', range: { lowDb: 0, highDb: 20 } },
  stratified: false,
  copies: 1,
  includeClean: false,
  colors: ['white'],
  levels: ['rms'],
};

export interface NoisyTarOptions {
  readonly plan?: Partial<OutputPlanOptions>;
  readonly maker?: Partial<Pick<MixOptions, 'pairs' | 'labels'>> & { readonly snrField?: string };
  readonly render?: Partial<NoiseSettings>;
  /** Bytes that come at a time. */
  readonly pieceBytes?: number;
}

/** Makes an archive of an archive in this thread. */
export async function noisyTar(
  archive: Uint8Array,
  { plan, maker, render, pieceBytes = 1 << 16 }: NoisyTarOptions = {},
) {
  async function* pieces() {
    for (let at = 0; at < archive.length; at += pieceBytes) {
      yield archive.subarray(at, at + pieceBytes);
    }
  }
  const written: Buffer[] = [];
  const samples: MadeSample[] = [];
  const { snrField, ...how } = maker ?? {};
  const mixer = new ArchiveMixer(
    {
      plan: { ...PLAN, ...plan },
      render: { seed: 1, clip: 'saturate', onSilence: 'fail', ...render },
      read: { allowCommands: false, unit: 'utterance', snrColumn: snrField },
      pairs: 'none',
      labels: false,
      ...how,
    },
    1,
    0,
  );
  const fault = await mixer.mix({
    bytes: pieces(),
    firstIndex: 0,
    write: (bytes) => written.push(Buffer.from(bytes)),
    onSample: (sample) => samples.push(sample),
  });
  const faults = samples.flatMap((sample) => (sample.fault === undefined ? [] : [sample.fault]));
  const receipts = samples.flatMap((sample) => (sample.fault === undefined ? sample.receipts : []));
  return { tar: Buffer.concat(written), samples, faults, receipts, fault };
}
