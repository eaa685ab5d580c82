import { FLAC_KERNEL_BASE64 } from './flac-kernel-bytes.ts';

/** What reading a header or a frame comes to: as in assembly/flac/status.ts. */
export const FRAME_STATUS = {
  /** All is as it should be. */
  sound: 0,
  /** More of the file must be there to tell. */
  cutShort: 1,
  /** Not what a frame may be. */
  damaged: 2,
} as const;

/** Memory that must follow the bytes of a file, for what reads past their end. */
export const RESERVE_BYTES = 16;

/** Frames of audio in a block that is encoded: as in assembly/flac/encoder-layout.ts. */
export const FLAC_BLOCK_FRAMES = 4096;

/** Address of the memory that is the caller's. */
export const FREE_ADDRESS = 65536;

/** What assembly/flac/flac.ts exports. Addresses are bytes of the linear memory. */
export interface FlacKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** What the header that was read last says; rate and bits are 0 where STREAMINFO has them. */
  readonly blockFrames: { readonly value: number };
  readonly numberOfChannels: { readonly value: number };
  readonly sampleRate: { readonly value: number };
  readonly bitsPerSample: { readonly value: number };
  /** 1 if {@link codedNumber} counts frames of audio, 0 if it counts blocks. */
  readonly isVariable: { readonly value: number };
  readonly codedNumber: { readonly value: number };
  /** Of the header that was read last, and of the frame. */
  readonly headerBytes: { readonly value: number };
  readonly frameBytes: { readonly value: number };
  findSync(at: number, end: number): number;
  readHeader(at: number, end: number): number;
  readFrame(at: number, end: number, samples: number, side: number, bits: number): number;
  interleave(
    samples: number,
    channels: number,
    frames: number,
    sampleBytes: number,
    shift: number,
    to: number,
  ): void;
  flipSigns(at: number, byteLength: number): void;
  encodeBlock(
    channels: number,
    frames: number,
    sampleBytes: number,
    number: number,
    rateCode: number,
    rateValue: number,
  ): number;
  encodedAddress(): number;
  frameAddress(): number;
  encoderBytes(): number;
  startMd5(): void;
  addMd5(at: number, byteLength: number): void;
  finishMd5(to: number): void;
}

let compiled: WebAssembly.Module | undefined;

/** A new instance, synchronously; instances share nothing but the compiled code. */
export function instantiateFlacKernel(): FlacKernel {
  compiled ??= new WebAssembly.Module(
    Uint8Array.from(atob(FLAC_KERNEL_BASE64), (character) => character.charCodeAt(0)),
  );
  return new WebAssembly.Instance(compiled).exports as unknown as FlacKernel;
}

/** Instances that nobody uses. To make one and touch its memory takes longer than to encode a second of speech. */
const idle: FlacKernel[] = [];
const MOST_IDLE = 4;

/** An instance that nobody else uses; its memory may hold what somebody left there. */
export function takeFlacKernel(): FlacKernel {
  return idle.pop() ?? instantiateFlacKernel();
}

/** Gives an instance back. Whoever does must not use it, or a view of its memory, any more. */
export function returnFlacKernel(kernel: FlacKernel): void {
  if (idle.length < MOST_IDLE) idle.push(kernel);
}

/** Makes the memory so many bytes at least; what was a view of it is of no use afterwards. */
export function growMemory({ memory }: FlacKernel, byteLength: number): void {
  const missing = byteLength - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
}
