// The processor in a plain Node, with nothing of Web Audio around it: what its process() costs is all there is to see.
//
//     node --expose-gc --min-semi-space-size=128 --max-semi-space-size=128 test/web-audio/plain-worklet.mjs
//
// prints, in JSON, nanoseconds and bytes of a stereo quantum for each kind of noise. The young generation is large enough
// that nothing is collected meanwhile, so what was allocated is what it grew by.

import { readFileSync } from 'node:fs';

/** Plain JavaScript cannot import the TypeScript that the build has put into its bundles. */
const KERNEL_BASE64 = [
  ...readFileSync(new URL('../../src/kernel/kernel-bytes.ts', import.meta.url), 'utf8').matchAll(
    /^\s*'([A-Za-z0-9+/=]+)'/gm,
  ),
]
  .map(([, line]) => line)
  .join('');

const QUANTUM_FRAMES = 128;

/** The class that the built script registers. */
export async function loadProcessor(sampleRate = 48_000) {
  let registered;
  Object.assign(globalThis, {
    sampleRate,
    currentFrame: 0,
    AudioWorkletProcessor: class {
      port = {};
    },
    registerProcessor: (_, processor) => {
      registered = processor;
    },
  });
  await import(new URL('../../dist/web-audio/processor.js', import.meta.url).href);
  return registered;
}

/** One node with its buffers. */
export class PlainWorklet {
  parameters = { snr: new Float32Array([10]), gain: new Float32Array([1]) };

  constructor(Processor, options = {}, numberOfChannels = 2) {
    const planar = () =>
      Array.from({ length: numberOfChannels }, () => new Float32Array(QUANTUM_FRAMES));
    this.input = planar();
    this.output = planar();
    this.inputs = [this.input];
    this.outputs = [this.output];
    this.processor = new Processor({
      processorOptions: {
        kernelBytes: Uint8Array.from(Buffer.from(KERNEL_BASE64, 'base64')),
        noiseKey: { low: 1, high: 2 },
        offsetFrames: 0,
        shared: false,
        strength: { type: 'std', std: 0.1 },
        ...options,
      },
    });
  }

  /** Renders quanta of the same input. */
  run(quanta) {
    const { processor, inputs, outputs, parameters } = this;
    for (let i = 0; i < quanta; i++) {
      processor.process(inputs, outputs, parameters);
      globalThis.currentFrame += QUANTUM_FRAMES;
    }
  }
}

/** Nanoseconds and bytes of heap for each quantum, once the engine has compiled what is hot. */
function measure(worklet, quanta) {
  worklet.run(100_000);
  globalThis.gc();
  // What array buffers the first one found dead is freed beside the program, and at the latest by the second.
  globalThis.gc();
  const processor = process.cpuUsage();
  const before = process.memoryUsage();
  const started = process.hrtime.bigint();
  worklet.run(quanta);
  const nanoseconds = Number(process.hrtime.bigint() - started);
  const { user, system } = process.cpuUsage(processor);
  const after = process.memoryUsage();
  return {
    nanosecondsPerQuantum: nanoseconds / quanta,
    processorNanosecondsPerQuantum: (1000 * (user + system)) / quanta,
    heapBytesPerQuantum: (after.heapUsed - before.heapUsed) / quanta,
    arrayBufferBytes: after.arrayBuffers - before.arrayBuffers,
  };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const Processor = await loadProcessor();
  const results = {};
  for (const [name, strength] of [
    ['std', { type: 'std', std: 0.1 }],
    ['known', { type: 'known', signalPower: 0.01 }],
    ['tracked', { type: 'tracked' }],
  ]) {
    const worklet = new PlainWorklet(Processor, { strength });
    for (const samples of worklet.input) {
      for (let i = 0; i < samples.length; i++) samples[i] = 0.3 * Math.sin(i / 3);
    }
    results[name] = measure(worklet, Number(process.argv[2] ?? 200_000));
  }
  console.log(JSON.stringify(results, null, 2));
}
