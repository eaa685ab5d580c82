import type { AudioDecoder, AudioEvent, AudioHeader } from '../../src/formats/audio-decoder.ts';
import type { AudioFileFormat } from '../../src/formats/audio-file-format.ts';
import { ByteQueue, waitForBytes } from '../../src/formats/byte-queue.ts';
import { plainSampleFormat } from '../../src/formats/sample-format.ts';

/**
 * A format for tests, with all that may make one awkward:
 *
 *     "TOYF" │ rate, 4 bytes │ channels, 1 byte │ priming frames, 1 byte │ packets ... to the end of the input
 *     packet: frames, 2 bytes │ 16-bit samples, little-endian, all bits inverted
 *
 * It does not say how long it is, its packets differ in size, its first frames are to be left out, and its decoder
 * loads late, decodes a packet when it is asked for the next event, and uses one buffer for all that it gives.
 */
export interface ToyFormat extends AudioFileFormat {
  /** How many decoders were made. */
  readonly opened: number;
}

const HEADER_BYTES = 10;
const MOST_PACKET_FRAMES = 777;

/** @param priming how many frames of rubbish stand before the samples. */
export function toyBytes(samples: Int16Array, numberOfChannels: number, priming = 100): Uint8Array {
  const pieces = [Buffer.from('TOYF'), Buffer.alloc(6)];
  pieces[1]!.writeUInt32LE(16000);
  pieces[1]!.writeUInt8(numberOfChannels, 4);
  pieces[1]!.writeUInt8(priming, 5);
  const all = new Int16Array(priming * numberOfChannels + samples.length).fill(12345);
  all.set(samples, priming * numberOfChannels);
  const frames = all.length / numberOfChannels;
  for (
    let start = 0, size = 1;
    start < frames;
    start += size, size = (size * 5 + 3) % MOST_PACKET_FRAMES
  ) {
    const packet = all.subarray(start * numberOfChannels, (start + size) * numberOfChannels);
    const count = Buffer.alloc(2);
    count.writeUInt16LE(packet.length / numberOfChannels);
    pieces.push(count, Buffer.from(Int16Array.from(packet, (sample) => ~sample).buffer));
  }
  return Buffer.concat(pieces);
}

export function createToyFormat(): ToyFormat {
  let opened = 0;
  return {
    name: 'toy',
    get opened() {
      return opened;
    },
    recognizes: (head) =>
      head.length < 4 ? undefined : Buffer.from(head.subarray(0, 4)).toString('latin1') === 'TOYF',
    async createDecoder() {
      opened++;
      // As a package does that is imported when the first such file is seen.
      await new Promise((resolve) => setTimeout(resolve, 5));
      return new ToyDecoder();
    },
  };
}

class ToyDecoder implements AudioDecoder {
  readonly keepsBytes = false;
  readonly warnings = [];
  readonly #queue = new ByteQueue();
  readonly #parsing = this.#parse();
  #room = new Uint8Array(0);
  #frames = 0;

  get extent() {
    return { numberOfFrames: this.#frames, tailBytes: 0 };
  }

  *push(bytes: Uint8Array): Generator<AudioEvent, void, void> {
    this.#queue.push(bytes);
    yield* this.#resume();
    this.#queue.hold();
  }

  *end(): Generator<AudioEvent, void, void> {
    this.#queue.end();
    yield* this.#resume();
  }

  /** Decodes a packet at a time, into the memory of the one before. */
  *#resume(): Generator<AudioEvent, void, void> {
    for (;;) {
      const { value: event } = this.#parsing.next();
      if (event === undefined) return;
      yield event;
      this.#room.fill(0xee);
    }
  }

  *#parse(): Generator<AudioEvent | undefined, void, undefined> {
    yield* waitForBytes(this.#queue, HEADER_BYTES);
    const head = Buffer.from(this.#queue.take(HEADER_BYTES)!);
    const [sampleRate, numberOfChannels] = [head.readUInt32LE(4), head.readUInt8(8)];
    let priming = head.readUInt8(9);
    const format = plainSampleFormat({ sampleRate, numberOfChannels }, 's16');
    const header: AudioHeader = {
      container: 'TOY',
      format,
      declaredFrames: undefined,
      dataByteOffset: undefined,
    };
    yield { type: 'header', header };
    while (yield* waitForBytes(this.#queue, 2)) {
      const count = Buffer.from(this.#queue.take(2)!).readUInt16LE();
      // A packet that is cut off is left out.
      if (!(yield* waitForBytes(this.#queue, count * format.bytesPerFrame))) return;
      const packet = this.#queue.take(count * format.bytesPerFrame)!;
      const dropped = Math.min(priming, count);
      priming -= dropped;
      if (dropped === count) continue;
      this.#frames += count - dropped;
      yield { type: 'data', bytes: this.#decode(packet.subarray(dropped * format.bytesPerFrame)) };
    }
  }

  #decode(packet: Uint8Array): Uint8Array {
    if (this.#room.length < packet.length) this.#room = new Uint8Array(packet.length);
    for (let i = 0; i < packet.length; i++) this.#room[i] = ~packet[i]!;
    return this.#room.subarray(0, packet.length);
  }
}
