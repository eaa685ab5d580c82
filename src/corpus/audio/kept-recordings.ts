import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AudioProbe, probeSource } from '../../audio-files/audio-probe.ts';
import { partSource } from '../../audio-files/part-source.ts';
import { naming, writeAll } from '../../io/blocking-io.ts';
import { type ByteSource, openSource, readAll, type SourceCodec } from '../../io/byte-source.ts';
import { makeFolder } from '../../io/make-folder.ts';

/** Recordings that are kept at a time. Parts of one stand together in nearly every list. */
const MOST_KEPT = 4;

/** How long to wait between looks at what another thread is about to keep. */
const WAIT_MS = 20;

/** When nothing has been added to it for so long, whoever kept it is gone. */
const STALE_MS = 60_000;

/** Recordings of which one part was asked for: the next one shows that there are more. */
const MOST_SEEN = 4096;

/** How a recording was decoded that is kept. */
interface KeptCodec extends SourceCodec {
  readonly isDamaged?: boolean | undefined;
}

/** A recording, open, with what is known of it. */
export interface OpenRecording {
  readonly source: ByteSource;
  readonly probe: AudioProbe;
  /** True if a part is found by decoding all that stands before it, so that the next one is taken from what is kept. */
  readonly isForOnePart?: true;
}

/**
 * Recordings that many parts are taken of: each is opened once for parts that follow each other, and decoded or had from
 * its command once for all threads, which share what is kept in a folder.
 */
export class KeptRecordings {
  readonly #folder: string;
  readonly #seen = new Set<string>();
  #last: (OpenRecording & { readonly key: string }) | undefined;

  /** @param temporaryFolder one for all threads. */
  constructor(temporaryFolder: string) {
    this.#folder = join(temporaryFolder, 'recordings');
  }

  /**
   * A file. It stays open, and belongs to nobody else, until the next recording is asked for.
   *
   * @param name what messages call it.
   */
  async file(path: string, name: string): Promise<OpenRecording> {
    return this.#unlessLast(`file ${path}`, async () => {
      const { size, mtimeMs, ino } = naming(name, () => statSync(path));
      const key = `${path}\0${size}\0${mtimeMs}\0${ino}`;
      if (this.#seen.has(key)) return this.#kept(key, name, () => this.#open(path, name));
      const recording = await this.#open(path, name);
      if (recording.probe.header.dataByteOffset !== undefined) return recording;
      if (this.#seen.size >= MOST_SEEN) this.#seen.clear();
      this.#seen.add(key);
      return { ...recording, isForOnePart: true };
    });
  }

  /**
   * What a command writes.
   *
   * @param write runs it and keeps what it writes in a new file.
   */
  async command(command: string, write: (fd: number) => Promise<void>): Promise<OpenRecording> {
    return this.#unlessLast(`command ${command}`, async () => {
      return this.#shared(command, command, async (part) => {
        await intoNewFile(part, write);
        return {};
      });
    });
  }

  close(): void {
    this.#last?.source.close();
    this.#last = undefined;
  }

  async #unlessLast(key: string, open: () => Promise<OpenRecording>): Promise<OpenRecording> {
    const last = this.#last;
    if (last?.key === key && last.isForOnePart !== true) {
      last.source.assertUnchanged();
      return last;
    }
    this.close();
    const opened = await open();
    this.#last = { ...opened, key };
    return this.#last;
  }

  async #open(path: string, name: string, codec?: SourceCodec): Promise<OpenRecording> {
    const source = named(openSource(path, { rereadable: true, name }), codec);
    try {
      const probe = await probeSource(source);
      source.rewind();
      return { source, probe };
    } catch (error) {
      source.close();
      throw error;
    }
  }

  /** A recording in the samples that it is decoded to. */
  async #kept(
    key: string,
    name: string,
    open: () => Promise<OpenRecording>,
  ): Promise<OpenRecording> {
    const kept = await this.#shared(key, name, async (part) => {
      const recording = await open();
      const { numberOfFrames } = recording.probe;
      const all = { first: 0, numberOfFrames, channels: undefined, isWhole: true };
      const decoded = partSource(recording.source, recording.probe, all);
      try {
        await intoNewFile(part, (fd) =>
          readAll(
            decoded,
            () => {},
            (bytes) => naming(part, () => writeAll(fd, bytes)),
          ),
        );
        decoded.assertUnchanged();
        return { ...decoded.codec, isDamaged: decoded.warnings?.some((one) => one.isDamage) };
      } finally {
        decoded.close();
      }
    });
    // Which of its parts are damaged, decoding them tells.
    if ((kept.source.codec as KeptCodec).isDamaged !== true) return kept;
    kept.source.close();
    return open();
  }

  /**
   * A file that all threads share, made by the first that asks for it.
   *
   * @param make writes it under another name, and returns what is to be known of its samples.
   */
  async #shared(
    key: string,
    name: string,
    make: (part: string) => Promise<KeptCodec>,
  ): Promise<OpenRecording> {
    makeFolder(this.#folder);
    const path = join(this.#folder, createHash('sha256').update(key).digest('hex'));
    const claim = `${path}.claim`;
    for (;;) {
      const kept = await this.#openKept(path, name);
      if (kept !== undefined) return kept;
      if (this.#claims(claim)) break;
      await sleep(WAIT_MS);
    }
    const part = join(this.#folder, `${randomUUID()}.part`);
    try {
      this.#makeRoom();
      writeFileSync(`${path}.json`, JSON.stringify(await make(part)));
      renameSync(part, path);
      return await this.#open(path, name, codecAt(path));
    } finally {
      rmSync(part, { force: true });
      rmSync(claim, { force: true });
    }
  }

  /** Undefined where it is not there, or not any more. */
  async #openKept(path: string, name: string): Promise<OpenRecording | undefined> {
    try {
      return await this.#open(path, name, codecAt(path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Whether it is this thread that makes a file. */
  #claims(claim: string): boolean {
    const stats = statSync(claim, { throwIfNoEntry: false });
    if (stats !== undefined && Date.now() - stats.mtimeMs > STALE_MS && !this.#isBusy()) {
      rmSync(claim, { force: true });
    }
    try {
      writeFileSync(claim, '', { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  /** Whether anything is being written. */
  #isBusy(): boolean {
    return readdirSync(this.#folder).some((name) => {
      const stats = statSync(join(this.#folder, name), { throwIfNoEntry: false });
      return name.endsWith('.part') && stats !== undefined && Date.now() - stats.mtimeMs < STALE_MS;
    });
  }

  /** Removes the oldest; who reads from one has it open. */
  #makeRoom(): void {
    const kept = readdirSync(this.#folder)
      .filter((name) => !name.includes('.'))
      .map((name) => join(this.#folder, name))
      .map((path) => ({ path, stats: statSync(path, { throwIfNoEntry: false }) }))
      .sort((a, b) => (a.stats?.mtimeMs ?? 0) - (b.stats?.mtimeMs ?? 0));
    for (const { path } of kept.slice(0, Math.max(0, kept.length + 1 - MOST_KEPT))) {
      rmSync(path, { force: true });
      rmSync(`${path}.json`, { force: true });
    }
  }
}

async function intoNewFile(path: string, write: (fd: number) => Promise<void>): Promise<void> {
  const fd = openSync(path, 'wx', 0o600);
  try {
    await write(fd);
  } finally {
    closeSync(fd);
  }
}

function codecAt(path: string): KeptCodec {
  return JSON.parse(readFileSync(`${path}.json`, 'utf8')) as KeptCodec;
}

function named(source: ByteSource, codec: SourceCodec | undefined): ByteSource {
  return codec === undefined ? source : Object.assign(source, { codec });
}
