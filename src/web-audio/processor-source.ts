/** The script of the audio worklet. Empty here: the build puts the bundle of processor.ts in its place. */
export const PROCESSOR_SOURCE: string = '';
