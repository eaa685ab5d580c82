import type { SampleFormat } from '../formats/sample-format.ts';
import type { FrameBlock } from './frame-reader.ts';

/** Integers of 32 bits, on whose scale all samples are looked at. */
const SCALE = 2 ** 31;

/**
 * How many bits a file really uses: those of the narrowest integers, full scale 1, that hold every sample exactly.
 *
 * 16-bit audio that was converted to 24 bits without dither, or to floats, shows as 16. Samples are looked at as they stand in the
 * file, so 32-bit integers and 64-bit floats count in full.
 */
export class UsedBits {
  readonly #collect: (block: FrameBlock) => void;
  /** All samples, or'ed together as 32-bit integers. */
  #union = 0;
  /** Whether integers of 32 bits hold all samples so far. */
  #isInteger = true;

  constructor(format: SampleFormat) {
    const { encoding } = format;
    if (encoding === 's32') this.#collect = ({ bytes }) => this.#addIntegers(bytes, format);
    else if (encoding === 'f64') this.#collect = ({ bytes }) => this.#addDoubles(bytes, format);
    // All others are exact in 32-bit floats.
    else this.#collect = ({ channelData }) => this.#addAll(channelData);
  }

  process(block: FrameBlock): void {
    if (this.#isInteger) this.#collect(block);
  }

  /** 1 to 32; 0 where all samples are 0; undefined where no integers of up to 32 bits hold them. */
  get bits(): number | undefined {
    if (!this.#isInteger) return undefined;
    const lowestBit = this.#union & -this.#union;
    return lowestBit === 0 ? 0 : Math.clz32(lowestBit) + 1;
  }

  #addAll(channelData: readonly Float32Array[]): void {
    for (const samples of channelData) this.#add(samples);
  }

  #add(samples: Float32Array | Float64Array): void {
    let union = this.#union;
    for (let i = 0; i < samples.length; i++) {
      const scaled = samples[i]! * SCALE;
      const integer = scaled | 0;
      // Fractions, NaN, and all beyond full scale, +1.0 among them.
      if (integer !== scaled) {
        this.#isInteger = false;
        return;
      }
      union |= integer;
    }
    this.#union = union;
  }

  #addIntegers(bytes: Uint8Array, format: SampleFormat): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { slotBytes, significantBytes } = format;
    const littleEndian = !format.bigEndian;
    let union = this.#union;
    for (
      let at = littleEndian ? 0 : slotBytes - significantBytes;
      at < bytes.length;
      at += slotBytes
    ) {
      union |= view.getInt32(at, littleEndian);
    }
    this.#union = union;
  }

  #addDoubles(bytes: Uint8Array, format: SampleFormat): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const littleEndian = !format.bigEndian;
    const doubles = new Float64Array(bytes.length / 8);
    for (let i = 0; i < doubles.length; i++) {
      doubles[i] = view.getFloat64(8 * i, littleEndian);
    }
    this.#add(doubles);
  }
}
