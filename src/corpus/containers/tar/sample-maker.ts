import {
  faultOfLength,
  isAudio,
  isReceipt,
  memberName,
  partOfAudio,
  rankOfAudio,
} from '../../kinds/webdataset/member-name.ts';
import type { Sample, SampleMember } from '../../kinds/webdataset/samples.ts';
import type { CorpusReceipt } from '../../plan/corpus-receipt.ts';
import { type ContainerChoice, outputContainerOf, type Pairs } from '../../plan/output-paths.ts';
import type { OutputPlan } from '../../plan/output-plan.ts';
import type { PlannedOutput } from '../../plan/planned-output.ts';
import type { OutputPaths } from '../../plan/render-task.ts';
import type { MemoryPool } from './memory-pool.ts';
import type { MemoryOutput, MemoryResult, MemoryTask } from './memory-site.ts';

/** How samples are made of samples. */
export interface SampleMakerOptions {
  readonly pairs: Pairs;
  /** What the format of outputs depends on. */
  readonly render: ContainerChoice;
  /** Whether each sample says if it is clean or noisy. */
  readonly labels: boolean;
  /** Field of the sample's `.json` with its own ratio, where the plan asks for that. */
  readonly snrField: string | undefined;
}

/** A file of a result. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What became of a sample. */
export type MadeSample = {
  readonly key: string;
  readonly byteOffset: number;
  /** Of its members in the source. */
  readonly byteLength: number;
  /** Whether it has audio; otherwise it is passed on as it is. */
  readonly hasAudio: boolean;
} & (
  | { readonly fault: string }
  | {
      readonly fault: undefined;
      /** Files of all its outputs, in the order in which they are to be written. */
      readonly files: readonly NamedBytes[];
      readonly receipts: readonly CorpusReceipt[];
    }
);

/** Makes noisy samples of clean ones. */
export class SampleMaker {
  readonly #plan: OutputPlan;
  readonly #options: SampleMakerOptions;
  readonly #pool: MemoryPool;

  constructor(plan: OutputPlan, options: SampleMakerOptions, pool: MemoryPool) {
    this.#plan = plan;
    this.#options = options;
    this.#pool = pool;
  }

  /**
   * Begins to make the outputs of a sample; waits until somebody is free for it.
   *
   * @param index its place among all samples with audio.
   */
  async begin(sample: Sample, index: number): Promise<{ result: Promise<MadeSample> }> {
    const wavs = sample.members.filter(({ extension }) => isAudio(extension));
    const { key, byteOffset, byteLength } = sample;
    const about = { key, byteOffset, byteLength, hasAudio: wavs.length > 0 };
    const failed = (fault: string) => ({ result: Promise.resolve({ ...about, fault }) });
    if (sample.fault !== undefined) return failed(sample.fault);
    if (wavs.length === 0) {
      const files = sample.members.map(({ extension, bytes }) => ({
        name: memberName(key, extension),
        bytes,
      }));
      return { result: Promise.resolve({ ...about, fault: undefined, files, receipts: [] }) };
    }
    const ratio = this.#ratioOf(sample);
    if ('fault' in ratio) return failed(ratio.fault);
    const planned = this.#plan.outputsOf({ id: key, ...ratio }, index);
    const parts = partsOf(sample.members);
    const fault = this.#faultOfNames(sample.members, parts, planned);
    if (fault !== undefined) return failed(fault);
    const tasks = wavs.map((wav) => this.#taskOf(key, wav, parts, planned));
    await this.#pool.ready();
    const result = this.#pool.run(tasks).then((results): MadeSample => {
      for (const [place, one] of results.entries()) {
        if ('fault' in one) return { ...about, fault: `${tasks[place]!.audio.name}: ${one.fault}` };
      }
      return {
        ...about,
        fault: undefined,
        ...this.#assemble(sample.members, parts, planned, results),
      };
    });
    return { result };
  }

  #taskOf(
    key: string,
    wav: SampleMember,
    parts: AudioParts,
    planned: readonly PlannedOutput[],
  ): MemoryTask {
    const part = parts.get(wav.extension)!;
    const outputs = planned.map((output) => ({
      ...output,
      // Several WAVs of a sample get one ratio and each a noise of its own.
      key: part === '' ? output.key : `${output.key}/${part}`,
      ...this.#namesOf(output.id, wav.extension, part),
    }));
    const audio = { name: memberName(key, wav.extension), bytes: wav.bytes };
    return { id: key, audio, outputs };
  }

  #namesOf(id: string, extension: string, part: string): OutputPaths {
    const { pairs, render } = this.#options;
    const container = outputContainerOf(`audio.${extension}`, render);
    const isNamedSo = extension.toLowerCase().endsWith(container);
    const prefix = part === '' ? '' : `${part}.`;
    if (pairs === 'none') {
      return { audioPath: memberName(id, isNamedSo ? extension : `${prefix}${container}`) };
    }
    const name = (what: string) => memberName(id, `${prefix}${what}.${container}`);
    return {
      audioPath: name('noisy'),
      cleanPath: name('clean'),
      ...(pairs === 'clean-noise' && { noisePath: name('noise') }),
    };
  }

  /** What is wrong with the names of files that would be made, if anything. */
  #faultOfNames(
    members: readonly SampleMember[],
    parts: AudioParts,
    outputs: readonly PlannedOutput[],
  ): string | undefined {
    const names = new Map<string, string>();
    for (const [name, origin] of this.#fileNames(members, parts, outputs[0]!.id)) {
      const other = names.get(name);
      if (other !== undefined) return twice(name, other, origin);
      names.set(name, origin);
    }
    // All names begin with the id: the longest id makes the longest name.
    const longestId = longest(outputs.map(({ id }) => id));
    const name = longest([...this.#fileNames(members, parts, longestId)].map(([one]) => one));
    return faultOfLength(name, 'the name of a file to be made,');
  }

  /** Of all files of an output, with where each comes from, in words. */
  *#fileNames(
    members: readonly SampleMember[],
    parts: AudioParts,
    id: string,
  ): Generator<[name: string, origin: string]> {
    for (const { extension } of members) {
      const part = parts.get(extension);
      if (part !== undefined) {
        const origin = `one is made of its .${extension}`;
        for (const name of Object.values(this.#namesOf(id, extension, part))) yield [name, origin];
        yield [receiptName(id, part), origin];
      } else if (!isReceipt(extension)) {
        yield [memberName(id, extension), 'the source has one'];
      }
    }
    if (this.#options.labels) yield [memberName(id, LABEL), 'one is made'];
  }

  #assemble(
    members: readonly SampleMember[],
    parts: AudioParts,
    planned: readonly PlannedOutput[],
    results: readonly MemoryResult[],
  ): { files: NamedBytes[]; receipts: CorpusReceipt[] } {
    const files: NamedBytes[] = [];
    const receipts: CorpusReceipt[] = [];
    for (const [place, { id, snrDb }] of planned.entries()) {
      const wavs = results.map(
        (result) => (result as { outputs: readonly MemoryOutput[] }).outputs[place]!,
      );
      receipts.push(...wavs.map(({ receipt }) => receipt));
      // Silent, and to be left out then.
      if (wavs.some(({ noisy }) => noisy === undefined)) continue;
      const made = wavs.values();
      const ends: NamedBytes[] = [];
      for (const { extension, bytes } of members) {
        if (isAudio(extension)) {
          const wav = made.next().value!;
          const part = parts.get(extension)!;
          files.push(...this.#wavFiles(this.#namesOf(id, extension, part), wav));
          const json = `${JSON.stringify(wav.receipt)}\n`;
          ends.push({ name: receiptName(id, part), bytes: Buffer.from(json) });
        } else if (!isReceipt(extension)) {
          files.push({ name: memberName(id, extension), bytes });
        }
      }
      if (this.#options.labels) {
        const label = snrDb === null ? 'clean' : 'noisy';
        files.push({ name: memberName(id, LABEL), bytes: Buffer.from(label) });
      }
      files.push(...ends);
    }
    return { files, receipts };
  }

  #wavFiles(names: OutputPaths, { noisy, clean, noise }: MemoryOutput): NamedBytes[] {
    return [
      ...(clean ? [{ name: names.cleanPath!, bytes: clean }] : []),
      { name: names.audioPath, bytes: noisy! },
      ...(noise ? [{ name: names.noisePath!, bytes: noise }] : []),
    ];
  }

  #ratioOf({ key, members }: Sample): { snrDb?: number } | { fault: string } {
    const { snrField } = this.#options;
    if (snrField === undefined) return {};
    const json = members.find(({ extension }) => extension === 'json');
    const found = json === undefined ? undefined : fieldOf(json.bytes, snrField);
    if (typeof found === 'number' && Number.isFinite(found)) return { snrDb: found };
    return {
      fault: `${key}.json has ${found === undefined ? 'nothing' : JSON.stringify(found)} as ${JSON.stringify(snrField)}; expected a number of dB`,
    };
  }
}

function longest(texts: readonly string[]): string {
  return texts.reduce((one, other) =>
    Buffer.byteLength(other) > Buffer.byteLength(one) ? other : one,
  );
}

const LABEL = 'label.txt';

/** What tells the audio files of a sample apart, by their extensions: empty for the only one. */
type AudioParts = ReadonlyMap<string, string>;

/**
 * Of several that differ in their format alone, `k.wav` and `k.flac`, the one whose format comes first is what it is by
 * itself; the others are told apart by their extensions.
 */
function partsOf(members: readonly SampleMember[]): AudioParts {
  const extensions = members.map(({ extension }) => extension).filter(isAudio);
  const parts = new Map<string, string>();
  const taken = new Set<string>();
  for (const extension of extensions.toSorted(
    (one, other) => rankOfAudio(one) - rankOfAudio(other),
  )) {
    const part = partOfAudio(extension);
    const own = taken.has(part) ? extension : part;
    taken.add(own);
    parts.set(extension, own);
  }
  return parts;
}

function receiptName(id: string, part: string): string {
  return memberName(id, part === '' ? 'awgn.json' : `${part}.awgn.json`);
}

function twice(name: string, one: string, other: string): string {
  return `${name} would be there twice: ${one}, and ${other}; expected a sample without it; rename it in the source`;
}

function fieldOf(json: Uint8Array, field: string): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(json).toString('utf8'));
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) {
      return undefined;
    }
    return (value as Record<string, unknown>)[field];
  } catch {
    return undefined;
  }
}
