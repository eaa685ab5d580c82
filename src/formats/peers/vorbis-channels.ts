/** How channels stand in a file, and which speakers they are for. */
export interface Speakers {
  /** Of each channel by the order of WAVEFORMATEXTENSIBLE: which one of the codec's it is. */
  readonly order: readonly number[];
  readonly channelMask: number;
}

/**
 * Channels of Vorbis and Opus, by their number: Vorbis I specification, 4.3.9, and RFC 7845, 5.1.1.2. With five, say, the
 * codec has left, centre, right, rear left, rear right, and WAV has left, right, centre, rear left, rear right.
 */
const SPEAKERS: Readonly<Partial<Record<number, Speakers>>> = {
  3: { order: [0, 2, 1], channelMask: 0x7 },
  4: { order: [0, 1, 2, 3], channelMask: 0x33 },
  5: { order: [0, 2, 1, 3, 4], channelMask: 0x37 },
  6: { order: [0, 2, 1, 5, 3, 4], channelMask: 0x3f },
  7: { order: [0, 2, 1, 6, 5, 3, 4], channelMask: 0x70f },
  8: { order: [0, 2, 1, 7, 5, 6, 3, 4], channelMask: 0x63f },
};

/** Undefined where the codec's order is that of WAV, or says nothing. */
export function vorbisSpeakers(numberOfChannels: number): Speakers | undefined {
  return SPEAKERS[numberOfChannels];
}
