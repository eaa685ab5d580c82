// Types of Web Audio: those of the DOM library where a program has it, else what this package needs of them, so that it can be
// used where there is no such library.

/** An AudioParam. */
export type AudioParamLike = typeof globalThis extends { AudioParam: { prototype: infer T } }
  ? T
  : {
      /** The value now. */
      value: number;
      /** A value at a time, in seconds. */
      setValueAtTime(value: number, startTime: number): unknown;
      /** A straight line to a value at a time, in seconds. */
      linearRampToValueAtTime(value: number, endTime: number): unknown;
    };

/** A context that nodes can be made in. */
export type AudioContextLike = typeof globalThis extends {
  BaseAudioContext: { prototype: infer T };
}
  ? T
  : {
      /** Frames per second. */
      readonly sampleRate: number;
      /** Loads scripts of worklets. */
      readonly audioWorklet: { addModule(moduleUrl: string): Promise<void> };
      /** A new buffer of silence. */
      createBuffer(channels: number, frames: number, sampleRate: number): AudioBufferLike;
    };

/** An AudioBuffer. */
export type AudioBufferLike = typeof globalThis extends { AudioBuffer: { prototype: infer T } }
  ? T
  : {
      /** Frames. */
      readonly length: number;
      /** Frames per second. */
      readonly sampleRate: number;
      /** How many channels there are. */
      readonly numberOfChannels: number;
      /** The samples of a channel: the very array. */
      getChannelData(channel: number): Float32Array<ArrayBuffer>;
      /** Copies samples out. */
      copyFromChannel(to: Float32Array<ArrayBuffer>, channel: number, startFrame?: number): void;
      /** Copies samples in. */
      copyToChannel(from: Float32Array<ArrayBuffer>, channel: number, startFrame?: number): void;
    };

/** What a node is, whatever makes it. */
type WorkletNode = typeof globalThis extends { AudioWorkletNode: { prototype: infer T } }
  ? T
  : {
      /** For messages to the processor. */
      readonly port: { postMessage(message: unknown): void };
      /** By name. */
      readonly parameters: { get(name: string): AudioParamLike | undefined };
      /** Connects the output to another node. */
      connect<T>(destination: T, output?: number, input?: number): T;
      /** Takes the connections off. */
      disconnect(): void;
    };

/** The class of such nodes. */
export type WorkletNodeClass = new (
  context: AudioContextLike,
  name: string,
  options?: Readonly<Record<string, unknown>>,
) => WorkletNode;
