import { AUDIO_FILE_EXTENSIONS } from '../../../formats/audio-file-extensions.ts';
import {
  faultOfName,
  isAudio,
  isForeignAudio,
  memberName,
  splitMemberName,
} from './member-name.ts';
import { RecentKeys } from './recent-keys.ts';
import { SharedMemory } from './shared-memory.ts';
import type { TarMember } from './tar-members.ts';

/** One file of a sample. */
export interface SampleMember {
  readonly extension: string;
  /** Of a WAV: memory that threads can share. */
  readonly bytes: Uint8Array;
}

/** Consecutive members with one key; or a single member that is of no sample. */
export interface Sample {
  readonly key: string;
  /** Where its first member's header is in the archive. */
  readonly byteOffset: number;
  readonly members: readonly SampleMember[];
  /** Of all its members. */
  readonly byteLength: number;
  /** Why it cannot be used; its members are then not there. */
  readonly fault: string | undefined;
}

export interface SampleOptions {
  /** Files that are made of each WAV: all must fit into memory, for a tar says how large a member is before it. */
  readonly filesPerWav: number;
  /** Whether only what there is is wanted, not what is in it: the bytes of members are then empty. */
  readonly namesOnly?: boolean;
  /** Where the bytes of WAVs are: whoever is done with them gives them back. */
  readonly memory?: SharedMemory;
}

/** What a sample and all that is made of it may take of memory. */
const MOST_SAMPLE_BYTES = 2 ** 31;
const MOST_JSON_BYTES = 2 ** 26;
const MOST_MEMBERS = 1024;

/** Groups the members of an archive as WebDataset does. */
export async function* readSamples(
  members: AsyncIterable<TarMember>,
  options: SampleOptions,
): AsyncGenerator<Sample> {
  const keys = new RecentKeys();
  let open: OpenSample | undefined;
  for await (const member of members) {
    const { key, extension } = splitMemberName(member.name);
    if (extension === '') {
      const single = new OpenSample(key, member.byteOffset);
      await single.add('', member, options);
      yield single.close();
      continue;
    }
    if (open?.key !== key) {
      if (open !== undefined) yield open.close();
      open = new OpenSample(key, member.byteOffset);
      const before = keys.add(key, member.byteOffset);
      if (before !== undefined) {
        open.refuse(
          `the key ${JSON.stringify(key)} is at byte ${before} already, and again at byte ${member.byteOffset}; ` +
            'expected the members of a sample side by side; rename one of the two',
        );
      }
    }
    await open.add(extension, member, options);
  }
  if (open !== undefined) yield open.close();
}

/** A sample whose members are still coming. */
class OpenSample {
  readonly key: string;
  readonly #byteOffset: number;
  readonly #members = new Map<string, Uint8Array>();
  #byteLength = 0;
  #neededBytes = 0;
  #fault: string | undefined;

  constructor(key: string, byteOffset: number) {
    this.key = key;
    this.#byteOffset = byteOffset;
  }

  /** The first fault counts. What came of the sample is let go. */
  refuse(fault: string): void {
    this.#fault ??= fault;
    this.#members.clear();
  }

  async add(extension: string, member: TarMember, options: SampleOptions): Promise<void> {
    const { byteLength } = member;
    this.#byteLength += byteLength;
    if (this.#fault !== undefined) return;
    const copies = isAudio(extension) ? 1 + options.filesPerWav : 1;
    this.#neededBytes += byteLength * copies;
    const fault = faultOfName(member.name) ?? this.#faultOf(extension, member, copies);
    if (fault !== undefined) {
      this.refuse(fault);
      return;
    }
    const bytes = options.namesOnly ? NO_BYTES : memoryFor(extension, byteLength, options.memory);
    if (!options.namesOnly) await member.read(bytes);
    this.#members.set(extension, bytes);
  }

  close(): Sample {
    const members = [...this.#members].map(([extension, bytes]) => ({ extension, bytes }));
    return {
      key: this.key,
      byteOffset: this.#byteOffset,
      byteLength: this.#byteLength,
      members,
      fault: this.#fault,
    };
  }

  #faultOf(extension: string, { fault, byteLength }: TarMember, copies: number) {
    const name = memberName(this.key, extension);
    if (fault !== undefined) return `${name}: ${fault}`;
    if (this.#members.has(extension)) {
      return `${name} is there twice; expected each member of a sample once; leave one out`;
    }
    if (this.#members.size === MOST_MEMBERS) {
      return `it has more than ${MOST_MEMBERS} members; expected the few files of one sample; name them apart`;
    }
    if (isForeignAudio(extension)) {
      return `${name} is audio that is not read here; expected one of ${AUDIO_FILE_EXTENSIONS.join(', ')}; convert it first`;
    }
    if (/(?:^|\.)json$/iu.test(extension) && byteLength > MOST_JSON_BYTES) {
      return `${name} has ${byteLength} bytes; expected at most 64 MiB of JSON; move what is large to a member of its own`;
    }
    if (this.#neededBytes <= MOST_SAMPLE_BYTES) return undefined;
    const why = copies > 1 ? ` and ${copies - 1} files of that size are to be made of it` : '';
    return (
      `${name} has ${byteLength} bytes${why}, which would take more than 2 GiB of memory with the rest of its sample, for a tar states ` +
      'sizes first; expected shorter audio; cut it, or give a folder of WAVs instead, which is read in pieces'
    );
  }
}

const NO_BYTES = new Uint8Array(0);

function memoryFor(
  extension: string,
  byteLength: number,
  memory: SharedMemory = new SharedMemory(),
): Uint8Array {
  return isAudio(extension) ? memory.take(byteLength) : Buffer.allocUnsafeSlow(byteLength);
}
