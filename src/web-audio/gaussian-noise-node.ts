import { decibelsToPower } from '../decibels.ts';
import { KERNEL_BASE64 } from '../kernel/kernel-bytes.ts';
import { ROOTS_FLOATS } from '../noise/color-convolver.ts';
import { orderedRoots } from '../noise/color-transform.ts';
import type { FrequencyBand, NoiseColor } from '../noise/noise-color.ts';
import { deriveNoiseKey, drawSeed } from '../noise/noise-key.ts';
import { createNoiseFilter } from '../noise/noise-source.ts';
import { drawSnrDb, type SnrRange } from '../noise/snr-draw.ts';
import { checkOptions } from '../options/check-options.ts';
import type { ValuesOf } from '../options/option.ts';
import type { AudioContextLike, AudioParamLike, WorkletNodeClass } from './dom-types.ts';
import { listNodeOptions, listNodeRules } from './node-options.ts';
import {
  type NodeColor,
  type NoiseStrength,
  PROCESSOR_NAME,
  type ProcessorOptions,
} from './processor-options.ts';
import { PROCESSOR_SOURCE } from './processor-source.ts';

/**
 * Options of a {@link GaussianNoiseNode}: which noise, and how strong. Exactly one of `snrDb`, `noiseLevelDbfs` and `std` says the
 * latter.
 */
export interface GaussianNoiseNodeOptions {
  /** Initial value of the parameter `snr`, dB, -200 to 200; of a range one is drawn, from seed and key. */
  readonly snrDb?: number | SnrRange | undefined;
  /**
   * With `snrDb`: power of the signal in dB re full scale, if it is known. Without it the noise follows the active level (ITU-T
   * P.56) of what was heard lately.
   */
  readonly signalLevelDbfs?: number | undefined;
  /** Power of the noise instead, in dB re full scale. */
  readonly noiseLevelDbfs?: number | undefined;
  /** Standard deviation of the noise instead, linear, full scale 1. */
  readonly std?: number | undefined;
  /** Integer from 0 to 2^53 - 1; drawn when it is not given. */
  readonly seed?: number | undefined;
  /** Any text: an utterance id, a path. Default: the empty one. */
  readonly key?: string | undefined;
  /** Spectrum of the noise; `gray` is another spelling of `grey`. Default `white`. */
  readonly color?: Exclude<NoiseColor, 'matched'> | 'gray' | undefined;
  /** Frequencies of the noise; all unless given. */
  readonly band?: FrequencyBand | undefined;
  /** Noise of its own for each channel (default), or the same in all. */
  readonly noiseChannels?: 'independent' | 'shared' | undefined;
  /** Frame of the noise stream that the first frame rendered gets: an integer of 0 or more; default 0. */
  readonly offsetFrames?: number | undefined;
  /** Initial value of the parameter `gain`, linear; 1 unless given. */
  readonly gain?: number | undefined;
  /** As of any AudioNode. */
  readonly channelCount?: number | undefined;
  /** As of any AudioNode. */
  readonly channelCountMode?: 'max' | 'clamped-max' | 'explicit' | undefined;
  /** As of any AudioNode. */
  readonly channelInterpretation?: 'speakers' | 'discrete' | undefined;
}

const OPTIONS = { list: listNodeOptions, rules: listNodeRules };

/** Stands in for `AudioWorkletNode` where there is none yet, as in Node. */
class UnregisteredNode {
  constructor() {
    throw new Error(
      'no context was registered; expected `await GaussianNoiseNode.register(context)` before the first node',
    );
  }
}

/** Registrations under way or done. */
const registrations = new WeakMap<object, Promise<void>>();

/**
 * An audio node that passes its input on with Gaussian noise added: noise stream v1, white or colored, the same to the bit as
 * all of this package adds for the same seed, key and frames, wherever it runs.
 *
 * Frames are counted from the first that the node renders. Without an input there is noise alone. The node runs until
 * {@link stop} is called or its context is closed, connected or not.
 */
export class GaussianNoiseNode extends ((globalThis.AudioWorkletNode ??
  UnregisteredNode) as unknown as WorkletNodeClass) {
  /** The seed in use: with it, the same noise can be made again. */
  readonly seed: number;
  /** The key in use. */
  readonly key: string;

  /**
   * Loads the worklet's script into a context: once for each, before the first node.
   *
   * In Node, where there is no Web Audio, the package `node-web-audio-api` is loaded.
   *
   * @param moduleUrl where the script `awgn/web-audio/processor.js` is served; for pages whose Content Security Policy does
   *   not allow `blob:`. Unless given it is a part of this module. node-web-audio-api wants a path.
   */
  static register(
    context: AudioContextLike,
    moduleUrl?: string | { toString(): string },
  ): Promise<void> {
    let registration = registrations.get(context);
    if (registration === undefined) {
      registration = addProcessor(context, moduleUrl);
      registrations.set(context, registration);
      registration.catch(() => registrations.delete(context));
    }
    return registration;
  }

  /**
   * @param context one that was registered: the native one.
   * @throws RangeError or TypeError for options that are unknown, out of range or contradict each other, or a context that is a
   *   wrapper; InvalidStateError when the context was not registered.
   */
  constructor(context: AudioContextLike, options: GaussianNoiseNodeOptions) {
    const values = checkOptions(OPTIONS, options, 'GaussianNoiseNode');
    refuseWrapper(context);
    const { seed = drawSeed(), key, offsetFrames, noiseChannels } = values;
    const processorOptions: ProcessorOptions = {
      kernelBytes: Uint8Array.from(atob(KERNEL_BASE64), (character) => character.charCodeAt(0)),
      noiseKey: deriveNoiseKey(seed, key),
      offsetFrames,
      shared: noiseChannels === 'shared',
      strength: strengthOf(values),
      color: colorOf(values, context),
    };
    const { snrDb: asked, gain } = values;
    const snrDb = typeof asked === 'object' ? drawSnrDb(asked, seed, key) : asked;
    super(context, PROCESSOR_NAME, {
      ...audioNodeOptions(values),
      numberOfInputs: 1,
      numberOfOutputs: 1,
      parameterData: { gain, ...(snrDb !== undefined && { snr: snrDb }) },
      processorOptions,
    });
    this.seed = seed;
    this.key = key;
  }

  /** Signal-to-noise ratio, dB, -200 to 200: k-rate. Without meaning for noise of a fixed strength or level. */
  get snr(): AudioParamLike {
    return this.parameters.get('snr')!;
  }

  /** Factor of the noise, not of the signal, linear, 0 or more: a-rate. */
  get gain(): AudioParamLike {
    return this.parameters.get('gain')!;
  }

  /** Ends the node: its output is silent from soon after on, the signal too, and its memory can be freed. */
  stop(): void {
    this.port.postMessage('stop');
  }
}

async function addProcessor(
  context: AudioContextLike,
  moduleUrl?: string | { toString(): string },
): Promise<void> {
  refuseWrapper(context);
  if (Object.getPrototypeOf(GaussianNoiseNode) === UnregisteredNode) {
    const Base = globalThis.AudioWorkletNode ?? (await importAudioWorkletNode());
    // `super` is looked up when it is called, so the class can get what it extends now.
    Object.setPrototypeOf(GaussianNoiseNode, Base);
    Object.setPrototypeOf(GaussianNoiseNode.prototype, Base.prototype);
  }
  if (context.audioWorklet === undefined) {
    throw new TypeError(
      'context.audioWorklet is undefined; expected an AudioContext or OfflineAudioContext, and a secure page: https, or localhost',
    );
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

type Values = ValuesOf<ReturnType<typeof listNodeOptions>>;

function strengthOf({ std, noiseLevelDbfs, signalLevelDbfs }: Values): NoiseStrength {
  if (std !== undefined) return { type: 'std', std: Math.fround(std) };
  if (noiseLevelDbfs !== undefined) {
    return { type: 'std', std: Math.fround(Math.sqrt(decibelsToPower(noiseLevelDbfs))) };
  }
  if (signalLevelDbfs === undefined) return { type: 'tracked' };
  return { type: 'known', signalPower: decibelsToPower(signalLevelDbfs) };
}

function colorOf(
  { color, band }: Values,
  { sampleRate }: { readonly sampleRate: number },
): NodeColor | undefined {
  // Before the first context is registered there may be none at all, which is told later.
  if (sampleRate === undefined) return undefined;
  const filter = createNoiseFilter({ color, sampleRate, band });
  return filter && { response: filter.response, roots: orderedRoots(ROOTS_FLOATS) };
}

/**
 * Tone.js and standardized-audio-context hold the native context in a property, and the nodes of their graph, too: what is
 * made in the native one could not be connected to them.
 *
 * @throws TypeError for such a context.
 */
function refuseWrapper(context: object): void {
  if (!('rawContext' in context || '_nativeContext' in context)) return;
  throw new TypeError(
    'the context is a wrapper (of Tone.js or standardized-audio-context), whose graph takes no native nodes; ' +
      'make a native context and give it to both: const context = new AudioContext(); Tone.setContext(context)',
  );
}

/**
 * What is for the node itself: implementations differ in what they do with what is undefined, and in how many channels
 * there are without an input, where their number is not said of the output too.
 */
function audioNodeOptions({
  channelCount,
  channelCountMode,
  channelInterpretation,
}: Values): AudioWorkletNodeOptions {
  return {
    ...(channelCountMode === 'explicit' && { outputChannelCount: [channelCount ?? 2] }),
    ...(channelCount !== undefined && { channelCount }),
    ...(channelCountMode !== undefined && { channelCountMode }),
    ...(channelInterpretation !== undefined && { channelInterpretation }),
  };
}
