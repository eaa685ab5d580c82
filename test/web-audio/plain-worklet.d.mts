import type { ProcessorOptions } from '../../src/web-audio/processor-options.ts';

export interface PlainProcessor {
  readonly port: { onmessage?: () => void };
  process(
    inputs: readonly (readonly Float32Array[])[],
    outputs: readonly (readonly Float32Array[])[],
    parameters: PlainWorklet['parameters'],
  ): boolean;
}

export type PlainProcessorClass = new (options: {
  processorOptions: ProcessorOptions;
}) => PlainProcessor;

export function loadProcessor(sampleRate?: number): Promise<PlainProcessorClass>;

export class PlainWorklet {
  constructor(
    Processor: PlainProcessorClass,
    options?: Partial<ProcessorOptions>,
    numberOfChannels?: number,
  );
  readonly processor: PlainProcessor;
  readonly parameters: { snr: Float32Array; gain: Float32Array };
  readonly input: Float32Array[];
  readonly output: Float32Array[];
  run(quanta: number): void;
}
