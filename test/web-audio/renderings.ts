// What both Node and a browser render: nothing here belongs to either.

import type {
  GaussianNoiseNode,
  GaussianNoiseNodeOptions,
} from '../../src/web-audio/gaussian-noise-node.ts';

/** A Web Audio implementation, and the node under test. */
export interface WebAudio {
  readonly AudioContext: typeof AudioContext;
  readonly OfflineAudioContext: typeof OfflineAudioContext;
  readonly AudioWorkletNode: typeof AudioWorkletNode;
  readonly GaussianNoiseNode: typeof GaussianNoiseNode;
}

/** A value that a parameter gets at a frame, whose time in seconds must be exact: engines round differently. */
interface ParameterStep {
  readonly parameter: 'snr' | 'gain';
  readonly frame: number;
  readonly value: number;
}

export interface Rendering {
  readonly title: string;
  readonly options: GaussianNoiseNodeOptions;
  readonly numberOfChannels: number;
  readonly frames: number;
  readonly sampleRate: number;
  /** Whether the node has an input. */
  readonly hasInput: boolean;
  readonly steps?: readonly ParameterStep[];
}

const STEREO = { numberOfChannels: 2, frames: 10_000, sampleRate: 48_000, hasInput: true } as const;

export const RENDERINGS: readonly Rendering[] = [
  { ...STEREO, title: 'a standard deviation', options: { std: 0.1, seed: 1, key: 'utt42' } },
  {
    ...STEREO,
    title: 'an offset that divides no block',
    options: { std: 0.1, seed: 1, key: 'ütt 42', offsetFrames: 5001 },
  },
  {
    ...STEREO,
    title: 'an offset beyond 32 bits of blocks',
    options: { std: 1, seed: 2 ** 53 - 1, offsetFrames: 2 ** 44 + 77 },
  },
  {
    ...STEREO,
    title: 'the same noise in both channels',
    options: { std: 0.25, seed: 3, noiseChannels: 'shared' },
  },
  {
    ...STEREO,
    title: 'a ratio to a known level',
    options: { snrDb: 7.5, signalLevelDbfs: -20, seed: 4, key: 'level' },
  },
  {
    ...STEREO,
    title: 'a ratio that changes while it plays',
    options: { snrDb: 20, signalLevelDbfs: -20, seed: 4 },
    // Within a quantum: k-rate, so it counts from the next one on.
    steps: [{ parameter: 'snr', frame: 3000, value: 0 }],
  },
  {
    ...STEREO,
    title: 'a gain that changes within a quantum',
    options: { noiseLevelDbfs: -30, gain: 0.5, seed: 5 },
    steps: [{ parameter: 'gain', frame: 3000, value: 2 }],
  },
  {
    ...STEREO,
    title: 'pink noise, across the groups of blocks that are filtered together',
    options: { std: 0.1, seed: 8, key: 'pink', color: 'pink', offsetFrames: 20_001 },
  },
  {
    ...STEREO,
    title: 'grey noise in a band, the same in both channels, in a ratio to a known level',
    options: {
      snrDb: 7.5,
      signalLevelDbfs: -20,
      seed: 8,
      color: 'gray',
      band: { lowHz: 300, highHz: 3400 },
      noiseChannels: 'shared',
    },
    frames: 30_000,
  },
  {
    ...STEREO,
    title: 'white noise in a band',
    options: { noiseLevelDbfs: -30, seed: 8, band: { lowHz: 0, highHz: 8000 } },
  },
  { ...STEREO, title: 'no input', options: { std: 0.1, seed: 6 }, hasInput: false },
  {
    ...STEREO,
    title: 'six channels',
    options: { std: 0.1, seed: 7 },
    numberOfChannels: 6,
    frames: 5000,
  },
  {
    title: 'a ratio to the level of what was heard, at 16 kHz',
    options: { snrDb: 10, seed: 8 },
    numberOfChannels: 1,
    frames: 40_000,
    sampleRate: 16_000,
    hasInput: true,
  },
];

/** Samples of the input: integers over a power of two, which are the same in every engine. Silent at first. */
export function inputChannels({ numberOfChannels, frames, hasInput }: Rendering): Float32Array[] {
  return Array.from({ length: numberOfChannels }, (_, channel) =>
    Float32Array.from({ length: frames }, (_, frame) =>
      hasInput && frame >= 1000 ? (((frame * 7919 + channel * 104_729) % 2001) - 1000) / 4096 : 0,
    ),
  );
}

/** What an OfflineAudioContext renders: the node between a source and the destination. */
export async function renderOffline(
  { OfflineAudioContext, GaussianNoiseNode }: WebAudio,
  rendering: Rendering,
  moduleUrl?: string,
): Promise<Float32Array<ArrayBuffer>[]> {
  const { numberOfChannels, frames, sampleRate, options, hasInput, steps = [] } = rendering;
  const context = new OfflineAudioContext(numberOfChannels, frames, sampleRate);
  await GaussianNoiseNode.register(context, moduleUrl);
  const noise = new GaussianNoiseNode(context, {
    channelCount: numberOfChannels,
    channelCountMode: 'explicit',
    channelInterpretation: 'discrete',
    ...options,
  });
  for (const { parameter, frame, value } of steps) {
    noise[parameter].setValueAtTime(value, frame / sampleRate);
  }
  noise.connect(context.destination);
  if (hasInput) {
    const buffer = context.createBuffer(numberOfChannels, frames, sampleRate);
    for (const [channel, samples] of inputChannels(rendering).entries()) {
      buffer.copyToChannel(Float32Array.from(samples), channel);
    }
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(noise);
    source.start();
  }
  const rendered = await context.startRendering();
  return Array.from({ length: numberOfChannels }, (_, channel) => {
    const samples = new Float32Array(frames);
    rendered.copyFromChannel(samples, channel);
    return samples;
  });
}

/** Posts the frames that follow the first one that is not silent. */
const CAPTURE = `registerProcessor('capture', class extends AudioWorkletProcessor {
  constructor({ processorOptions: { frames } }) {
    super();
    this.left = [new Float32Array(frames), new Float32Array(frames)];
    this.at = 0;
  }
  process([input]) {
    let from = 0;
    if (this.at === 0) while (from < 128 && !input[0]?.[from]) from++;
    for (let i = from; i < 128 && this.at < this.left[0].length; i++, this.at++) {
      for (let c = 0; c < 2; c++) this.left[c][this.at] = input[c][i];
    }
    if (this.at === this.left[0].length && this.left) {
      this.port.postMessage(this.left);
      return false;
    }
    return true;
  }
});`;

/** What a stereo node without an input puts out first in real time, without a sound card. */
export async function captureRealTime(
  { AudioContext, AudioWorkletNode, GaussianNoiseNode }: WebAudio,
  options: GaussianNoiseNodeOptions,
  frames: number,
): Promise<Float32Array<ArrayBuffer>[]> {
  const context = new AudioContext({
    sampleRate: 48_000,
    latencyHint: 'playback',
    sinkId: { type: 'none' },
  } as AudioContextOptions);
  try {
    await GaussianNoiseNode.register(context);
    const url = URL.createObjectURL(new Blob([CAPTURE], { type: 'text/javascript' }));
    await context.audioWorklet.addModule(url);
    const capture = new AudioWorkletNode(context, 'capture', { processorOptions: { frames } });
    const captured = new Promise<Float32Array<ArrayBuffer>[]>((resolve) => {
      capture.port.onmessage = ({ data }) => resolve(data);
    });
    const stereo = { channelCount: 2, channelCountMode: 'explicit' } as const;
    const noise = new GaussianNoiseNode(context, { ...stereo, ...options });
    noise.connect(capture).connect(context.destination);
    await context.resume();
    return await captured;
  } finally {
    await context.close();
  }
}
