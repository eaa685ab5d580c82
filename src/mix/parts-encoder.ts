import { decodeSamples, encodeSamples } from '../formats/encoded-samples/sample-codec.ts';
import type { SampleFormat } from '../formats/sample-format.ts';

/** What a mix is made of, encoded as the mix is. The bytes are overwritten when those of the mix are. */
export interface MixParts {
  /** The signal, scaled as it is in the mix. */
  readonly clean: Uint8Array;
  readonly noise: Uint8Array;
}

/** One block of a mix, in all the forms it went through. */
export interface MixedBlock {
  /** The signal as it stood in the input. */
  readonly input: Uint8Array;
  /** The same, decoded. */
  readonly signal: readonly Float32Array[];
  /** The noise as drawn: not scaled, without dither. */
  readonly noise: readonly Float32Array[];
  /** The outcome as it stands in the output. */
  readonly out: Uint8Array;
  /** The same, decoded. */
  readonly mixed: readonly Float32Array[];
}

/**
 * Encodes signal and noise apart, so that they add up to the mix.
 *
 * Floats: the noise is what was drawn, and fround(fround(clean) + noise) = noisy, where nothing is scaled. Integers: the
 * noise is noisy - clean in the integers of the files, which rounding, dither and clipping are part of; it saturates
 * where it is beyond full scale. A-law and µ-law: the code word for that difference of 16-bit integers.
 *
 * The signal's bytes are those of the input where it keeps encoding and scale.
 */
export class PartsEncoder {
  readonly #output: SampleFormat;
  readonly #scale: number;
  readonly #keepsBytes: boolean;
  readonly #clean: Uint8Array;
  readonly #noise: Uint8Array;
  readonly #scratch: readonly Float32Array[];
  #clippedClean = 0;
  #clippedNoise = 0;

  /**
   * @param mostFrames of all blocks between two {@link parts}.
   * @param blockFrames of one block, at most.
   */
  constructor(
    input: SampleFormat,
    output: SampleFormat,
    scale: number,
    mostFrames: number,
    blockFrames: number,
  ) {
    this.#output = output;
    this.#scale = scale;
    this.#keepsBytes = input.encoding === output.encoding && scale === 1;
    this.#clean = new Uint8Array(mostFrames * output.bytesPerFrame);
    this.#noise = new Uint8Array(mostFrames * output.bytesPerFrame);
    this.#scratch = Array.from(
      { length: output.numberOfChannels },
      () => new Float32Array(blockFrames),
    );
  }

  /**
   * Encodes a block.
   *
   * @param firstFrame where it stands among those of the next {@link parts}.
   * @param count frames of it.
   */
  encode(block: MixedBlock, firstFrame: number, count: number): void {
    const output = this.#output;
    const start = firstFrame * output.bytesPerFrame;
    const end = start + count * output.bytesPerFrame;
    const clean = this.#clean.subarray(start, end);
    if (this.#keepsBytes) {
      clean.set(block.input.subarray(0, clean.length));
    } else {
      this.#fill(block.signal, count);
      this.#clippedClean += encodeSamples(this.#scratch, count, output, clean);
    }
    this.#clippedNoise += this.#encodeNoise(block, clean, this.#noise.subarray(start, end), count);
  }

  /** What was encoded, from its first frame on. */
  parts(frames: number): MixParts {
    const bytes = frames * this.#output.bytesPerFrame;
    return { clean: this.#clean.subarray(0, bytes), noise: this.#noise.subarray(0, bytes) };
  }

  /** Samples that did not fit into the encoding. */
  get clipped(): { readonly clean: number; readonly noise: number } {
    return { clean: this.#clippedClean, noise: this.#clippedNoise };
  }

  #encodeNoise(block: MixedBlock, clean: Uint8Array, out: Uint8Array, count: number): number {
    const output = this.#output;
    if (output.encoding === 'f32' || output.encoding === 'f64') {
      this.#fill(block.noise, count);
      return encodeSamples(this.#scratch, count, output, out);
    }
    // 32-bit floats do not hold all 32-bit integers.
    if (output.encoding === 's32') return subtractS32(block.out, clean, output, out);
    decodeSamples(clean, output, this.#scratch, count);
    for (const [channel, samples] of this.#scratch.entries()) {
      const mixed = block.mixed[channel]!;
      // Exact but for what is beyond full scale, and so saturates.
      for (let i = 0; i < count; i++) samples[i] = mixed[i]! - samples[i]!;
    }
    return encodeSamples(this.#scratch, count, output, out);
  }

  /** Scaled, as the mix is. */
  #fill(channelData: readonly Float32Array[], count: number): void {
    const scale = this.#scale;
    for (const [channel, samples] of this.#scratch.entries()) {
      const from = channelData[channel]!;
      for (let i = 0; i < count; i++) samples[i] = from[i]! * scale;
    }
  }
}

const HIGHEST = 2 ** 31 - 1;
const LOWEST = -(2 ** 31);

/** Writes minuend - subtrahend, saturated; returns how many were. Unused bytes of a slot take the sign. */
function subtractS32(
  minuend: Uint8Array,
  subtrahend: Uint8Array,
  format: SampleFormat,
  out: Uint8Array,
): number {
  const [a, b, difference] = [minuend, subtrahend, out].map(
    (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  ) as [DataView, DataView, DataView];
  const { slotBytes } = format;
  const littleEndian = !format.bigEndian;
  const significant = littleEndian ? 0 : slotBytes - 4;
  let clipped = 0;
  for (let slot = 0; slot < out.length; slot += slotBytes) {
    const at = slot + significant;
    let integer = a.getInt32(at, littleEndian) - b.getInt32(at, littleEndian);
    if (integer > HIGHEST || integer < LOWEST) {
      integer = integer > 0 ? HIGHEST : LOWEST;
      clipped++;
    }
    if (slotBytes > 4) out.fill(integer < 0 ? 255 : 0, slot, slot + slotBytes);
    difference.setInt32(at, integer, littleEndian);
  }
  return clipped;
}
