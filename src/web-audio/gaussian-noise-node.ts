import { decibelsToPower } from '../decibels.ts';
import { KERNEL_BASE64 } from '../kernel/kernel-bytes.ts';
import { deriveNoiseKey, drawSeed } from '../noise/noise-key.ts';
import { shown } from '../shown.ts';
import { type NoiseStrength, PROCESSOR_NAME, type ProcessorOptions } from './processor-options.ts';
import { PROCESSOR_SOURCE } from './processor-source.ts';

/** Which noise, and in which channels. */
interface NoiseIdentity extends AudioNodeOptions {
  /** Integer from 0 to 2^53 - 1; drawn when it is not given. */
  readonly seed?: number;
  /** Any text: an utterance id, a path. Default: the empty one. */
  readonly key?: string;
  /** Frame of the noise stream that the first frame rendered gets: an integer of 0 or more; default 0. */
  readonly offsetFrames?: number;
  /** Noise of its own for each channel (default), or the same in all. */
  readonly noiseChannels?: 'independent' | 'shared';
  /** Initial value of the parameter `gain`, linear; 1 unless given. */
  readonly gain?: number;
}

/** Noise in a ratio to the signal. */
export interface SnrNoiseNodeOptions extends NoiseIdentity {
  /** Initial value of the parameter `snr`, dB, -200 to 200. */
  readonly snrDb: number;
  /**
   * Power of the signal in dB re full scale, if it is known. Without it the noise follows the active level (ITU-T P.56)
   * of what was heard lately.
   */
  readonly signalLevelDbfs?: number;
}

/** Noise of a fixed strength. */
export interface FixedNoiseNodeOptions extends NoiseIdentity {
  /** Standard deviation, linear, full scale 1. */
  readonly std: number;
}

/** Noise of a fixed level. */
export interface LevelNoiseNodeOptions extends NoiseIdentity {
  /** Power of the noise in dB re full scale. */
  readonly noiseLevelDbfs: number;
}

export type GaussianNoiseNodeOptions =
  | SnrNoiseNodeOptions
  | FixedNoiseNodeOptions
  | LevelNoiseNodeOptions;

/** Stands in for `AudioWorkletNode` where there is none yet, as in Node. */
class UnregisteredNode {
  constructor() {
    throw new Error(
      'no context was registered; expected `await GaussianNoiseNode.register(context)` before the first node',
    );
  }
}

/** Registrations under way or done. */
const registrations = new WeakMap<BaseAudioContext, Promise<void>>();

/**
 * An audio node that passes its input on with white Gaussian noise added: noise stream v1, the same to the bit as
 * `GaussianNoise` adds for the same seed, key and frames, wherever it runs.
 *
 * Frames are counted from the first that the node renders. Without an input there is noise alone. The node runs until
 * {@link stop} is called or its context is closed, connected or not.
 */
export class GaussianNoiseNode extends ((globalThis.AudioWorkletNode ??
  UnregisteredNode) as typeof AudioWorkletNode) {
  /** The seed in use: with it, the same noise can be made again. */
  readonly seed: number;
  readonly key: string;

  /**
   * Loads the worklet's script into a context: once for each, before the first node.
   *
   * In Node, where there is no Web Audio, the package `node-web-audio-api` is loaded.
   *
   * @param moduleUrl where the script `awgn/web-audio/processor.js` is served; for pages whose Content Security Policy does
   *   not allow `blob:`. Unless given it is a part of this module. node-web-audio-api wants a path.
   */
  static register(context: BaseAudioContext, moduleUrl?: string | URL): Promise<void> {
    let registration = registrations.get(context);
    if (registration === undefined) {
      registration = addProcessor(context, moduleUrl);
      registrations.set(context, registration);
      registration.catch(() => registrations.delete(context));
    }
    return registration;
  }

  /**
   * @param context one that was registered.
   * @throws RangeError, TypeError for options out of range; InvalidStateError when the context was not registered.
   */
  constructor(context: BaseAudioContext, options: GaussianNoiseNodeOptions) {
    const {
      seed = drawSeed(),
      key = '',
      offsetFrames = 0,
      noiseChannels = 'independent',
    } = options;
    if (!Number.isSafeInteger(offsetFrames) || offsetFrames < 0) {
      throw new RangeError(
        `offsetFrames is ${shown(offsetFrames)}; expected an integer from 0 to ${Number.MAX_SAFE_INTEGER}`,
      );
    }
    if (noiseChannels !== 'independent' && noiseChannels !== 'shared') {
      throw new RangeError(
        `noiseChannels is ${shown(noiseChannels)}; expected independent or shared`,
      );
    }
    const processorOptions: ProcessorOptions = {
      kernelBytes: Uint8Array.from(atob(KERNEL_BASE64), (character) => character.charCodeAt(0)),
      noiseKey: deriveNoiseKey(seed, key),
      offsetFrames,
      shared: noiseChannels === 'shared',
      strength: strengthOf(options),
    };
    super(context, PROCESSOR_NAME, {
      ...audioNodeOptions(options),
      numberOfInputs: 1,
      numberOfOutputs: 1,
      parameterData: parameterData(options),
      processorOptions,
    });
    this.seed = seed;
    this.key = key;
  }

  /** Signal-to-noise ratio, dB, -200 to 200: k-rate. Without meaning for noise of a fixed strength or level. */
  get snr(): AudioParam {
    return this.parameters.get('snr')!;
  }

  /** Factor of the noise, not of the signal, linear, 0 or more: a-rate. */
  get gain(): AudioParam {
    return this.parameters.get('gain')!;
  }

  /** Ends the node: its output is silent from soon after on, the signal too, and its memory can be freed. */
  stop(): void {
    this.port.postMessage('stop');
  }
}

async function addProcessor(context: BaseAudioContext, moduleUrl?: string | URL): Promise<void> {
  if (Object.getPrototypeOf(GaussianNoiseNode) === UnregisteredNode) {
    const Base = globalThis.AudioWorkletNode ?? (await importAudioWorkletNode());
    // `super` is looked up when it is called, so the class can get what it extends now.
    Object.setPrototypeOf(GaussianNoiseNode, Base);
    Object.setPrototypeOf(GaussianNoiseNode.prototype, Base.prototype);
  }
  if (moduleUrl !== undefined) {
    await context.audioWorklet.addModule(String(moduleUrl));
    return;
  }
  const url = URL.createObjectURL(new Blob([PROCESSOR_SOURCE], { type: 'text/javascript' }));
  try {
    await context.audioWorklet.addModule(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function importAudioWorkletNode(): Promise<typeof AudioWorkletNode> {
  // Not a literal, so that no bundler looks for a package that no browser needs.
  const name = 'node-web-audio-api';
  try {
    const webAudio = await import(/* webpackIgnore: true */ /* @vite-ignore */ name);
    return webAudio.AudioWorkletNode;
  } catch (cause) {
    throw new Error(
      'there is no AudioWorkletNode; expected a browser, or the package node-web-audio-api: npm install node-web-audio-api@1',
      { cause },
    );
  }
}

function strengthOf(options: GaussianNoiseNodeOptions): NoiseStrength {
  if ('std' in options) {
    const std = Math.fround(options.std);
    if (std >= 0 && std < Infinity) return { type: 'std', std };
    throw new RangeError(
      `std is ${shown(options.std)}; expected a number from 0 to 3.4e38, as 32-bit floats hold`,
    );
  }
  if ('noiseLevelDbfs' in options) {
    const power = decibelsToPower(decibels('noiseLevelDbfs', options.noiseLevelDbfs));
    return { type: 'std', std: Math.fround(Math.sqrt(power)) };
  }
  decibels('snrDb', options.snrDb);
  if (options.signalLevelDbfs === undefined) return { type: 'tracked' };
  const signalPower = decibelsToPower(decibels('signalLevelDbfs', options.signalLevelDbfs));
  return { type: 'known', signalPower };
}

function parameterData(options: GaussianNoiseNodeOptions): Record<string, number> {
  const { gain = 1 } = options;
  if (typeof gain !== 'number') throw new TypeError(`gain is ${shown(gain)}; expected a number`);
  if (!(Math.fround(gain) >= 0 && Math.fround(gain) < Infinity)) {
    throw new RangeError(`gain is ${gain}; expected a number from 0 to 3.4e38`);
  }
  return { gain, ...('snrDb' in options && { snr: options.snrDb }) };
}

/**
 * What is for the node itself: implementations differ in what they do with what is undefined, and in how many channels
 * there are without an input, where their number is not said of the output too.
 */
function audioNodeOptions(options: AudioNodeOptions): AudioWorkletNodeOptions {
  const { channelCount, channelCountMode, channelInterpretation } = options;
  return {
    ...(channelCountMode === 'explicit' && { outputChannelCount: [channelCount ?? 2] }),
    ...(channelCount !== undefined && { channelCount }),
    ...(channelCountMode !== undefined && { channelCountMode }),
    ...(channelInterpretation !== undefined && { channelInterpretation }),
  };
}

function decibels(name: string, value: unknown): number {
  if (typeof value !== 'number') {
    throw new TypeError(`${name} is ${shown(value)}; expected a number of dB`);
  }
  if (value >= -200 && value <= 200) return value;
  throw new RangeError(`${name} is ${value}; expected -200 to 200 dB`);
}
